package ring

import (
	"fmt"
	"slices"
)

// line is how many words share 128 bytes: a word that is written often has a line of its own.
const line = 32

// The words that every ring has. The end of a ring is rarely written, so it shares a line.
const (
	cursorWord     = 0
	publishedEpoch = line
	consumedEpoch  = 2 * line
	finalWord      = publishedEpoch + 1
	noWord         = -1
)

// unknown is the lowest bit of the final word until it is known where the ring ends.
const unknown = 1

// An owner word says whether a consumer still goes on.
const (
	taken = 1
	dead  = 2
	left  = 3
)

// layout says where the words of a ring lie.
type layout struct {
	laps  int // the first of the laps of the slots; noWord with a single producer
	gates map[string]int
	takes map[string]int // for each pool, the next sequence to take
	dones map[string]int // for each pool, the first of the counts of its slots
	words int
}

func layoutOf(config Config) layout {
	at := layout{laps: noWord, gates: map[string]int{}, takes: map[string]int{}, dones: map[string]int{}}
	at.words = 3 * line
	if config.Producers > 1 {
		at.laps = at.place(config.Size)
	}
	for _, reader := range config.Readers {
		at.gates[reader.Name] = at.place(2)
		if reader.Pool {
			at.takes[reader.Name] = at.place(1)
			at.dones[reader.Name] = at.place(config.Size)
		}
	}
	return at
}

// place makes room for some words, in lines of their own, and returns the first of them.
func (at *layout) place(words int) int {
	first := at.words
	at.words += (words + line - 1) / line * line
	return first
}

// ownerOf returns the owner word of a consumer, which lies beside its gate.
func ownerOf(gate int) int { return gate + 1 }

// initialize sets the words to what they hold before the first event.
func (at layout) initialize(words Memory, config Config) {
	start := wrap(config.Start)
	words.Store("", cursorWord, start)
	words.Store("", finalWord, start|unknown)
	for _, gate := range at.gates {
		words.Store("", gate, wrap(config.Start-1))
		words.Store("", ownerOf(gate), taken)
	}
	for pool := range at.takes {
		at.initializePool(words, pool, config)
	}
	at.initializeLaps(words, config)
}

// initializeLaps: with a single producer there are none, and the cursor is the last published sequence.
func (at layout) initializeLaps(words Memory, config Config) {
	if at.laps == noWord {
		words.Store("", cursorWord, wrap(config.Start-1))
	} else {
		at.fill(words, at.laps, -1, config)
	}
}

// initializePool counts the first slot up once, as if the gate had just been moved to the event before.
func (at layout) initializePool(words Memory, pool string, config Config) {
	words.Store("", at.takes[pool], wrap(config.Start))
	at.fill(words, at.dones[pool], 0, config)
	words.Add("", at.dones[pool]+slotOf(config.Start, config.Size), 1)
}

// fill sets one word per slot to its lap; the slots before the one of the first event are a lap further.
func (at layout) fill(words Memory, first int, lap int64, config Config) {
	begin := slotOf(config.Start, config.Size)
	lap += lapOf(config.Start, config.Size)
	for slot := range config.Size {
		if slot < begin {
			words.Store("", first+slot, wrap(lap+1))
		} else {
			words.Store("", first+slot, wrap(lap))
		}
	}
}

// Word returns the index of a word by its name: "cursor", "final", "epoch published", "epoch consumed", "lap 0",
// "gate NAME", "owner NAME", "take POOL" or "done POOL 0".
func (r *Ring) Word(name string) (int, bool) {
	names := map[string]int{
		"cursor": cursorWord, "final": finalWord, "epoch published": publishedEpoch, "epoch consumed": consumedEpoch,
	}
	for reader, gate := range r.at.gates {
		names["gate "+reader], names["owner "+reader] = gate, ownerOf(gate)
	}
	for pool, take := range r.at.takes {
		names["take "+pool] = take
		r.nameSlots(names, "done "+pool, r.at.dones[pool])
	}
	r.nameSlots(names, "lap", r.at.laps)
	word, found := names[name]
	return word, found
}

func (r *Ring) nameSlots(names map[string]int, name string, first int) {
	for slot := range r.config.Size {
		names[fmt.Sprintf("%s %d", name, slot)] = first + slot
	}
}

// gating returns the gates of the consumers that nobody follows: a producer waits for these alone.
func (r *Ring) gating() []int {
	var followed []string
	for _, reader := range r.config.Readers {
		followed = append(followed, reader.Follows...)
	}
	var gates []int
	for _, reader := range r.config.Readers {
		if !slices.Contains(followed, reader.Name) {
			gates = append(gates, r.at.gates[reader.Name])
		}
	}
	return gates
}
