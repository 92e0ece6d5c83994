package ring

// cursorClosed is the lowest bit of the cursor of several producers.
const cursorClosed = 1

// Close closes a ring of several producers: claims are refused from now on; what is claimed may still be published, and
// is handled. A ring with a single producer is closed by Producer.Close.
func (r *Ring) Close() {
	if word := r.closeCursor(); word&cursorClosed == 0 {
		closeAt(r.memory, word)
	}
}

// closeAt closes a ring at the sequence of this word, the first that will not come.
func closeAt(memory Memory, final uint32) {
	memory.Store("StoreFinal", finalWord, final)
	tell(memory, closedBit)
}

// Fail ends a ring, since a goroutine has died with a role; again for each that dies later. Consumers among the dead
// are named, and must be known to be gone: they are marked first, so that a follower that observes the end finds them.
func (r *Ring) Fail(dead ...*Consumer) {
	for _, consumer := range dead {
		r.bury(consumer)
	}
	if r.at.laps != noWord {
		if word := r.closeCursor(); word&cursorClosed == 0 {
			r.memory.Store("StoreFinal", finalWord, word)
		}
	}
	tell(r.memory, failedBit)
}

func (r *Ring) bury(consumer *Consumer) {
	r.memory.CompareExchange("Bury", ownerOf(consumer.gate), consumer.owner, dead)
}

// closeCursor decides with one access which claims are accepted; the first to close learns the end from it.
func (r *Ring) closeCursor() uint32 {
	return r.memory.Or("CloseCursor", cursorWord, cursorClosed)
}

// tell is an or, never a store: a closed ring may fail, and a failed one may be closed. If the bit was set already, a
// thread about to sleep must notice that there is more to see.
func tell(memory Memory, ending uint32) {
	for _, epoch := range []int{publishedEpoch, consumedEpoch} {
		if before := memory.Or("Tell", epoch, ending); before&ending != 0 {
			memory.Add("TellAgain", epoch, epochStep)
		}
		memory.Notify("NotifyAll", epoch)
	}
}
