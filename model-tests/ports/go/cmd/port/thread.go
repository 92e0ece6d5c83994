package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"github.com/ringproof/ringproof/model-tests/ports/go"
)

// thread is a goroutine of a stage, and its view of the memory: it stops before each access, and its caller wherever
// there is something to choose. One goroutine goes at a time; the others wait for their turn.
type thread struct {
	stage  *stage
	memory ring.Memory
	turn   chan step
	// offers are the actions that it could take next.
	offers []string
	// changing says what it offers while that depends on other threads.
	changing func() []string
	// isOver says that the stage is abandoned.
	isOver bool
	// begun is the first access of a call, which is made in the step that begins the call.
	begun string
	shift int64
	// call is the context of the call in progress, which a time-out ends.
	call context.Context
	end  context.CancelFunc
	// sleepsOn is the word that its call sleeps on, or noWord; isWoken says that it was notified since, isAsleep that the
	// caller does nothing else meanwhile.
	sleepsOn          int
	isAsleep, isWoken bool
	dead              bool
	// aside is what the caller may do while its call waits; nil if there is no such call. It may do so in its sleep, and
	// where isFresh says that the next access is the first of an attempt without an epoch.
	aside   *aside
	isFresh bool
}

// aside is what a caller may do while its call to take waits: it advances.
type aside struct {
	offers func() []string
	take   func(step)
}

const noWord = -1

func newThread(stage *stage, memory ring.Memory) *thread {
	return &thread{stage: stage, memory: memory, turn: make(chan step), sleepsOn: noWord}
}

// run lives a caller's life up to its first stop, and later, turn by turn, up to each next one.
func (t *thread) run(life func(*thread)) {
	go func() {
		defer t.ends()
		life(t)
	}()
	<-t.stage.back
}

// ends hands the baton over for good, unless the stage is abandoned; an error in a caller's life is one of the stage.
func (t *thread) ends() {
	if err := recover(); err != nil {
		t.stage.broken = fmt.Errorf("%v", err)
	}
	t.offers = nil
	if !t.isOver {
		t.stage.back <- struct{}{}
	}
}

// stop hands the baton over, and waits for the next turn. In a stage that is abandoned the goroutine ends.
func (t *thread) stop(offers ...string) step {
	if t.begun != "" {
		panic("the call returned without " + t.begun)
	}
	t.offers = offers
	t.stage.back <- struct{}{}
	given, goesOn := <-t.turn
	if t.isOver = !goesOn; t.isOver {
		runtime.Goexit()
	}
	return given
}

// choose is a stop of the caller. An action that is no caller's own begins a call, with its first access.
func (t *thread) choose(offers ...string) step {
	given := t.stop(offers...)
	t.shift = given.shift
	if !isCallers(given.action) {
		t.begun = given.action
	}
	return given
}

func isCallers(action string) bool {
	return strings.HasPrefix(action, "Begin") || strings.HasPrefix(action, "End")
}

// before stops before an access, unless it begins a call.
func (t *thread) before(action string) {
	if t.begun != "" {
		t.begins(action)
		return
	}
	given := t.stop(t.with(action)...)
	for given.action != action {
		t.standAside(given)
		given = t.stop(t.with(action)...)
	}
	t.isFresh = false
	t.shift = given.shift
}

// begins makes the first access of a call, in the step that began the call.
func (t *thread) begins(action string) {
	if t.begun != action {
		panic(fmt.Sprintf("the call begins with %s, not with %s", action, t.begun))
	}
	t.begun = ""
}

// with adds what the caller may do before the first access of an attempt.
func (t *thread) with(action string) []string {
	if t.aside == nil || !t.isFresh {
		return []string{action}
	}
	return append(t.aside.offers(), action)
}

// standAside does what the caller does while its call waits.
func (t *thread) standAside(given step) {
	aside := t.aside
	t.aside = nil
	t.begun, t.shift = given.action, given.shift
	aside.take(given)
	t.aside = aside
}

func (t *thread) Load(action string, word int) uint32 {
	t.before(action)
	return t.done("load", word, t.memory.Load(action, word))
}

func (t *thread) Store(action string, word int, value uint32) {
	t.before(action)
	t.memory.Store(action, word, value)
	t.stage.record("store", word, []uint32{value}, "null")
}

func (t *thread) Exchange(action string, word int, value uint32) uint32 {
	t.before(action)
	return t.done("exchange", word, t.memory.Exchange(action, word, value), value)
}

func (t *thread) Add(action string, word int, n uint32) uint32 {
	t.before(action)
	return t.done("add", word, t.memory.Add(action, word, n), n)
}

func (t *thread) Or(action string, word int, bits uint32) uint32 {
	t.before(action)
	return t.done("or", word, t.memory.Or(action, word, bits), bits)
}

func (t *thread) CompareExchange(action string, word int, old, new uint32) uint32 {
	t.before(action)
	back := t.stage.back32(word, t.shift)
	old, new = old+back, new+back
	return t.done("compareExchange", word, t.memory.CompareExchange(action, word, old, new), old, new)
}

// done records an access as the memory saw it, and returns what the thread sees: a thread that has slept through a
// wrap-around sees the word set back.
func (t *thread) done(operation string, word int, result uint32, operands ...uint32) uint32 {
	t.stage.record(operation, word, operands, fmt.Sprint(result))
	return result - t.stage.back32(word, t.shift)
}

// Wait sleeps until the word is notified, or the call times out.
func (t *thread) Wait(ctx context.Context, action string, word int, value uint32) {
	t.before(action)
	t.isFresh = true
	if t.memory.Load(action, word) != value || ctx.Err() != nil {
		t.stage.record("wait", word, []uint32{value}, `"goes on"`)
		return
	}
	t.stage.record("wait", word, []uint32{value}, `"sleeps"`)
	t.sleepsOn, t.isWoken = word, false
	for !t.isWoken {
		t.sleep()
	}
	t.sleepsOn = noWord
}

// sleep stops until the thread is woken, or stands aside.
func (t *thread) sleep() {
	t.isAsleep = true
	var offers []string
	if t.aside != nil {
		offers = t.aside.offers()
	}
	given := t.stop(offers...)
	t.isAsleep = false
	if given.action != "" {
		t.standAside(given)
	}
}

func (t *thread) Notify(action string, word int) {
	t.before(action)
	t.stage.record("notify", word, nil, "null")
	for _, other := range t.stage.threads {
		if other.sleepsOn == word && !other.dead {
			other.isWoken = true
		}
	}
}

// patience makes the context of a call that waits; without a time-out, nothing ends it.
func (t *thread) patience() context.Context {
	t.call, t.isFresh = context.Background(), true
	if t.stage.Callers.Timed {
		t.call, t.end = context.WithCancel(t.call)
	}
	return t.call
}

// befalls returns whether an action is none of the thread's own: it crashes, or its call times out.
func (t *thread) befalls(action string) bool {
	switch action {
	case "CrashReader", "CrashProducer":
		t.dead = true
	case "Expire", "ExpireClaim":
		t.isWoken = true
		if t.end != nil {
			t.end()
		}
	default:
		return false
	}
	return true
}

// enabled returns the actions that the thread could take next.
func (t *thread) enabled() []string {
	switch {
	case t.dead:
		return nil
	case t.changing != nil:
		return t.changing()
	}
	return t.offers
}
