// Command channels is a contestant: Go channels, buffered, with a goroutine for each thread of a work.
package main

import (
	"fmt"
	"os"
)

func main() {
	go endWithParent()
	t := taskOf(os.Args[1:])
	if t.bytes == 4 {
		play[[1]int32](t)
	} else {
		play[[16]int32](t)
	}
}

var consumers = map[string]int{
	"1P1C": 1, "3P1C": 1, "1P3C": 3, "pipeline": 3, "diamond": 3, "pool": 3, "ping-pong": 2,
}

func play[P payload](t task) {
	readers := make([]*tally, consumers[t.work])
	for r := range readers {
		readers[r] = &tally{}
	}
	run(t, readers, func(s span) show {
		return phaseOf[P](stage{t, s, readers})
	})
}

func phaseOf[P payload](s stage) show {
	switch s.work {
	case "1P1C":
		if s.batch == ten {
			return batches[P](s)
		}
		return broadcast[P](s, 1)
	case "1P3C":
		return broadcast[P](s, 3)
	case "3P1C":
		return three[P](s)
	case "pipeline":
		return pipeline[P](s)
	case "diamond":
		return diamond[P](s)
	case "pool":
		return pool[P](s)
	case "ping-pong":
		return pingPong[P](s)
	}
	panic(fmt.Sprintf("no work %q", s.work))
}
