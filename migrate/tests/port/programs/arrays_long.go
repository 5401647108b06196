// Structs hold arrays of more than 32 elements, which start as zeros.
package main

import "fmt"

type block [40]byte

type sum struct {
	state  [8]uint32
	buffer [64]byte
	table  [2][33]int
	last   block
	used   int
	name   string
}

func (s *sum) add(bytes []byte) {
	for len(bytes) > 0 {
		n := copy(s.buffer[s.used:], bytes)
		s.used += n
		bytes = bytes[n:]
		if s.used == len(s.buffer) {
			s.fold()
		}
	}
}

func (s *sum) fold() {
	for i, b := range s.buffer {
		s.state[i%8] = s.state[i%8]*31 + uint32(b)
		s.table[i%2][i/2]++
	}
	copy(s.last[:], s.buffer[:])
	copy(s.last[30:], s.name)
	s.used = 0
}

func main() {
	s := sum{name: "a name of more than ten bytes"}
	var kept sum
	s.add([]byte("the quick brown fox jumps over the lazy dog, and then it jumps back over the dog"))
	fmt.Println(s.state, s.used, s.table[1][31], s.table[1][32], string(s.last[:9]), string(s.last[28:]))
	fmt.Println(kept == sum{}, kept == s, kept.used, len(kept.buffer))
	sums := map[string]sum{"one": s}
	fmt.Println(sums["one"].state[0], sums["two"].state[0], sums["two"].last[39])
	list := make([]sum, 2)
	list[1].add([]byte("x"))
	fmt.Println(list[0].used, list[1].used, string(list[1].buffer[0]))
	pair := struct {
		name string
		bits [33]bool
	}{name: "bits"}
	pair.bits[32] = true
	fmt.Println(pair.name, pair.bits[31], pair.bits[32])
	fresh := new(sum)
	fmt.Println(*fresh == kept, fresh.last[0], fresh.table[1][3])
}
