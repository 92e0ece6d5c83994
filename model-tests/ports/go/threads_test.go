package ring_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/ringproof/ringproof/model-tests/ports/go"
)

// On real goroutines, with real atomics: the events are plain memory, so the race detector sees what is not ordered.

const each = 20_000

// event is the number of its producer, and its own among those of that producer.
type event struct{ producer, number int }

// stage is a ring, its events, and the goroutines that use it.
type stage struct {
	*testing.T
	ring    *ring.Ring
	events  []event
	running sync.WaitGroup
	// ctx is that of all calls: one that may be done makes a claim beside others look for room first.
	ctx context.Context
}

func newStage(t *testing.T, config ring.Config) *stage {
	r, err := ring.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return &stage{T: t, ring: r, events: make([]event, config.Size), ctx: context.Background()}
}

func (s *stage) goes(life func()) { goes(&s.running, life) }

func goes(group *sync.WaitGroup, life func()) {
	group.Add(1)
	go func() {
		defer group.Done()
		life()
	}()
}

// produces publishes all events of a producer, in claims of one size after another.
func (s *stage) produces(producer int, p ring.Producer, most int) {
	for number := 0; number < each; {
		n := min(number%most+1, each-number)
		first, err := p.Claim(s.ctx, n)
		if err != nil {
			s.Error(err)
			return
		}
		s.write(producer, number, first, n)
		number += n
		if err := p.Publish(first, first+int64(n)-1); err != nil {
			s.Error(err)
		}
	}
}

func (s *stage) write(producer, number int, first int64, n int) {
	for more := range n {
		s.events[s.ring.Index(first+int64(more))] = event{producer, number + more}
	}
}

// seen is what a reader has handled.
type seen struct {
	next    int64
	numbers []int
	events  []event
}

// handles checks that no event is missing or comes twice, and that those of each producer are in order.
func (s *stage) handles(seen *seen) ring.Handler {
	return func(sequence int64, _ bool) error {
		e := s.events[s.ring.Index(sequence)]
		if sequence != seen.next || e.number != seen.numbers[e.producer] {
			s.Errorf("%v at %d, expected number %v at %d", e, sequence, seen.numbers, seen.next)
		}
		seen.next++
		seen.numbers[e.producer]++
		return nil
	}
}

// consumes handles all events of a ring until it is closed.
func (s *stage) consumes(name string, producers int, start int64) {
	consumer := s.ring.Consumer(name, nil)
	seen := &seen{next: start, numbers: make([]int, producers)}
	for {
		if _, err := consumer.Consume(s.ctx, s.handles(seen), ring.All); err != nil {
			s.endsWith(err)
			break
		}
	}
	if handled := seen.next - start; handled != int64(each*producers) {
		s.Errorf("%s ended after %d", name, handled)
	}
}

func (s *stage) endsWith(err error) {
	if !errors.Is(err, ring.ErrClosed) {
		s.Error(err)
	}
}

// follow runs a ring of consumers: each sees every event once and in order.
func follow(t *testing.T, config ring.Config, mayEnd bool) {
	s := newStage(t, config)
	if mayEnd {
		ctx, cancel := context.WithCancel(s.ctx)
		defer cancel()
		s.ctx = ctx
	}
	producers := max(config.Producers, 1)
	for _, reader := range config.Readers {
		s.goes(func() { s.consumes(reader.Name, producers, config.Start) })
	}
	s.produceAll(producers)
	s.running.Wait()
}

// produceAll closes the ring once all producers are done.
func (s *stage) produceAll(producers int) {
	var producing sync.WaitGroup
	all := make([]ring.Producer, producers)
	for number := range all {
		all[number] = s.ring.Producer(number)
		goes(&producing, func() { s.produces(number, all[number], 3) })
	}
	producing.Wait()
	all[0].Close()
}

var one = []ring.Reader{{Name: "one"}}
var diamond = []ring.Reader{{Name: "left"}, {Name: "right"}, {Name: "both", Follows: []string{"left", "right"}}}

func TestEveryEventComesOnceAndInOrder(t *testing.T) {
	for name, config := range rings {
		t.Run(name, func(t *testing.T) { follow(t, config, false) })
		t.Run(name+", in calls that may be given up", func(t *testing.T) { follow(t, config, true) })
	}
}

var rings = map[string]ring.Config{
	"1P1C":                  {Size: 64, Readers: one},
	"3P1C":                  {Size: 64, Producers: 3, Readers: one},
	"where words wrap":      {Size: 64, Start: 1<<31 - 64, Producers: 3, Readers: one},
	"diamond":               {Size: 64, Readers: diamond},
	"3P diamond":            {Size: 64, Producers: 3, Readers: diamond},
	"parked, 1P1C":          {Size: 4, Spins: ring.ParkAtOnce, Readers: one},
	"parked, 3P1C":          {Size: 4, Spins: ring.ParkAtOnce, Producers: 3, Readers: one},
	"parked, diamond":       {Size: 4, Spins: ring.ParkAtOnce, Readers: diamond},
	"parked after one spin": {Size: 4, Spins: 1, Producers: 3, Readers: diamond},
}

func TestEachEventOfAPoolComesToOneWorker(t *testing.T) {
	for name, config := range map[string]ring.Config{
		"1P":         {Size: 16},
		"3P":         {Size: 16, Producers: 3},
		"parked, 1P": {Size: 4, Spins: ring.ParkAtOnce},
		"parked, 3P": {Size: 4, Spins: ring.ParkAtOnce, Producers: 3},
	} {
		config.Readers = []ring.Reader{{Name: "pool", Pool: true}, {Name: "after", Follows: []string{"pool"}}}
		t.Run(name, func(t *testing.T) { share(t, config) })
	}
}

