package ring

import (
	"context"
	"runtime"
)

// How the ring has ended: the lowest bits of both epochs, which count above these.
const (
	closedBit = 1
	failedBit = 2
	epochStep = 4
)

// wake wakes all that sleep on an epoch, after a marked word has changed.
func wake(memory Memory, epoch int) {
	memory.Add("Bump", epoch, epochStep)
	memory.Notify("Notify", epoch)
}

// role is what waits: a producer, a consumer or a worker.
type role interface {
	// attempt returns whether it has found what the call waits for; if not, blockedOn is the word that must change.
	attempt() (bool, error)
	// observe sees the epoch before an attempt: in a failed ring a follower must then check its upstream consumers.
	observe(epoch uint32)
	// ended returns the error with which a call ends after a failed attempt, if it does.
	ended(epoch uint32) error
}

// waiter waits until an attempt succeeds.
type waiter struct {
	memory    Memory
	epoch     int
	spins     int
	blockedOn int
	// isBound says that the call cannot be given up, since it has claimed.
	isBound bool
}

// patience returns what ends the call before it has found anything.
func (w *waiter) patience(ctx context.Context) context.Context {
	if w.isBound {
		return context.Background()
	}
	return ctx
}

// find makes attempts until one succeeds, the ring has ended, or the context is done.
func (w *waiter) find(ctx context.Context, r role) error {
	if found, err := r.attempt(); found || err != nil {
		return err
	}
	return w.wait(ctx, r)
}

// wait is find after an attempt has failed: it spins, then parks.
func (w *waiter) wait(ctx context.Context, r role) error {
	for {
		epoch, sleeps, err := w.spin(ctx, r)
		if !sleeps {
			return err
		}
		w.memory.Wait(w.patience(ctx), "Sleep", w.epoch, epoch)
		if found, err := r.attempt(); found || err != nil {
			return err
		}
	}
}

// spin makes attempts until one succeeds, or the thread should sleep, unless the epoch has changed from the one
// returned.
func (w *waiter) spin(ctx context.Context, r role) (epoch uint32, sleeps bool, err error) {
	for spins := 0; ; spins++ {
		epoch, marked := w.prepare(r, spins)
		if found, err := r.attempt(); found || err != nil {
			return 0, false, err
		}
		if err := w.givesUp(ctx, r, epoch); err != nil || w.blockedOn == marked {
			return epoch, err == nil, err
		}
		runtime.Gosched()
	}
}

// givesUp returns the error with which a call ends: the end of the ring comes before that of the call.
func (w *waiter) givesUp(ctx context.Context, r role, epoch uint32) error {
	if err := r.ended(epoch); err != nil {
		return err
	}
	return w.patience(ctx).Err()
}

// prepare comes before an attempt: first the epoch, then the mark. What changes in between is seen by the attempt, or
// moves the epoch.
func (w *waiter) prepare(r role, spins int) (epoch uint32, marked int) {
	epoch = w.memory.Load("LoadEpoch", w.epoch)
	r.observe(epoch)
	if spins < w.spins {
		return epoch, noWord
	}
	w.memory.Or("Mark", w.blockedOn, mark)
	return epoch, w.blockedOn
}
