// A map is a reference, and so is its copy.
package main

import "fmt"

func fill(m map[string]int) { m["filled"] = len(m) }

func replace(m map[string]int) {
	m = map[string]int{"lost": 1}
	m["more"] = 2
}

type holder struct{ m map[string]int }

func main() {
	a := map[string]int{}
	b := a
	b["x"] = 1
	fill(a)
	replace(a)
	h := holder{a}
	k := h
	k.m["via"] = 5
	fmt.Println(a, len(b), h.m["via"])
	b = nil
	fmt.Println(len(a), b == nil)
}
