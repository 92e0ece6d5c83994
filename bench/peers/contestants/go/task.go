package main

import (
	"os"
	"strconv"
	"strings"
)

// task is what a sample is asked for: each argument is given as name=value.
type task struct {
	work    string
	bytes   int
	batch   int
	spins   bool
	size    int
	seconds float64
	warmup  float64
}

func taskOf(args []string) task {
	given := map[string]string{}
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		given[name] = value
	}
	return task{
		work:    given["work"],
		bytes:   int(number(given["bytes"])),
		batch:   int(number(given["batch"])),
		spins:   given["wait"] == "spin",
		size:    int(number(given["size"])),
		seconds: number(given["seconds"]),
		warmup:  number(given["warmup"]),
	}
}

func (t task) producers() int {
	if t.work == "3P1C" {
		return 3
	}
	return 1
}

func number(text string) float64 {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(err)
	}
	return value
}

// endWithParent ends the process with its parent, without which the sample is of no use.
func endWithParent() {
	for buffer := make([]byte, 1); ; {
		if _, err := os.Stdin.Read(buffer); err != nil {
			os.Exit(1)
		}
	}
}
