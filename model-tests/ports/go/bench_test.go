package ring_test

import (
	"context"
	"testing"

	"github.com/ringproof/ringproof/model-tests/ports/go"
)

// Events from one goroutine to another, claimed and published one by one.
func BenchmarkOneToOne(b *testing.B) {
	ctx := context.Background()
	r, err := ring.New(ring.Config{Size: 1024, Readers: one})
	if err != nil {
		b.Fatal(err)
	}
	go publishes(ctx, r.Producer(0), b.N)
	consumer := r.Consumer("one", nil)
	for err == nil {
		_, err = consumer.Consume(ctx, nothing, ring.All)
	}
}

func publishes(ctx context.Context, p ring.Producer, events int) {
	for range events {
		first, _ := p.Claim(ctx, 1)
		p.Publish(first, first)
	}
	p.Close()
}
