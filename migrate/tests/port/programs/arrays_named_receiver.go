// A method of a named array or slice walks through what it is called on.
package main

import (
	"fmt"
	"slices"
)

type row [3]int64

func (r row) label(skip string) string {
	text := skip
	for _, cell := range r {
		if slices.Contains(r[:], cell+1) {
			continue
		}
		text += fmt.Sprint(cell, ",")
	}
	return text
}

func (r *row) widest() int64 {
	var widest int64
	for at := range r {
		widest = max(widest, r[at])
	}
	for at, cell := range *r {
		widest += cell * int64(at)
	}
	return widest
}

type names []string

func (n names) joined() string {
	text := ""
	for _, name := range n {
		text += name
	}
	return text
}

type ids []int64

func (n ids) last() int64 {
	var last int64
	for _, id := range n {
		if slices.Contains(n, id+1) {
			continue
		}
		last = id
	}
	return last
}

func main() {
	fmt.Println(ids{1, 2, 5, 6}.last())
	r := row{1, 2, 4}
	fmt.Println(r.label("> "), r.widest(), names{"a", "b"}.joined())
}
