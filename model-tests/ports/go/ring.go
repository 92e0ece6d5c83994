// Package ring is a Disruptor: a ring buffer between goroutines, with one producer or several, consumers that may
// follow others, and pools of workers. It coordinates sequences; the events lie in a slice of the caller, at
// Ring.Index.
//
// It is a port of src/core, step by step: each atomic access names its action in spec/core.
package ring

import (
	"errors"
	"fmt"
	"math"
)

// The errors of calls; most come wrapped in one that says more.
var (
	ErrClosed   = errors.New("the ring is closed, and all of it is handled")
	ErrFailed   = errors.New("the ring has failed")
	ErrFull     = errors.New("there is no room")
	ErrClaim    = errors.New("cannot claim")
	ErrPublish  = errors.New("cannot publish")
	ErrState    = errors.New("cannot call now")
	ErrArgument = errors.New("wrong argument")
)

// How many attempts a call makes before it parks, in Config.Spins.
const (
	DefaultSpins = 0
	ParkAtOnce   = -1
	NeverPark    = math.MaxInt
)

const usualSpins = 200

// All is a limit: as many events as there are.
const All = math.MaxInt

// Config describes a ring.
type Config struct {
	Size      int   // slots: a power of two
	Start     int64 // the first sequence
	Producers int   // one if left out
	Readers   []Reader
	Spins     int // attempts of a call before it parks
}

// Reader is a consumer, or a pool whose workers share its events. It sees an event once those that it follows have
// handled it; these come before it in the list.
type Reader struct {
	Name    string
	Follows []string
	Pool    bool
}

// Ring is what the roles of a ring share. Each role is to be made once, and used by one goroutine at a time.
type Ring struct {
	config Config
	at     layout
	memory Memory
}

// New makes a ring.
func New(config Config) (*Ring, error) {
	config.Producers = max(config.Producers, 1)
	if err := config.check(); err != nil {
		return nil, err
	}
	config.Spins = attemptsOf(config.Spins)
	at := layoutOf(config)
	r := &Ring{config, at, newShared(at.words)}
	at.initialize(r.memory, config)
	return r, nil
}

func attemptsOf(spins int) int {
	switch {
	case spins == DefaultSpins:
		return usualSpins
	case spins < 0:
		return 0
	}
	return spins
}

func (config Config) check() error {
	if size := config.Size; size < 1 || size > 1<<28 || size&(size-1) != 0 {
		return fmt.Errorf("%w: size %d is not a power of two up to 2^28", ErrArgument, size)
	}
	if config.Start < 0 {
		return fmt.Errorf("%w: start %d", ErrArgument, config.Start)
	}
	return config.checkReaders()
}

func (config Config) checkReaders() error {
	before := map[string]bool{}
	for _, reader := range config.Readers {
		for _, name := range reader.Follows {
			if !before[name] {
				return fmt.Errorf("%w: %s follows %s, which does not come before it", ErrArgument, reader.Name, name)
			}
		}
		before[reader.Name] = true
	}
	return nil
}

// Index returns the slot of a sequence.
func (r *Ring) Index(sequence int64) int { return slotOf(sequence, r.config.Size) }

// Memory returns the memory of this ring.
func (r *Ring) Memory() Memory { return r.memory }

// With returns the same ring, whose roles access its words through another memory.
func (r *Ring) With(memory Memory) *Ring { return &Ring{r.config, r.at, memory} }

// reader returns what is known of a reader, and the gates that it follows.
func (r *Ring) reader(name string) (Reader, []int) {
	for _, reader := range r.config.Readers {
		if reader.Name == name {
			var gates []int
			for _, upstream := range reader.Follows {
				gates = append(gates, r.at.gates[upstream])
			}
			return reader, gates
		}
	}
	panic("ring: there is no reader " + name)
}
