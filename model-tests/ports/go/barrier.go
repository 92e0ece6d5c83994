package ring

import "slices"

// barrier finds how far a reader may go: as far as is published, or, for a follower, as all its upstream consumers have
// handled.
type barrier struct {
	memory   Memory
	size     int
	upstream []int
	laps     int
	// owned are the upstream gates whose owner word says whether they may still advance: those of consumers, not pools.
	owned []int
	// gone is the gate among these that was known before the last attempt never to advance again.
	gone int
	// blockedOn is the word that must change, after an attempt that has found less than required.
	blockedOn int
}

func (r *Ring) barrierOf(upstream []int) barrier {
	b := barrier{r.memory, r.config.Size, upstream, r.at.laps, nil, noWord, noWord}
	for _, reader := range r.config.Readers {
		if gate := r.at.gates[reader.Name]; !reader.Pool && slices.Contains(upstream, gate) {
			b.owned = append(b.owned, gate)
		}
	}
	return b
}

// available returns the last readable sequence of at most `most` from next on, or one below least if that is not
// readable. Compared relative to next-1, by its word: a reader that holds nothing may be full wrap-arounds behind.
func (b *barrier) available(next int64, most int, least int64) int64 {
	end := next - 1 + int64(min(most, b.size))
	if len(b.upstream) > 0 {
		return min(b.handled(next, least), end)
	}
	if b.laps != noWord {
		return b.probed(next, end)
	}
	b.blockedOn = cursorWord
	return min(unwrap(next-1, b.memory.Load("LoadCursor", cursorWord)), end)
}

// probed goes slot by slot up to the first that is not published.
func (b *barrier) probed(next, end int64) int64 {
	available := next - 1
	for available < end && b.isPublished(available+1) {
		available++
	}
	return available
}

func (b *barrier) isPublished(sequence int64) bool {
	slot := slotOf(sequence, b.size)
	b.blockedOn = b.laps + slot
	lap := b.memory.Load("Probe", b.blockedOn)
	return sequenceAt(lap, slot, b.size) == wrap(sequence)
}

// handled returns the least of the upstream gates. They only grow, so they may be loaded one after another.
func (b *barrier) handled(next, least int64) int64 {
	available := next - 1 + int64(b.size)
	for _, gate := range b.upstream {
		available = min(available, unwrap(next-1, b.memory.Load("LoadUpstream", gate)))
		b.blockedOn = gate
		if available < least {
			break
		}
	}
	return available
}

// checkOwner looks whether the upstream consumer that the reader is blocked on is gone: then the next attempt sees all
// that it has handled.
func (b *barrier) checkOwner(epoch uint32) {
	if epoch&failedBit == 0 {
		return
	}
	b.gone = noWord
	if slices.Contains(b.owned, b.blockedOn) && b.memory.Load("LoadOwner", ownerOf(b.blockedOn)) != taken {
		b.gone = b.blockedOn
	}
}

// isExhausted returns whether nothing more can come in a failed ring, after an attempt that has found nothing.
func (b *barrier) isExhausted() bool {
	return b.blockedOn == b.gone || !slices.Contains(b.owned, b.blockedOn)
}

// isPastEnd returns whether a closed ring ends before next.
func (b *barrier) isPastEnd(next int64) bool {
	return ahead(b.memory.Load("LoadFinal", finalWord), wrap(next)) <= 0
}
