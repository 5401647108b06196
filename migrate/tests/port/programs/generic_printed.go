// Values of generic types where their parts are printed, and the order of keys of any ordered type.
package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

type pair[K comparable, V any] struct {
	key   K
	value V
}

func sortedPairs[K cmp.Ordered, V any](m map[K]V) []pair[K, V] {
	var out []pair[K, V]
	for _, key := range slices.Sorted(maps.Keys(m)) {
		out = append(out, pair[K, V]{key, m[key]})
	}
	return out
}

func largest[T cmp.Ordered](first T, rest ...T) T {
	for _, item := range rest {
		if cmp.Compare(item, first) > 0 {
			first = item
		}
	}
	return first
}

type number interface{ ~int | ~int8 | ~uint16 }

func total[T number](list ...T) (sum T) {
	for _, item := range list {
		sum += item
	}
	return
}

type grade int

func (g grade) pass() bool { return g > 4 }

func main() {
	for _, p := range sortedPairs(map[string]int{"b": 2, "a": 1}) {
		fmt.Println(p.key, p.value)
	}
	for _, p := range sortedPairs(map[int][]string{3: {"x"}, -1: nil}) {
		fmt.Println(p.key, p.value)
	}
	fmt.Println(len(sortedPairs(map[uint8]bool{})), len(sortedPairs(make(map[int]any))))
	small := total([]int8{127, 70, -47}...)
	wide := total([]int{1 << 31, 1 << 31}...)
	fmt.Printf("%x %d %d %T\n", small, wide, total([]uint16{65535, 2}...), small)
	fmt.Println(largest(3, 9, 4), largest("a"), largest(1.5, 0.5), largest(grade(2), 5).pass())
}
