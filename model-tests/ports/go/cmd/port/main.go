// Command port makes a process of package ring that takes a step a line, as docs/driver.md says.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
)

func main() {
	// Only one goroutine can go on at a time: so handing over is cheapest on one processor.
	runtime.GOMAXPROCS(1)
	in, out := bufio.NewReaderSize(os.Stdin, 1<<20), bufio.NewWriterSize(os.Stdout, 1<<16)
	var current *stage
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			finish(out, err)
		}
		if current = answer(out, current, line); !hasLine(in) {
			out.Flush()
		}
	}
}

// answer takes a line, answers it, and returns the stage for the next one.
func answer(out *bufio.Writer, current *stage, line []byte) *stage {
	next, err := follow(current, line)
	if err == nil {
		out.Write(next.answer())
		return next
	}
	text, _ := json.Marshal(map[string]string{"error": err.Error()})
	out.Write(append(text, '\n'))
	return next
}

// hasLine returns whether a whole line is there already: then the answers before it need not be sent yet.
func hasLine(in *bufio.Reader) bool {
	held, _ := in.Peek(in.Buffered())
	return bytes.IndexByte(held, '\n') >= 0
}

// finish ends the process, whose input has ended.
func finish(out *bufio.Writer, err error) {
	if flushed := out.Flush(); flushed != nil || err != io.EOF {
		fmt.Fprintln(os.Stderr, "cannot go on:", err, flushed)
		os.Exit(1)
	}
	os.Exit(0)
}

// message is a line of the driver: a ring, or a step.
type message struct {
	Ring *setting          `json:"ring"`
	Step []json.RawMessage `json:"step"`
}

// follow makes a stage, or takes a step of the one that there is.
func follow(current *stage, text []byte) (*stage, error) {
	var line message
	if err := json.Unmarshal(text, &line); err != nil {
		return current, err
	}
	if line.Ring != nil {
		current.abandon()
		return newStage(*line.Ring)
	}
	taken, err := parseStep(line.Step)
	if err != nil {
		return current, err
	}
	return current, current.step(taken)
}

// step is what a thread is to do, as its caller decides.
type step struct {
	thread   int
	action   string
	decision decision
	shift    int64
}

// decision is what a caller chooses with an action.
type decision struct {
	N      int  `json:"n"`
	Limit  int  `json:"limit"`
	Waits  bool `json:"waits"`
	Throws bool `json:"throws"`
}

func parseStep(given []json.RawMessage) (step, error) {
	var s step
	into := []any{&s.thread, &s.action, &s.decision, &s.shift}
	if len(given) < 3 || len(given) > len(into) {
		return s, fmt.Errorf("a step of %d parts", len(given))
	}
	for part, text := range given {
		if err := json.Unmarshal(text, into[part]); err != nil {
			return s, err
		}
	}
	return s, nil
}