// share runs three workers, and a consumer that follows the pool and so sees all events in order.
func share(t *testing.T, config ring.Config) {
	s := newStage(t, config)
	producers := max(config.Producers, 1)
	found := make([]seen, 3)
	for worker := range found {
		s.goes(func() { s.works(&found[worker]) })
	}
	s.goes(func() { s.consumes("after", producers, config.Start) })
	s.produceAll(producers)
	s.running.Wait()
	s.foundEach(found, each*producers)
}

// foundEach checks that the workers have found each event once.
func (s *stage) foundEach(found []seen, total int) {
	different, sum := map[event]bool{}, 0
	for _, seen := range found {
		sum += len(seen.events)
		for _, e := range seen.events {
			different[e] = true
		}
	}
	if len(different) != total || sum != total {
		s.Errorf("%d events, %d of them different, of %d", sum, len(different), total)
	}
}

func (s *stage) works(seen *seen) {
	worker := s.ring.Worker("pool")
	handler := func(sequence int64, _ bool) error {
		seen.events = append(seen.events, s.events[s.ring.Index(sequence)])
		return nil
	}
	for {
		if _, err := worker.Consume(s.ctx, handler, 2); err != nil {
			s.endsWith(err)
			return
		}
	}
}

// A goroutine advances over what another takes.
func TestAnAdvanceMayComeWhileATakeWaits(t *testing.T) {
	s := newStage(t, ring.Config{Size: 4, Spins: ring.ParkAtOnce, Readers: one})
	consumer := s.ring.Consumer("one", nil)
	taken := make(chan ring.Taken)
	s.goes(func() { s.takes(consumer, taken) })
	s.goes(func() { s.advances(consumer, taken) })
	s.produceAll(1)
	s.running.Wait()
}

func (s *stage) takes(consumer *ring.Consumer, taken chan<- ring.Taken) {
	defer close(taken)
	for {
		got, err := consumer.Take(s.ctx, 2)
		if err != nil {
			s.endsWith(err)
			return
		}
		taken <- got
	}
}

func (s *stage) advances(consumer *ring.Consumer, taken <-chan ring.Taken) {
	seen := &seen{numbers: make([]int, 1)}
	handler := s.handles(seen)
	for got := range taken {
		for next := got.First; next <= got.Last; next++ {
			handler(next, false)
		}
		if err := consumer.Advance(got.Last); err != nil {
			s.Error(err)
		}
	}
	if seen.next != each {
		s.Errorf("ended after %d", seen.next)
	}
}

// telling says when a goroutine is about to sleep.
type telling struct {
	ring.Memory
	waits chan struct{}
}

func (m telling) Wait(ctx context.Context, action string, word int, value uint32) {
	m.waits <- struct{}{}
	m.Memory.Wait(ctx, action, word, value)
}

// parked returns what a call returns that has parked, once something has happened.
func parked(r *ring.Ring, call func(*ring.Ring) error, then func()) error {
	waits, came := make(chan struct{}, 1), make(chan error)
	go func() { came <- call(r.With(telling{r.Memory(), waits})) }()
	<-waits
	then()
	return <-came
}

// ends are how a parked call ends, and what it returns.
var ends = []struct {
	name string
	then func(*ring.Ring, context.CancelFunc)
	want error
}{
	{"as the ring is closed", func(r *ring.Ring, _ context.CancelFunc) { r.Close() }, ring.ErrClosed},
	{"as the ring fails", func(r *ring.Ring, _ context.CancelFunc) { r.Fail() }, ring.ErrFailed},
	{"as its context is done", func(_ *ring.Ring, cancel context.CancelFunc) { cancel() }, context.Canceled},
}

func TestAParkedCallEnds(t *testing.T) {
	for _, end := range ends {
		t.Run(end.name, func(t *testing.T) {
			r := newStage(t, ring.Config{Size: 1, Producers: 2, Spins: ring.ParkAtOnce, Readers: one}).ring
			ctx, cancel := context.WithCancel(context.Background())
			consume := func(r *ring.Ring) error {
				_, err := r.Consumer("one", nil).Consume(ctx, nothing, 1)
				return err
			}
			if err := parked(r, consume, func() { end.then(r, cancel) }); !errors.Is(err, end.want) {
				t.Error(err)
			}
		})
	}
}

func nothing(int64, bool) error { return nil }

// Follower and producer end once a consumer is dead, after all that it has handled.
func TestAFollowerEndsBehindADeadConsumer(t *testing.T) {
	s := newStage(t, ring.Config{Size: 4, Spins: ring.ParkAtOnce, Readers: []ring.Reader{{Name: "dead"}, behind}})
	p, dead, after := s.ring.Producer(0), s.ring.Consumer("dead", nil), s.ring.Consumer("after", nil)
	s.fills(p, 4)
	dead.Poll(nothing, 3)
	s.ring.Fail(dead)
	if n, err := after.Consume(s.ctx, nothing, ring.All); n != 3 || err != nil {
		t.Error(n, err)
	}
	_, ends := after.Consume(s.ctx, nothing, ring.All)
	_, refused := p.Claim(s.ctx, 4)
	if !errors.Is(ends, ring.ErrFailed) || !errors.Is(refused, ring.ErrFailed) {
		t.Error(ends, refused)
	}
}

var behind = ring.Reader{Name: "after", Follows: []string{"dead"}}

func (s *stage) fills(p ring.Producer, n int) {
	first, err := p.Claim(s.ctx, n)
	if err := errors.Join(err, p.Publish(first, first+int64(n)-1)); err != nil {
		s.Fatal(err)
	}
}
