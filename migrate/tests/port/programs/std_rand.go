// Random numbers of a seed, which are the same everywhere.
package main

import (
	"fmt"
	"math/rand"
)

type target struct {
	name   string
	weight int
}

// picker chooses targets by their weights.
type picker struct {
	targets []target
	numbers *rand.Rand
}

func newPicker(seed int64, targets ...target) *picker {
	return &picker{targets: targets, numbers: rand.New(rand.NewSource(seed))}
}

func (p *picker) pick() string {
	sum := 0
	for _, t := range p.targets {
		sum += t.weight
	}
	at := p.numbers.Intn(sum)
	for _, t := range p.targets {
		if at < t.weight {
			return t.name
		}
		at -= t.weight
	}
	return ""
}

func name(r *rand.Rand, length int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	text := make([]byte, length)
	for i := range text {
		text[i] = letters[r.Intn(len(letters))]
	}
	return string(text)
}

func main() {
	p := newPicker(7, target{"a", 1}, target{"b", 3}, target{"c", 6})
	for range 12 {
		fmt.Print(p.pick(), " ")
	}
	fmt.Println()

	source := rand.NewSource(42)
	r := rand.New(source)
	fmt.Println(r.Int(), r.Int63(), r.Int31(), r.Uint32(), r.Uint64(), r.Int63n(1000), r.Int31n(16), source.Int63())
	fmt.Println(r.Float64(), r.Float32(), r.Perm(6))
	fmt.Println(name(r, 8), name(r, 3))

	words := []string{"one", "two", "three", "four", "five"}
	r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	fmt.Println(words)

	id := make([]byte, 10)
	n, err := r.Read(id)
	fmt.Printf("%x %d %v\n", id, n, err)

	same := r
	r.Seed(5)
	first := same.Intn(100)
	r.Seed(5)
	fmt.Println(first == r.Intn(100), first, same == r)

	var none *rand.Rand
	fmt.Println(none == nil, r != nil)
	if k := rand.Intn(3); k < 0 || k > 2 {
		fmt.Println("out of bounds", k)
	}
	if k := rand.Int31n(5); k < 0 || k > 4 || rand.Float32() >= 1 {
		fmt.Println("out of bounds", k)
	}
	defer func() { fmt.Println("recovered:", recover()) }()
	fmt.Println(r.Int63n(0))
}
