package ring

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Handler handles an event. It may keep events in their slots until it returns from one that ends its batch: only then
// does the gate advance. After an error the next call begins with the same event.
type Handler func(sequence int64, endOfBatch bool) error

// Flush finishes the events up to last that a handler has kept, when the handler has returned an error.
type Flush func(last int64) error

// Taken is a range of events that a consumer has taken.
type Taken struct{ First, Last int64 }

// Consumer sees every event, in order, once its upstream consumers have handled it.
type Consumer struct {
	waiter
	barrier  barrier
	gate     int
	flush    Flush
	followed bool
	inCall   bool
	// mutex guards next, kept, takes and leaves, since Advance may be called while Take waits.
	mutex sync.Mutex
	// next is the next sequence to handle; kept, the first that may still be read.
	next, kept int64
	// takes says that the latest call takes; leaves, that the consumer leaves once all that is taken is advanced over.
	takes, leaves bool
	// owner is what the owner word holds, which only this consumer changes while it lives.
	owner uint32
	// most is how many events an attempt looks for; found is the last that it has found.
	most  int
	found int64
}

// Consumer returns a consumer; flush may be nil.
func (r *Ring) Consumer(name string, flush Flush) *Consumer {
	_, upstream := r.reader(name)
	c := &Consumer{waiter: r.readerWaits(upstream), barrier: r.barrierOf(upstream), gate: r.at.gates[name], flush: flush}
	c.next, c.kept, c.owner = r.config.Start, r.config.Start, taken
	for _, gate := range r.gating() {
		c.followed = c.followed || gate == c.gate
	}
	c.followed = !c.followed
	return c
}

// readerWaits returns how a reader waits: for what is handled if it follows others, else for what is published.
func (r *Ring) readerWaits(upstream []int) waiter {
	w := waiter{memory: r.memory, epoch: publishedEpoch, spins: r.config.Spins, blockedOn: noWord}
	if len(upstream) > 0 {
		w.epoch = consumedEpoch
	}
	return w
}

// Poll handles the available events, at most limit, and returns how many; it never waits.
func (c *Consumer) Poll(handler Handler, limit int) (int, error) {
	if err := c.begin(false, limit); err != nil {
		return 0, err
	}
	if found, _ := c.attempt(); !found {
		return 0, nil
	}
	return c.handle(handler)
}

// Consume is Poll that waits until there is an event.
func (c *Consumer) Consume(ctx context.Context, handler Handler, limit int) (int, error) {
	if err := c.begin(false, limit); err != nil {
		return 0, err
	}
	if err := c.find(ctx, c); err != nil {
		return 0, err
	}
	return c.handle(handler)
}

// TryTake takes the available events after those already taken, at most limit, without a wait; none if it returns
// false. What is taken may be read until Advance.
func (c *Consumer) TryTake(limit int) (Taken, bool, error) {
	if err := c.begin(true, limit); err != nil {
		return Taken{}, false, err
	}
	if found, _ := c.attempt(); !found {
		return Taken{}, false, nil
	}
	return c.took(), true, nil
}

// Take is TryTake that waits until there is an event. Meanwhile another goroutine may call Advance, and where what is
// taken fills the ring, it must.
func (c *Consumer) Take(ctx context.Context, limit int) (Taken, error) {
	if err := c.begin(true, limit); err != nil {
		return Taken{}, err
	}
	if err := c.find(ctx, c); err != nil {
		return Taken{}, err
	}
	return c.took(), nil
}

// Advance moves the gate over the taken events up to last; those after it stay taken.
func (c *Consumer) Advance(last int64) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if !c.takes || last < c.kept || last >= c.next {
		return fmt.Errorf("%w: %d is not taken", ErrArgument, last)
	}
	c.advance(last + 1)
	return nil
}

// HasLeft returns whether the consumer has left a failed ring, whose followers then know that no more comes from it.
func (c *Consumer) HasLeft() bool { return c.owner == left }

// begin refuses to take while a handler keeps events, and to poll while some are taken: different calls would advance
// over them.
func (c *Consumer) begin(takes bool, limit int) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if limit < 1 {
		return fmt.Errorf("%w: limit %d", ErrArgument, limit)
	}
	if c.inCall || c.next > c.kept && takes != c.takes {
		return fmt.Errorf("%w: in a handler, or with %d events held back", ErrState, c.next-c.kept)
	}
	c.takes, c.leaves, c.most = takes, false, limit
	return nil
}

func (c *Consumer) took() Taken {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	first := c.next
	c.next = c.found + 1
	return Taken{first, c.found}
}

func (c *Consumer) attempt() (bool, error) {
	c.found = c.barrier.available(c.next, c.most, c.next)
	c.blockedOn = c.barrier.blockedOn
	return c.found >= c.next, nil
}

func (c *Consumer) observe(epoch uint32) { c.barrier.checkOwner(epoch) }

// ended comes after an attempt that came after the epoch was loaded, which so has seen all that was published before
// the end.
func (c *Consumer) ended(epoch uint32) error {
	if epoch&failedBit != 0 && c.barrier.isExhausted() {
		c.leaveLater()
		return ErrFailed
	}
	if epoch&closedBit != 0 && c.barrier.isPastEnd(c.next) {
		return ErrClosed
	}
	return nil
}

func (c *Consumer) handle(handler Handler) (int, error) {
	first, next := c.next, c.next
	c.inCall = true
	defer func() { c.inCall = false }()
	for ; next <= c.found; next++ {
		if err := handler(next, next == c.found); err != nil {
			c.next = next
			return int(next - first), c.interrupt(err)
		}
	}
	c.next = next
	c.advance(next)
	return int(next - first), nil
}

// interrupt leaves the gate where it is, unless a flush finishes what the handler has kept.
func (c *Consumer) interrupt(err error) error {
	if c.flush == nil || c.kept == c.next {
		return err
	}
	if second := c.flush(c.next - 1); second != nil {
		return errors.Join(err, second)
	}
	c.advance(c.next)
	return err
}

// advance moves the gate last: until then no producer writes the slots that were read.
func (c *Consumer) advance(next int64) {
	c.kept = next
	gate := c.memory.Exchange("Advance", c.gate, wrap(next-1))
	if c.leaves && next == c.next {
		c.leave()
	} else if gate&mark != 0 {
		wake(c.memory, consumedEpoch)
	}
}

// leaveLater leaves once the gate is where it stays: followers must not find that it has left before.
func (c *Consumer) leaveLater() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if !c.followed {
		return
	}
	if c.leaves = c.kept < c.next; !c.leaves {
		c.leave()
	}
}

// leave is a compare-exchange, not a store: the word may already say that this thread has died.
func (c *Consumer) leave() {
	if c.memory.CompareExchange("Leave", ownerOf(c.gate), c.owner, left) == c.owner {
		c.owner = left
	}
	wake(c.memory, consumedEpoch)
}
