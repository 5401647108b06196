package main

import (
	"encoding/binary"
	"math/rand"
)

// drawn draws from the source of a seed: 8 bytes for the seed, and a step in each other part, a letter and 8 bytes.
func drawn(parts [][]byte) []byte {
	var d dump
	source := rand.NewSource(int64(binary.LittleEndian.Uint64(parts[0])))
	r := rand.New(source)
	for _, step := range parts[1:] {
		n := int64(binary.LittleEndian.Uint64(step[1:]))
		switch step[0] {
		case 'u':
			d.number("Uint64", r.Uint64())
		case 'U':
			d.number("Uint32", r.Uint32())
		case 'i':
			d.number("Int63", r.Int63())
		case 'I':
			d.number("Int31", r.Int31())
		case 'a':
			d.number("Int", r.Int())
		case 'n':
			d.number("Int63n", r.Int63n(n))
		case 'N':
			d.number("Int31n", r.Int31n(max(int32(n), 1)))
		case 'b':
			d.number("Intn", r.Intn(int(n)))
		case 'f':
			d.float("Float64", r.Float64())
		case 'F':
			d.float("Float32", float64(r.Float32()))
		case 'p':
			d.number("Perm", r.Perm(int(n%50)))
		case 's':
			text := []byte("a text of some length")
			r.Shuffle(int(n)%len(text), func(i, j int) { text[i], text[j] = text[j], text[i] })
			d.text("Shuffle", string(text))
		case 'r':
			bytes := make([]byte, n%20)
			count, _ := r.Read(bytes)
			d.number("count", count)
			d.text("Read", string(bytes))
		case 'S':
			r.Seed(n)
		case 'T':
			source.Seed(n)
		case 'o':
			d.number("source", source.Int63())
		}
	}
	return d.bytes()
}
