package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ringproof/ringproof/model-tests/ports/go"
)

// setting is the ring of a script, as the driver describes it.
type setting struct {
	Size        int
	Start       int64
	Producers   []string
	Consumers   map[string][]string
	Pools       map[string][]string
	Callers     callers
	Closers     []string
	Supervisors []string
	Threads     []string
	Words       []string
}

// callers is what callers may do.
type callers struct {
	Claims           []int
	Takes, Meanwhile bool
	Flushes, Timed   bool
	Habits           []string
	Spins            *int
}

func (c callers) may(habit string) bool { return slices.Contains(c.Habits, habit) }

// stage is a ring with its threads, each of which stands before its next step.
type stage struct {
	setting
	ring    *ring.Ring
	threads []*thread
	back    chan struct{}
	words   []int
	names   map[int]string
	// slots holds the sequence of each slot's event; -1 if it is torn.
	slots  []int64
	access []byte
	out    []byte
	broken error
	// consumers are those that a supervisor may have to bury, by name.
	consumers map[string]*ring.Consumer
}

const torn = -1

func newStage(given setting) (*stage, error) {
	r, err := ring.New(given.config())
	if err != nil {
		return nil, err
	}
	s := &stage{setting: given, ring: r, back: make(chan struct{}), names: map[int]string{}}
	s.consumers = map[string]*ring.Consumer{}
	s.slots = slices.Repeat([]int64{torn}, given.Size)
	for _, name := range given.Words {
		s.words = append(s.words, s.wordOf(name))
	}
	s.run()
	return s, s.broken
}

// run lets all threads go on to their first step. A tour whose threads never park has no names for the epochs.
func (s *stage) run() {
	s.wordOf("epoch published")
	s.wordOf("epoch consumed")
	for _, name := range s.Threads {
		t := newThread(s, s.ring.Memory())
		s.threads = append(s.threads, t)
		t.run(s.lifeOf(name, s.ring.With(t)))
	}
}

func (given setting) config() ring.Config {
	spins := ring.NeverPark
	if given.Callers.Spins != nil {
		spins = cmp.Or(*given.Callers.Spins, ring.ParkAtOnce)
	}
	producers := len(given.Producers)
	return ring.Config{Size: given.Size, Start: given.Start, Producers: producers, Readers: given.readers(), Spins: spins}
}

// readers lists the consumers, each behind those that it follows.
func (given setting) readers() []ring.Reader {
	var readers []ring.Reader
	for name, follows := range given.Consumers {
		readers = append(readers, ring.Reader{Name: name, Follows: follows, Pool: given.Pools[name] != nil})
	}
	slices.SortFunc(readers, func(a, b ring.Reader) int { return strings.Compare(a.Name, b.Name) })
	return readers
}

// wordOf finds a word by the name that the driver has for it: those of the only pool are without its name.
func (s *stage) wordOf(name string) int {
	full := name
	if kind, rest, _ := strings.Cut(name, " "); kind == "take" || kind == "done" {
		for pool := range s.Pools {
			full = strings.TrimSpace(kind + " " + pool + " " + rest)
		}
	}
	word, found := s.ring.Word(full)
	if !found {
		panic("there is no word " + name)
	}
	s.names[word] = name
	return word
}

// abandon ends all goroutines, wherever they stand.
func (s *stage) abandon() {
	if s == nil {
		return
	}
	for _, t := range s.threads {
		close(t.turn)
	}
}

// step takes a step of a thread, or of its environment, and resumes the sleepers that it has woken.
func (s *stage) step(given step) error {
	if s == nil || given.thread < 0 || given.thread >= len(s.threads) {
		return fmt.Errorf("there is no thread %d", given.thread)
	}
	t := s.threads[given.thread]
	s.access = s.access[:0]
	if !t.befalls(given.action) {
		if enabled := t.enabled(); !slices.Contains(enabled, given.action) {
			return fmt.Errorf("%s is not enabled for %s, only %v", given.action, s.Threads[given.thread], enabled)
		}
		s.resume(t, given)
	}
	s.wake()
	return s.broken
}

func (s *stage) resume(t *thread, given step) {
	t.turn <- given
	<-s.back
}

func (s *stage) wake() {
	for _, t := range s.threads {
		if t.isAsleep && t.isWoken && !t.dead {
			s.resume(t, step{})
		}
	}
}

// back32 is by how much a thread sees a word set back, for a shift in sequences.
func (s *stage) back32(word int, shift int64) uint32 {
	if shift == 0 {
		return 0
	}
	kind, _, _ := strings.Cut(s.names[word], " ")
	switch kind {
	case "epoch", "owner":
		return 0
	case "lap", "done":
		return uint32(2 * shift / int64(s.Size))
	}
	return uint32(2 * shift)
}

func (s *stage) record(operation string, word int, operands []uint32, result string) {
	out := fmt.Appendf(s.access[:0], `["%s","%s",`, operation, s.names[word])
	out = append(appendList(out, operands, appendWord), ',')
	s.access = append(append(out, result...), ']')
}

// answer prints the access of the step, and what holds after it.
func (s *stage) answer() []byte {
	out := append(s.out[:0], `{"access":`...)
	if len(s.access) == 0 {
		out = append(out, "null"...)
	}
	out = append(append(out, s.access...), `,"offers":`...)
	out = append(appendList(out, s.threads, s.appendOffers), `,"words":`...)
	out = append(appendList(out, s.words, s.appendHeld), `,"slots":`...)
	s.out = append(appendList(out, s.slots, appendSlot), "}\n"...)
	return s.out
}

func (s *stage) appendOffers(out []byte, t *thread) []byte {
	return appendList(out, t.enabled(), strconv.AppendQuote)
}

func (s *stage) appendHeld(out []byte, word int) []byte {
	return appendWord(out, s.ring.Memory().Load("", word))
}

func appendSlot(out []byte, sequence int64) []byte {
	if sequence == torn {
		return append(out, "null"...)
	}
	return strconv.AppendInt(out, sequence, 10)
}

func appendList[T any](out []byte, list []T, each func([]byte, T) []byte) []byte {
	out = append(out, '[')
	for at, item := range list {
		if at > 0 {
			out = append(out, ',')
		}
		out = each(out, item)
	}
	return append(out, ']')
}

func appendWord(out []byte, word uint32) []byte { return strconv.AppendUint(out, uint64(word), 10) }
