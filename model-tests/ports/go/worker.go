package ring

import (
	"context"
	"fmt"
)

// Worker handles some of the events of a pool: each goes to the first worker that takes it. To all others a pool is one
// consumer, whose gate is the last event up to which all are handled.
type Worker struct {
	waiter
	barrier          barrier
	size             int
	gate, take, done int
	// next and last are what it has taken and not finished; none if last is next-1.
	next, last int64
	// isConfirmed says that what is taken is known to be available, with its full sequences.
	isConfirmed bool
	// ticket is the next event that a call tries to take, most how many it may take.
	ticket int64
	most   int
	inCall bool
}

// Worker returns a new worker of a pool, which may have any number of them.
func (r *Ring) Worker(pool string) *Worker {
	reader, upstream := r.reader(pool)
	if !reader.Pool {
		panic("ring: " + pool + " is not a pool")
	}
	w := &Worker{waiter: r.readerWaits(upstream), barrier: r.barrierOf(upstream), size: r.config.Size}
	w.gate, w.take, w.done = r.at.gates[pool], r.at.takes[pool], r.at.dones[pool]
	w.next, w.last, w.isConfirmed = r.config.Start, r.config.Start-1, true
	return w
}

// Poll takes at most limit available events, handles them, and returns how many; it never waits. Each event is finished
// when the handler returns. After an error the next call begins with the same event.
func (w *Worker) Poll(handler Handler, limit int) (int, error) {
	if err := w.begin(limit); err != nil {
		return 0, err
	}
	if !w.isReady() {
		if found, _ := w.attempt(); !found {
			return 0, nil
		}
	}
	return w.handle(handler, limit)
}

// Consume is Poll that waits until there is an event.
func (w *Worker) Consume(ctx context.Context, handler Handler, limit int) (int, error) {
	if err := w.begin(limit); err != nil {
		return 0, err
	}
	if !w.isReady() {
		if err := w.find(ctx, w); err != nil {
			return 0, err
		}
	}
	return w.handle(handler, limit)
}

// Held returns how many events the worker has taken and not finished, which its next call handles first.
func (w *Worker) Held() int { return int(w.last - w.next + 1) }

func (w *Worker) begin(limit int) error {
	if limit < 1 {
		return fmt.Errorf("%w: limit %d", ErrArgument, limit)
	}
	if w.inCall {
		return fmt.Errorf("%w: in a handler", ErrState)
	}
	w.most = min(limit, w.size)
	return nil
}

func (w *Worker) isReady() bool { return w.isConfirmed && w.Held() > 0 }

// attempt takes a ticket, which may be from a full wrap-around ago: so its events must be found available once more.
func (w *Worker) attempt() (bool, error) {
	if w.Held() == 0 && !w.tookTicket() {
		return false, nil
	}
	available := w.barrier.available(w.next, w.Held(), w.last)
	w.blockedOn = w.barrier.blockedOn
	return available >= w.last, nil
}

func (w *Worker) tookTicket() bool {
	ticket := w.memory.Load("LoadTake", w.take)
	for {
		last, isThere := w.behind(ticket)
		if !isThere {
			return false
		}
		found := w.memory.CompareExchange("Take", w.take, ticket, wrap(last+1))
		if found == ticket {
			w.next, w.last, w.isConfirmed = w.ticket, last, false
			return true
		}
		ticket = found
	}
}

// behind returns the last event that could be taken with a ticket, and whether there is one.
func (w *Worker) behind(ticket uint32) (last int64, isThere bool) {
	w.ticket = unwrap(w.next, ticket)
	last = w.barrier.available(w.ticket, w.most, w.ticket)
	w.blockedOn = w.barrier.blockedOn
	return last, last >= w.ticket
}

func (w *Worker) observe(epoch uint32) { w.barrier.checkOwner(epoch) }

// ended: a worker that has a ticket keeps it for the next call, unless the ring has failed.
func (w *Worker) ended(epoch uint32) error {
	if epoch&failedBit != 0 && w.barrier.isExhausted() {
		return ErrFailed
	}
	if epoch&closedBit != 0 && w.Held() == 0 && w.barrier.isPastEnd(w.ticket) {
		return ErrClosed
	}
	return nil
}

// confirm finds out the sequences of what is taken: the lap that the slot's count has reached is the lap of the ticket.
func (w *Worker) confirm() {
	slot := slotOf(w.next, w.size)
	counted := w.memory.Load("LoadDone", w.done+slot)
	known := lapOf(w.next, w.size)
	next := (known+after(counted, wrap(known)))*int64(w.size) + int64(slot)
	w.last += next - w.next
	w.next = next
	w.isConfirmed = true
}

func (w *Worker) handle(handler Handler, limit int) (int, error) {
	if !w.isConfirmed {
		w.confirm()
	}
	first, last := w.next, min(w.last, w.next-1+int64(min(limit, w.size)))
	w.inCall = true
	defer func() { w.inCall = false }()
	for next := first; next <= last; next++ {
		if err := handler(next, next == last); err != nil {
			return int(next - first), err
		}
		w.finish(next)
	}
	return int(last - first + 1), nil
}

// finish counts the slot of an event up. A slot is counted up when its event is finished and when the gate arrives: the
// second of the two moves the gate on.
func (w *Worker) finish(front int64) {
	w.next = front + 1
	counted := w.memory.Add("Finish", w.done+slotOf(front, w.size), 1)
	for counted&1 == 1 {
		gate := w.memory.Exchange("MoveGate", w.gate, wrap(front))
		front++
		if gate&mark != 0 {
			wake(w.memory, consumedEpoch)
		}
		counted = w.memory.Add("Arrive", w.done+slotOf(front, w.size), 1)
	}
}
