// A struct that only a generic function or type compares can be compared.
package main

import "fmt"

type rule struct {
	path string
	port int
}

type host struct {
	name string
}

func indexOf[T comparable](list []T, wanted T) int {
	for i, item := range list {
		if item == wanted {
			return i
		}
	}
	return -1
}

type last[T comparable] struct {
	value T
	times int
}

func (l *last[T]) see(value T) int {
	if value == l.value {
		l.times++
	} else {
		l.value, l.times = value, 1
	}
	return l.times
}

func main() {
	rules := []rule{{"/a", 80}, {"/b", 81}}
	fmt.Println(indexOf(rules, rule{"/b", 81}), indexOf[rule](rules, rule{"/b", 80}))
	seen := last[host]{}
	fmt.Println(seen.see(host{"a"}), seen.see(host{"a"}), seen.see(host{"b"}), seen.see(host{}))
}
