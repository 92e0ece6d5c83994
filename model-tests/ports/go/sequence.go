package ring

// A word holds the lowest 31 bits of a sequence, doubled: its lowest bit marks that a thread is parked on it.
const mark = 1

// wrap returns the word of a sequence.
func wrap(sequence int64) uint32 { return uint32(2 * sequence) }

// ahead returns how far word a, marked or not, is ahead of word b: from -2^30 up to 2^30 - 1.
func ahead(a, b uint32) int64 { return int64(int32(a-b) >> 1) }

// after returns how far word a, marked or not, comes after word b, for words that cannot have gone back.
func after(a, b uint32) int64 { return int64((a - b) >> 1) }

// unwrap returns the sequence that a word holds, given one that is less than 2^30 away.
func unwrap(near int64, word uint32) int64 { return near + ahead(word, wrap(near)) }

func slotOf(sequence int64, size int) int { return int(sequence) & (size - 1) }

// lapOf returns how many laps of the ring come before a sequence. The size is a power of two, but -1 has lap -1.
func lapOf(sequence int64, size int) int64 {
	return (sequence - int64(slotOf(sequence, size))) / int64(size)
}

// sequenceAt returns the word of the sequence that a slot holds on the lap of this word, marked or not.
func sequenceAt(lap uint32, slot, size int) uint32 {
	return (lap&^mark)*uint32(size) + 2*uint32(slot)
}
