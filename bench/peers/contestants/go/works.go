package main

import (
	"sync"
	"time"
)

// stage is one phase of a work.
type stage struct {
	task
	span
	readers []*tally
}

// together runs readers each in a goroutine of its own, then the producer in this one, and waits for all of them.
func (s stage) together(produce func(), readers ...func(*tally)) show {
	var group sync.WaitGroup
	for which, read := range readers {
		group.Add(1)
		go func(own *tally, read func(*tally)) {
			defer group.Done()
			read(own)
			own.ended = time.Now()
		}(s.readers[which], read)
	}
	begun := time.Now()
	produce()
	group.Wait()
	return show{begun: []time.Time{begun}, events: s.events}
}

// produceTo sends each event to each channel, and closes them.
func produceTo[P payload](s span, sender int, channels ...chan P) {
	var p P
	for event := s.first; event < s.first+s.events; event++ {
		word := payloadFrom(sender, event)
		for _, channel := range channels {
			write(&p, word)
			channel <- p
		}
	}
}

func closeAll[P any](channels ...chan P) {
	for _, channel := range channels {
		close(channel)
	}
}

// readFrom sums all events of a channel.
func readFrom[P payload](channel chan P) func(*tally) {
	return func(own *tally) {
		for p := range channel {
			own.Sums[0] = addTo(own.Sums[0], fold(&p))
			own.Count++
		}
	}
}

// broadcast has one channel for each consumer: a channel has no broadcast.
func broadcast[P payload](s stage, consumers int) show {
	channels := make([]chan P, consumers)
	readers := make([]func(*tally), consumers)
	for c := range channels {
		channels[c] = make(chan P, s.size)
		readers[c] = readFrom(channels[c])
	}
	return s.together(func() {
		produceTo(s.span, 0, channels...)
		closeAll(channels...)
	}, readers...)
}

const ten = 10

// batches sends each batch as one message.
func batches[P payload](s stage) show {
	channel := make(chan [ten]P, s.size/ten)
	return s.together(func() {
		var batch [ten]P
		for event := s.first; event < s.first+s.events; event += ten {
			for i := range batch {
				write(&batch[i], payloadFrom(0, event+i))
			}
			channel <- batch
		}
		close(channel)
	}, func(own *tally) {
		for batch := range channel {
			for i := range batch {
				own.Sums[0] = addTo(own.Sums[0], fold(&batch[i]))
			}
			own.Count += ten
		}
	})
}

func three[P payload](s stage) show {
	channel := make(chan P, s.size)
	begun := make([]time.Time, 3)
	s.together(func() {
		var group sync.WaitGroup
		for sender := range begun {
			group.Add(1)
			go func(sender int) {
				defer group.Done()
				begun[sender] = time.Now()
				produceTo(s.span, sender, channel)
			}(sender)
		}
		group.Wait()
		close(channel)
	}, func(own *tally) {
		for p := range channel {
			sender := senderOf(p[0])
			own.Sums[sender] = addTo(own.Sums[sender], fold(&p))
			own.Count++
		}
	})
	return show{begun: begun, events: s.events}
}

// pass sums what it receives, and hands a word of it on.
func pass[P payload](from chan P, to chan [1]int32, more int32) func(*tally) {
	return func(own *tally) {
		for p := range from {
			found := fold(&p)
			to <- [1]int32{found + more}
			own.Sums[0] = addTo(own.Sums[0], found)
			own.Count++
		}
		close(to)
	}
}

func pipeline[P payload](s stage) show {
	head := make(chan P, s.size)
	second, third := make(chan [1]int32, s.size), make(chan [1]int32, s.size)
	return s.together(func() {
		produceTo(s.span, 0, head)
		close(head)
	}, pass(head, second, 1), pass(second, third, 1), readFrom(third))
}

func diamond[P payload](s stage) show {
	left, right := make(chan P, s.size), make(chan P, s.size)
	tipLeft, tipRight := make(chan [1]int32, s.size), make(chan [1]int32, s.size)
	return s.together(func() {
		produceTo(s.span, 0, left, right)
		closeAll(left, right)
	}, pass(left, tipLeft, 1), pass(right, tipRight, 2), func(own *tally) {
		for a := range tipLeft {
			b := <-tipRight
			own.Sums[0] = addTo(own.Sums[0], a[0]+7*b[0])
			own.Count++
		}
	})
}

// pool has three receivers of one channel: each message goes to one of them.
func pool[P payload](s stage) show {
	channel := make(chan P, s.size)
	read := func(own *tally) {
		for p := range channel {
			own.Sums[0] = addUnordered(own.Sums[0], fold(&p))
			own.Count++
		}
	}
	return s.together(func() {
		produceTo(s.span, 0, channel)
		close(channel)
	}, read, read, read)
}

func pingPong[P payload](s stage) show {
	there, back := make(chan P, s.size), make(chan P, s.size)
	latencies := make([]int64, 0, s.events)
	ping := func(own *tally) {
		var p P
		last := time.Now()
		end := last.Add(time.Duration(longest * s.seconds * 1e9))
		for trip := 0; trip < s.events && last.Before(end); trip++ {
			write(&p, payloadFrom(0, s.first+trip))
			send(s.task, there, p)
			answer, _ := receive(s.task, back)
			own.Sums[0] = addTo(own.Sums[0], fold(&answer))
			own.Count++
			now := time.Now()
			latencies = append(latencies, now.Sub(last).Nanoseconds())
			last = now
		}
		close(there)
	}
	pong := func(own *tally) {
		var answer P
		for {
			p, open := receive(s.task, there)
			if !open {
				return
			}
			write(&answer, p[0])
			send(s.task, back, answer)
			own.Sums[0] = addTo(own.Sums[0], fold(&p))
			own.Count++
		}
	}
	shown := s.together(func() {}, pong, ping)
	shown.latencies, shown.events = latencies, len(latencies)
	return shown
}

// send spins by trying again, or parks as a goroutine does.
func send[P payload](t task, channel chan P, p P) {
	for t.spins {
		select {
		case channel <- p:
			return
		default:
		}
	}
	channel <- p
}

func receive[P payload](t task, channel chan P) (P, bool) {
	for t.spins {
		select {
		case p, open := <-channel:
			return p, open
		default:
		}
	}
	p, open := <-channel
	return p, open
}
