package ring

import (
	"context"
	"fmt"
)

// multi is a producer beside others. One claim may be open at a time.
type multi struct {
	waiter
	ring  *Ring
	gates []int
	size  int
	// next and last are the claimed, unpublished sequences; none if last is next-1.
	next, last int64
	// word is the cursor that a call claims at, n how many it claims; waiter.isBound says that the claim is made.
	word uint32
	n    int
}

// Claim of a context that may be done looks for room first, since a claim that is made cannot be given up.
func (p *multi) Claim(ctx context.Context, n int) (int64, error) {
	err := p.begin(n)
	if err == nil && ctx.Done() == nil {
		err = p.add()
	}
	if err == nil {
		err = p.find(ctx, p)
	}
	if err != nil {
		return 0, err
	}
	return p.resolve(), nil
}

// add claims at once, wherever there will be room.
func (p *multi) add() error {
	p.word = p.memory.Add("Claim", cursorWord, 2*uint32(p.n))
	if p.word&cursorClosed != 0 {
		return ErrClosed
	}
	p.isBound = true
	return nil
}

// TryClaim must wait if its exchange has claimed a full wrap-around beyond the cursor that it had found room at.
func (p *multi) TryClaim(n int) (int64, error) {
	if err := p.begin(n); err != nil {
		return 0, err
	}
	found, err := p.attempt()
	if err == nil && !found && p.isBound {
		err = p.wait(context.Background(), p)
	} else if err == nil && !found {
		err = ErrFull
	}
	if err != nil {
		return 0, err
	}
	return p.resolve(), nil
}

// begin refuses a claim of a producer that holds one: it could wait for itself.
func (p *multi) begin(n int) error {
	if open := p.last - p.next + 1; open > 0 || n < 1 || n > p.size {
		return fmt.Errorf("%w %d: %d are open, and there are %d slots", ErrClaim, n, open, p.size)
	}
	p.n = n
	p.isBound = false
	return nil
}

func (p *multi) attempt() (bool, error) {
	if !p.isBound {
		if found, err := p.exchanged(); !found {
			return false, err
		}
	}
	return p.hasRoom(), nil
}

// exchanged claims where there is room, unless another claim comes in between: then it looks again.
func (p *multi) exchanged() (bool, error) {
	for word := p.memory.Load("LoadNext", cursorWord); !p.isBound; {
		if word&cursorClosed != 0 {
			return false, ErrClosed
		}
		if p.word = word; !p.hasRoom() {
			return false, nil
		}
		word = p.memory.CompareExchange("Exchange", cursorWord, p.word, p.word+2*uint32(p.n))
		p.isBound = word == p.word
	}
	return true, nil
}

// hasRoom caches no gate: one from an earlier claim could be a full wrap-around old.
func (p *multi) hasRoom() bool {
	last := p.word + 2*uint32(p.n-1)
	for _, gate := range p.gates {
		handled := p.memory.Load("LoadGate", gate)
		p.blockedOn = gate
		if ahead(handled, last) < -int64(p.size) {
			return false
		}
	}
	return true
}

func (p *multi) observe(uint32) {}

func (p *multi) ended(epoch uint32) error {
	if epoch&failedBit != 0 {
		return ErrFailed
	}
	return nil
}

// resolve finds out the sequences of a claim: there is room, so the slot still has the lap before.
func (p *multi) resolve() int64 {
	slot := slotOf(int64(p.word>>1), p.size)
	lap := p.memory.Load("LoadLap", p.ring.at.laps+slot)
	known := lapOf(p.last, p.size)
	p.next = (known+after(lap, wrap(known-1)))*int64(p.size) + int64(slot)
	p.last = p.next + int64(p.n) - 1
	return p.next
}

// Publish exchanges a lap for each slot, in order, and then wakes the waiters of any of them.
func (p *multi) Publish(first, last int64) error {
	if first != p.next || last < first || last > p.last {
		return fmt.Errorf("%w %d to %d: open are %d to %d", ErrPublish, first, last, p.next, p.last)
	}
	var wakes uint32
	for next := first; next <= last; next++ {
		lap := wrap(lapOf(next, p.size))
		wakes |= p.memory.Exchange("Publish", p.ring.at.laps+slotOf(next, p.size), lap)
	}
	p.next = last + 1
	if wakes&mark != 0 {
		wake(p.memory, publishedEpoch)
	}
	return nil
}

func (p *multi) Close() { p.ring.Close() }
