package ring

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
)

const vectors = "../../../spec/vectors/arithmetic.jsonl"

// The arithmetic is what the vectors say, of words as 32 bits with a sign.
func TestArithmeticIsWhatItsVectorsSay(t *testing.T) {
	file, err := os.Open(vectors)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Scan() // the head
	count := 0
	for ; lines.Scan(); count++ {
		compare(t, lines.Bytes())
	}
	if count != 3480 {
		t.Errorf("%d vectors", count)
	}
}

func compare(t *testing.T, line []byte) {
	var name string
	var vector []json.RawMessage
	if err := json.Unmarshal(line, &vector); err != nil {
		t.Fatal(err)
	}
	json.Unmarshal(vector[0], &name)
	given := make([]int64, len(vector)-1)
	for at := range given {
		json.Unmarshal(vector[at+1], &given[at])
	}
	want := given[len(given)-1]
	if got := call(name, given); got != want {
		t.Errorf("%s: %d", line, got)
	}
}

func call(name string, given []int64) int64 {
	word := func(at int) uint32 { return uint32(given[at]) }
	signed := func(word uint32) int64 { return int64(int32(word)) }
	switch name {
	case "wrap":
		return signed(wrap(given[0]))
	case "ahead":
		return ahead(word(0), word(1))
	case "after":
		return after(word(0), word(1))
	case "unwrap":
		return unwrap(given[0], word(1))
	case "slotOf":
		return int64(slotOf(given[0], int(given[1])))
	case "lapOf":
		return lapOf(given[0], int(given[1]))
	case "sequenceAt":
		return signed(sequenceAt(word(0), int(given[1]), int(given[2])))
	}
	panic("no function " + name)
}
