package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ringproof/ringproof/model-tests/ports/go"
)

// lifeOf returns the life of a thread: its caller calls for ever what it is to call, until the ring has ended.
func (s *stage) lifeOf(name string, r *ring.Ring) func(*thread) {
	if number := slices.Index(s.Producers, name); number >= 0 {
		return func(t *thread) { (&producing{t: t, p: r.Producer(number)}).beside() }
	}
	for pool, workers := range s.Pools {
		if slices.Contains(workers, name) {
			return func(t *thread) { work(t, r.Worker(pool)) }
		}
	}
	if _, reads := s.Consumers[name]; reads {
		return func(t *thread) { s.consume(t, r, name) }
	}
	return s.otherLife(name, r)
}

func (s *stage) otherLife(name string, r *ring.Ring) func(*thread) {
	if slices.Contains(s.Closers, name) {
		return func(t *thread) { t.choose("CloseCursor"); r.Close() }
	}
	if slices.Contains(s.Supervisors, name) {
		return func(t *thread) { s.supervise(t, r) }
	}
	before := s.Start - 1
	at := positions{claimed: before, written: before, published: before}
	return func(t *thread) { (&producing{t, r.Producer(0), at}).alone() }
}

// hasEnded returns whether a call has found the ring ended. An error that no call of a caller should return breaks it.
func hasEnded(err error) bool {
	switch {
	case errors.Is(err, ring.ErrClosed), errors.Is(err, ring.ErrFailed):
		return true
	case err == nil, errors.Is(err, ring.ErrFull), errors.Is(err, context.Canceled), errors.Is(err, errThrown):
		return false
	}
	panic(err)
}

// errThrown is what a handler or a flush returns if its decision says so.
var errThrown = errors.New("thrown")

func thrown(given step) error {
	if given.decision.Throws {
		return errThrown
	}
	return nil
}

// positions are the last sequences that a producer has claimed, written and published.
type positions struct {
	claimed, written, published int64
	isClosed                    bool
}

// producing is the caller of a producer.
type producing struct {
	t *thread
	p ring.Producer
	positions
}

// alone claims, writes and publishes as decided; it may close the ring.
func (c *producing) alone() {
	for {
		c.refusesWhatDoesNotFit()
		given := c.t.choose(c.offersAlone()...)
		if given.action != "BeginClaim" {
			c.closeOrWrite(given.action)
			continue
		}
		first, err := c.claim(given.decision, c.t.patience())
		if hasEnded(err) {
			return
		}
		c.claimsNext(first, err, given.decision.N)
	}
}

// refusesWhatDoesNotFit: a claim of more than there can be room for is refused before its first access.
func (c *producing) refusesWhatDoesNotFit() {
	for _, n := range c.t.stage.Callers.Claims {
		if c.isClosed || c.fits(n) {
			continue
		}
		if _, err := c.p.TryClaim(n); !errors.Is(err, ring.ErrClaim) {
			panic(fmt.Sprintf("a claim of %d, with %d unpublished, is not refused: %v", n, c.claimed-c.published, err))
		}
	}
}

func (c *producing) fits(n int) bool { return c.claimed+int64(n)-c.published <= int64(c.t.stage.Size) }

func (c *producing) closeOrWrite(action string) {
	if action == "StoreFinal" {
		c.isClosed = true
		c.p.Close()
	} else {
		c.writeOrPublish(action)
	}
}

func (c *producing) claim(given decision, ctx context.Context) (int64, error) {
	if given.Waits {
		return c.p.Claim(ctx, given.N)
	}
	return c.p.TryClaim(given.N)
}

func (c *producing) claimsNext(first int64, err error, n int) {
	if err != nil {
		return
	}
	if first != c.claimed+1 {
		panic(fmt.Sprintf("claimed %d, next is %d", first, c.claimed+1))
	}
	c.claimed += int64(n)
}

func (c *producing) offersAlone() []string {
	callers := c.t.stage.Callers
	var offers []string
	mayClaim := !c.isClosed && (c.claimed == c.published || callers.may("ahead"))
	if mayClaim && slices.ContainsFunc(callers.Claims, c.fits) {
		offers = append(offers, "BeginClaim")
	}
	if callers.may("close") && !c.isClosed {
		offers = append(offers, "StoreFinal")
	}
	return append(offers, c.offersOpen()...)
}

