package ring

import (
	"context"
	"sync"
	"sync/atomic"
)

// Memory is how a thread accesses the words of a ring. Each call is one access, sequentially consistent, and says which
// action of the spec it is. A ring has a Memory of its own; another, put around it with Ring.With, may stop a thread
// before each access.
type Memory interface {
	Load(action string, word int) uint32
	Store(action string, word int, value uint32)
	// Exchange, Add, Or and CompareExchange return what the word held before.
	Exchange(action string, word int, value uint32) uint32
	Add(action string, word int, n uint32) uint32
	Or(action string, word int, bits uint32) uint32
	CompareExchange(action string, word int, old, new uint32) uint32
	// Wait sleeps until the word is notified, or the context is done; it returns at once if the word does not hold
	// this value.
	Wait(ctx context.Context, action string, word int, value uint32)
	// Notify wakes all that sleep on the word.
	Notify(action string, word int)
}

// shared is the memory of a ring: atomic words, and the goroutines that sleep on two of them.
type shared struct {
	words  []atomic.Uint32
	asleep map[int]*sleepers
}

// sleepers wait for a channel to be closed, which Notify does.
type sleepers struct {
	mutex sync.Mutex
	woken chan struct{}
}

func newShared(words int) *shared {
	asleep := map[int]*sleepers{}
	for _, epoch := range []int{publishedEpoch, consumedEpoch} {
		asleep[epoch] = &sleepers{woken: make(chan struct{})}
	}
	return &shared{make([]atomic.Uint32, words), asleep}
}

func (m *shared) Load(_ string, word int) uint32         { return m.words[word].Load() }
func (m *shared) Store(_ string, word int, value uint32) { m.words[word].Store(value) }
func (m *shared) Add(_ string, word int, n uint32) uint32 {
	return m.words[word].Add(n) - n
}
func (m *shared) Or(_ string, word int, bits uint32) uint32 { return m.words[word].Or(bits) }
func (m *shared) Exchange(_ string, word int, value uint32) uint32 {
	return m.words[word].Swap(value)
}

// CompareExchange returns what it found, which sync/atomic does not say: a failure is the load that finds another
// value.
func (m *shared) CompareExchange(_ string, word int, old, new uint32) uint32 {
	for !m.words[word].CompareAndSwap(old, new) {
		if found := m.words[word].Load(); found != old {
			return found
		}
	}
	return old
}

// Wait takes the channel under the lock under which it looks at the word: a thread that changes the word later notifies
// later still, and closes that channel.
func (m *shared) Wait(ctx context.Context, _ string, word int, value uint32) {
	asleep := m.asleep[word]
	asleep.mutex.Lock()
	woken, isChanged := asleep.woken, m.words[word].Load() != value
	asleep.mutex.Unlock()
	if isChanged {
		return
	}
	select {
	case <-woken:
	case <-ctx.Done():
	}
}

func (m *shared) Notify(_ string, word int) {
	asleep := m.asleep[word]
	asleep.mutex.Lock()
	defer asleep.mutex.Unlock()
	close(asleep.woken)
	asleep.woken = make(chan struct{})
}
