package ring_test

import (
	"context"
	"fmt"

	"github.com/ringproof/ringproof/model-tests/ports/go"
)

// The events lie in a slice of the caller; the ring says which of them may be written, and which may be read.
func Example() {
	r, _ := ring.New(ring.Config{Size: 8, Readers: []ring.Reader{{Name: "one"}}})
	events := make([]int, 8)
	go squares(r, events)
	sum, err := 0, error(nil)
	add := func(sequence int64, endOfBatch bool) error {
		sum += events[r.Index(sequence)]
		return nil
	}
	for one := r.Consumer("one", nil); err == nil; {
		_, err = one.Consume(context.Background(), add, ring.All)
	}
	fmt.Printf("%d, then: %v\n", sum, err)
	// Output: 285, then: the ring is closed, and all of it is handled
}

func squares(r *ring.Ring, events []int) {
	producer := r.Producer(0)
	for number := range 10 {
		first, _ := producer.Claim(context.Background(), 1)
		events[r.Index(first)] = number * number
		producer.Publish(first, first)
	}
	producer.Close()
}