// offersOpen is what may be done with what is claimed.
func (c *producing) offersOpen() []string {
	var offers []string
	if c.written < c.claimed {
		offers = append(offers, "BeginWrite")
	}
	if c.written > c.published && (c.written == c.claimed || c.t.stage.Callers.may("parts")) {
		offers = append(offers, "Publish")
	}
	return offers
}

func (c *producing) writeOrPublish(action string) {
	if action == "Publish" {
		if err := c.p.Publish(c.published+1, c.written); err != nil {
			panic(err)
		}
		c.published = c.written
		return
	}
	slot := c.t.stage.ring.Index(c.written + 1)
	c.t.stage.slots[slot] = torn
	c.t.choose("EndWrite")
	c.written++
	c.t.stage.slots[slot] = c.written
}

// beside is the caller of a producer among several: each claim is published before the next.
func (c *producing) beside() {
	for {
		given := c.t.choose(c.offersBeside()...)
		if given.action != "Claim" && given.action != "LoadNext" {
			c.writeOrPublish(given.action)
			continue
		}
		first, err := c.claimBeside(given)
		if hasEnded(err) {
			return
		}
		c.claimedBeside(first, err, given.decision.N)
	}
}

// claimedBeside: while a claim is open, another one is refused before its first access.
func (c *producing) claimedBeside(first int64, err error, n int) {
	if err != nil {
		return
	}
	c.positions = positions{claimed: first + int64(n) - 1, written: first - 1, published: first - 1}
	if _, err := c.p.TryClaim(1); !errors.Is(err, ring.ErrClaim) {
		panic(fmt.Sprintf("a claim while another is open is not refused: %v", err))
	}
}

// claimBeside: in the specs a claim that may time out begins like one that does not wait.
func (c *producing) claimBeside(given step) (int64, error) {
	if given.action == "Claim" {
		given.decision.Waits = true
		return c.claim(given.decision, context.Background())
	}
	ctx, end := context.WithCancel(context.Background())
	c.t.end = end
	return c.claim(given.decision, ctx)
}

func (c *producing) offersBeside() []string {
	if c.claimed != c.published {
		return c.offersOpen()
	}
	callers := c.t.stage.Callers
	var offers []string
	if callers.may("claim") {
		offers = append(offers, "Claim")
	}
	if callers.may("try") || callers.may("timed") {
		offers = append(offers, "LoadNext")
	}
	return offers
}

// work is the caller of a worker. After a handler has thrown, its next call begins with what it still holds.
func work(t *thread, worker *ring.Worker) {
	handler := t.handler("BeginTask", "EndTask", nil)
	for {
		begins := "LoadTake"
		if worker.Held() > 0 {
			begins = "BeginWork"
		}
		if hasEnded(t.batch(worker, handler, t.choose(begins).decision)) {
			return
		}
	}
}

// reader is a consumer or a worker.
type reader interface {
	Poll(handler ring.Handler, limit int) (int, error)
	Consume(ctx context.Context, handler ring.Handler, limit int) (int, error)
}

// batch is one call of a reader.
func (t *thread) batch(reader reader, handler ring.Handler, given decision) error {
	if given.Waits {
		_, err := reader.Consume(t.patience(), handler, given.Limit)
		return err
	}
	_, err := reader.Poll(handler, given.Limit)
	return err
}

// handler reads an event between two steps, and what it has kept of its batch.
func (t *thread) handler(begin, end string, kept *[]int64) ring.Handler {
	return func(sequence int64, endOfBatch bool) error {
		t.choose(begin)
		t.finds(sequence)
		given := t.choose(end)
		t.finds(sequence)
		if kept != nil && !given.decision.Throws {
			t.finds(*kept...)
			*kept = keptAfter(*kept, sequence, endOfBatch)
		}
		return thrown(given)
	}
}

func keptAfter(kept []int64, sequence int64, endOfBatch bool) []int64 {
	if endOfBatch {
		return kept[:0]
	}
	return append(kept, sequence)
}

// finds reads events, which must be in their slots.
func (t *thread) finds(sequences ...int64) {
	for _, sequence := range sequences {
		if found := t.stage.slots[t.stage.ring.Index(sequence)]; found != sequence {
			panic(fmt.Sprintf("read %d at sequence %d", found, sequence))
		}
	}
}

// consuming is the caller of a consumer: it polls or takes as decided.
type consuming struct {
	t        *thread
	consumer *ring.Consumer
	handler  ring.Handler
	// kept is what its handler has kept; open, what it has taken.
	kept, open []int64
	hasEnded   bool
}

