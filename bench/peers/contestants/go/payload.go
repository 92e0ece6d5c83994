package main

// payload is one word or sixteen: each is written whole, and each is read whole.
type payload interface {
	[1]int32 | [16]int32
}

// write fills a payload with a word and the numbers after it.
func write[P payload](p *P, word int32) {
	for i := 0; i < len(*p); i++ {
		(*p)[i] = word + int32(i)
	}
}

// fold is the sum of a payload's words.
func fold[P payload](p *P) int32 {
	sum := int32(0)
	for i := 0; i < len(*p); i++ {
		sum += (*p)[i]
	}
	return sum
}

const factor = 0x9e3779b1

// payloadFrom is the first word of a producer's event. Its lowest two bits are the producer.
func payloadFrom(sender, event int) int32 {
	return int32(uint32(4*event+sender) * factor)
}

func senderOf(word int32) int {
	return int(word & 3)
}

// addTo adds an event to a sum that depends on the order.
func addTo(sum, word int32) int32 {
	return sum*31 + word
}

// addUnordered adds an event to a sum that ignores the order.
func addUnordered(sum, word int32) int32 {
	return sum + word*(word^int32(uint32(word)>>15))
}
