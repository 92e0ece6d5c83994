package main

import (
	"encoding/json"
	"math"
	"os"
	"sort"
	"time"
)

const (
	// least is how many events each producer sends in the first phase.
	least = 100
	// multiple divides the events of each producer, so that batches come out even.
	multiple = 10
)

// span is a phase: the number of each producer's first event, and its events.
type span struct {
	first, events int
}

// tally is what one reader has read, over all phases.
type tally struct {
	Count int      `json:"count"`
	Sums  [3]int32 `json:"sums"`
	ended time.Time
	// So that two readers do not share a line of the cache.
	_ [64]byte
}

// longest bounds a phase of ping-pong, in multiples of what the timed one should last: a trip may take a time slice where
// it took a moment before.
const longest = 2

// show is what a phase has to show, beside the tallies of its readers.
type show struct {
	begun []time.Time
	// events of each producer
	events    int
	latencies []int64
}

type answer struct {
	Events      int        `json:"events"`
	Nanoseconds int64      `json:"nanoseconds"`
	Total       int        `json:"total"`
	Readers     []*tally   `json:"readers"`
	Latencies   [][2]int64 `json:"latencies"`
}

// run warms up with longer and longer phases, then runs the timed one, and prints the answer. A phase that is over too
// soon is run again, longer.
func run(t task, readers []*tally, phase func(span) show) {
	total, events, warm := 0, least, false
	for {
		last := phase(span{total, events})
		total += last.events
		nanoseconds := tookOf(last, readers)
		took := float64(nanoseconds) / 1e9
		if warm && took >= t.seconds/2 {
			all := t.producers()
			print(answer{last.events * all, nanoseconds, total * all, readers, countsOf(last.latencies)})
			return
		}
		warm = warm || took >= t.warmup
		if warm {
			events = scaled(float64(last.events) * t.seconds / took)
		} else {
			events *= 2
		}
	}
}

func scaled(events float64) int {
	return int(math.Ceil(math.Max(least, events)/multiple)) * multiple
}

// tookOf is the time from the first producer's start until the last reader's end.
func tookOf(s show, readers []*tally) int64 {
	begun, ended := s.begun[0], readers[0].ended
	for _, each := range s.begun {
		if each.Before(begun) {
			begun = each
		}
	}
	for _, each := range readers {
		if each.ended.After(ended) {
			ended = each.ended
		}
	}
	return ended.Sub(begun).Nanoseconds()
}

// countsOf gives distinct round trips, each with its count.
func countsOf(latencies []int64) [][2]int64 {
	sort.Slice(latencies, func(a, b int) bool { return latencies[a] < latencies[b] })
	counts := [][2]int64{}
	for _, nanoseconds := range latencies {
		last := len(counts) - 1
		if last >= 0 && counts[last][0] == nanoseconds {
			counts[last][1]++
		} else {
			counts = append(counts, [2]int64{nanoseconds, 1})
		}
	}
	return counts
}

func print(a answer) {
	if err := json.NewEncoder(os.Stdout).Encode(a); err != nil {
		panic(err)
	}
}
