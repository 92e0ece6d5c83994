package ring

import (
	"context"
	"fmt"
	"slices"
)

// Producer claims sequences, whose events the caller writes and then publishes.
type Producer interface {
	// Claim claims the next n sequences, waits for room, and returns the first of them. A claim whose context is done
	// has claimed nothing.
	Claim(ctx context.Context, n int) (int64, error)
	// TryClaim is Claim without a wait; ErrFull says that there is no room.
	TryClaim(n int) (int64, error)
	// Publish makes the claimed sequences from first to last readable; first must be the next in line.
	Publish(first, last int64) error
	// Close closes the ring. What is claimed may still be published.
	Close()
}

// Producer returns the only producer of a ring, or the one with this number.
func (r *Ring) Producer(number int) Producer {
	if number < 0 || number >= r.config.Producers {
		panic(fmt.Sprintf("ring: there is no producer %d of %d", number, r.config.Producers))
	}
	w := waiter{memory: r.memory, epoch: consumedEpoch, spins: r.config.Spins, blockedOn: noWord}
	if before := r.config.Start - 1; r.config.Producers > 1 {
		return &multi{waiter: w, ring: r, gates: r.gating(), size: r.config.Size, next: before + 1, last: before}
	}
	return newSingle(w, r)
}

func newSingle(w waiter, r *Ring) *single {
	gates, before := r.gating(), r.config.Start-1
	cached := slices.Repeat([]int64{before}, len(gates))
	return &single{waiter: w, size: int64(r.config.Size), gates: gates, cached: cached, claimed: before, cursor: before}
}

// single is the only producer of a ring. Several claims may be open; they are published in order.
type single struct {
	waiter
	size  int64
	gates []int
	// cached holds each gate as it was last loaded: it can only have grown since.
	cached []int64
	// claimed and cursor are the last sequences claimed and published; target is the last that a call claims.
	claimed, cursor, target int64
	isClosed                bool
}

func (p *single) Claim(ctx context.Context, n int) (int64, error) {
	if err := p.begin(n); err != nil {
		return 0, err
	}
	if err := p.find(ctx, p); err != nil {
		return 0, err
	}
	return p.commit(), nil
}

func (p *single) TryClaim(n int) (int64, error) {
	if err := p.begin(n); err != nil {
		return 0, err
	}
	if found, _ := p.attempt(); !found {
		return 0, ErrFull
	}
	return p.commit(), nil
}

// begin refuses a claim that could never be granted: it would leave more than a ring unpublished.
func (p *single) begin(n int) error {
	if p.isClosed {
		return ErrClosed
	}
	if open := p.claimed - p.cursor; n < 1 || open+int64(n) > p.size {
		return fmt.Errorf("%w %d: %d of %d are open", ErrClaim, n, open, p.size)
	}
	p.target = p.claimed + int64(n)
	return nil
}

func (p *single) attempt() (bool, error) {
	for gate := range p.gates {
		if !p.hasRoom(gate) {
			return false, nil
		}
	}
	return true, nil
}

func (p *single) hasRoom(gate int) bool {
	if p.target-p.cached[gate] <= p.size {
		return true
	}
	p.blockedOn = p.gates[gate]
	p.cached[gate] = unwrap(p.cached[gate], p.memory.Load("LoadGate", p.blockedOn))
	return p.target-p.cached[gate] <= p.size
}

func (p *single) observe(uint32) {}

func (p *single) ended(epoch uint32) error {
	if epoch&failedBit != 0 {
		return ErrFailed
	}
	return nil
}

func (p *single) commit() int64 {
	first := p.claimed + 1
	p.claimed = p.target
	return first
}

func (p *single) Publish(first, last int64) error {
	if first != p.cursor+1 || last < first || last > p.claimed {
		return fmt.Errorf("%w %d to %d: open are %d to %d", ErrPublish, first, last, p.cursor+1, p.claimed)
	}
	p.cursor = last
	if cursor := p.memory.Exchange("Publish", cursorWord, wrap(last)); cursor&mark != 0 {
		wake(p.memory, publishedEpoch)
	}
	return nil
}

func (p *single) Close() {
	if !p.isClosed {
		p.isClosed = true
		closeAt(p.memory, wrap(p.claimed+1))
	}
}
