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
	s := &stage{setting: given, back: make(chan struct{}), names: map[int]string{}}
	s.consumers = map[string]*ring.Consumer{}
	config := ring.Config{Size: given.Size, Start: given.Start, Producers: len(given.Producers), Readers: given.readers()}
	config.Spins = ring.NeverPark
	if spins := given.Callers.Spins; spins != nil {
		config.Spins = cmp.Or(*spins, ring.ParkAtOnce)
	}
	var err error
	if s.ring, err = ring.New(config); err != nil {
		return s, err
	}
	s.slots = slices.Repeat([]int64{torn}, given.Size)
	s.name(append([]string{"epoch published", "epoch consumed"}, given.Words...))
	s.words = s.words[2:]
	for _, name := range given.Threads {
		t := newThread(s, s.ring.Memory())
		s.threads = append(s.threads, t)
		t.run(s.lifeOf(name, s.ring.With(t)))
	}
	return s, s.broken
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

// name finds the words by the names that the driver has for them; it has no name for the only pool's.
func (s *stage) name(words []string) {
	for _, name := range words {
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
		s.words = append(s.words, word)
		s.names[word] = name
	}
}

// abandon ends all goroutines: those that stand somewhere, and so none that has ended.
func (s *stage) abandon() {
	for _, t := range s.threads {
		close(t.turn)
	}
}

// step takes a step of a thread, or of its environment, and resumes the sleepers that it has woken.
func (s *stage) step(given step) error {
	if given.thread < 0 || given.thread >= len(s.threads) {
		return fmt.Errorf("there is no thread %d", given.thread)
	}
	t := s.threads[given.thread]
	s.access = s.access[:0]
	switch given.action {
	case "CrashReader", "CrashProducer":
		t.dead = true
	case "Expire", "ExpireClaim":
		t.expires()
	default:
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