func (s *stage) consume(t *thread, r *ring.Ring, name string) {
	c := &consuming{t: t}
	c.handler = t.handler("BeginRead", "EndRead", &c.kept)
	if s.Callers.Flushes {
		c.consumer = r.Consumer(name, c.flush)
	} else {
		c.consumer = r.Consumer(name, nil)
	}
	s.consumers[name] = c.consumer
	for !c.hasEnded || len(c.open) > 0 {
		c.call(t.choose(c.offers()...))
	}
}

func (c *consuming) offers() []string {
	if !c.t.stage.Callers.Takes {
		return []string{"BeginPoll"}
	}
	offers := c.advances()
	if len(c.open) == 0 {
		offers = append(offers, "BeginPoll")
	}
	if len(c.kept) == 0 {
		offers = append(offers, "BeginTake")
	}
	return offers
}

func (c *consuming) advances() []string {
	if len(c.open) == 0 {
		return nil
	}
	return []string{"Advance"}
}

func (c *consuming) call(given step) {
	var err error
	switch given.action {
	case "BeginPoll":
		err = c.t.batch(c.consumer, c.handler, given.decision)
	case "BeginTake":
		err = c.take(given.decision)
	default:
		c.advance(given)
		c.hasEnded = c.consumer.HasLeft()
		return
	}
	c.hasEnded = hasEnded(err)
}

func (c *consuming) take(given decision) error {
	got, found, err := c.takes(given)
	for next := got.First; found && next <= got.Last; next++ {
		c.open = append(c.open, next)
	}
	c.t.finds(c.open...)
	return err
}

func (c *consuming) takes(given decision) (got ring.Taken, found bool, err error) {
	if !given.Waits {
		return c.consumer.TryTake(given.Limit)
	}
	got, err = c.takeWaiting(given.Limit)
	return got, err == nil, err
}

// takeWaiting may advance meanwhile.
func (c *consuming) takeWaiting(limit int) (ring.Taken, error) {
	if c.t.stage.Callers.Meanwhile {
		c.t.aside = &aside{c.advances, c.advance}
	}
	defer func() { c.t.aside = nil }()
	return c.consumer.Take(c.t.patience(), limit)
}

// advance moves the gate over the first n of what is taken.
func (c *consuming) advance(given step) {
	c.t.finds(c.open...)
	last := c.open[given.decision.N-1]
	c.open = c.open[given.decision.N:]
	if err := c.consumer.Advance(last); err != nil {
		panic(err)
	}
}

// flush finishes what the handler has kept.
func (c *consuming) flush(last int64) error {
	if c.kept[len(c.kept)-1] != last {
		panic(fmt.Sprintf("flush(%d) of %v", last, c.kept))
	}
	c.t.finds(c.kept...)
	given := c.t.choose("EndFlush")
	if err := thrown(given); err != nil {
		return err
	}
	c.kept = c.kept[:0]
	return nil
}

// supervise fails the ring once a thread has crashed, and again for each further crash of a consumer that others
// follow.
func (s *stage) supervise(t *thread, r *ring.Ring) {
	buried, first := map[string]bool{}, "Tell"
	if len(s.Producers) > 0 {
		first = "CloseCursor"
	}
	for {
		t.changing = func() []string { return s.supervisorOffers(buried, first) }
		given := t.choose()
		t.changing = nil
		r.Fail(s.bury(given, buried)...)
		first = ""
	}
}

// bury returns the consumer whose death the supervisor has noticed, if it is one that others follow.
func (s *stage) bury(given step, buried map[string]bool) []*ring.Consumer {
	if given.action != "Bury" {
		return nil
	}
	name := s.unburied(buried)
	buried[name] = true
	return []*ring.Consumer{s.consumers[name]}
}

func (s *stage) supervisorOffers(buried map[string]bool, first string) []string {
	hasDied := false
	for _, t := range s.threads {
		hasDied = hasDied || t.dead
	}
	switch {
	case s.unburied(buried) != "":
		return []string{"Bury"}
	case hasDied && first != "":
		return []string{first}
	}
	return nil
}

// unburied returns the first dead consumer that others follow, and of which its followers do not know.
func (s *stage) unburied(buried map[string]bool) string {
	for at, name := range s.Threads {
		if s.threads[at].dead && !buried[name] && s.consumers[name] != nil && s.isFollowed(name) {
			return name
		}
	}
	return ""
}

func (s *stage) isFollowed(name string) bool {
	for _, upstream := range s.Consumers {
		if slices.Contains(upstream, name) {
			return true
		}
	}
	return false
}
