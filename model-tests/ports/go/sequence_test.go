package ring

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
)

const vectors = "../../../spec/vectors/arithmetic.jsonl"

// The arithmetic is what the vectors say, of words as 32 bits with a sign.
func TestArithmeticIsWhatItsVectorsSay(t *testing.T) {
	text, err := os.ReadFile(vectors)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))[1:] // behind the head
	for _, line := range lines {
		compare(t, line)
	}
	if len(lines) != 3480 {
		t.Errorf("%d vectors", len(lines))
	}
}

func compare(t *testing.T, line []byte) {
	var vector []any
	if err := json.Unmarshal(line, &vector); err != nil {
		t.Fatal(err)
	}
	given := make([]int64, len(vector)-1)
	for at := range given {
		given[at] = int64(vector[at+1].(float64)) // up to 2^53, so it is exact
	}
	want := given[len(given)-1]
	if got := functions[vector[0].(string)](given); got != want {
		t.Errorf("%s: %d", line, got)
	}
}

func word(given int64) uint32  { return uint32(given) }
func signed(word uint32) int64 { return int64(int32(word)) }

var functions = map[string]func(given []int64) int64{
	"wrap":       func(given []int64) int64 { return signed(wrap(given[0])) },
	"ahead":      func(given []int64) int64 { return ahead(word(given[0]), word(given[1])) },
	"after":      func(given []int64) int64 { return after(word(given[0]), word(given[1])) },
	"unwrap":     func(given []int64) int64 { return unwrap(given[0], word(given[1])) },
	"slotOf":     func(given []int64) int64 { return int64(slotOf(given[0], int(given[1]))) },
	"lapOf":      func(given []int64) int64 { return lapOf(given[0], int(given[1])) },
	"sequenceAt": func(given []int64) int64 { return signed(sequenceAt(word(given[0]), int(given[1]), int(given[2]))) },
}
