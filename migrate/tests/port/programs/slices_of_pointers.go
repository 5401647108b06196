// Slices of pointers share what they point to.
package main

import "fmt"

type node struct{ n int }

func main() {
	a := &node{1}
	list := []*node{a, {2}, nil, {n: 3}}
	for _, p := range list {
		if p != nil {
			p.n *= 10
		}
	}
	other := append([]*node{}, list...)
	other[0].n++
	other[1] = &node{5}
	fmt.Println(a.n, list[1].n, other[1].n, list[2] == nil, list[0] == other[0])
}
