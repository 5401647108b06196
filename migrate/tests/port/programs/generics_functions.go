// Functions with type parameters.
package main

import (
	"fmt"
	"strconv"
)

func mapOf[T, U any](list []T, f func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, v := range list {
		out = append(out, f(v))
	}
	return out
}

func filter[T any](list []T, keep func(T) bool) (out []T) {
	for _, v := range list {
		if keep(v) {
			out = append(out, v)
		}
	}
	return
}

func contains[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

type number interface {
	~int | ~int64 | ~float64
}

func sum[T number](list ...T) T {
	var s T
	for _, v := range list {
		s += v
	}
	return s
}

func main() {
	fmt.Println(mapOf([]int{1, 2}, func(n int) string { return strconv.Itoa(n * 2) }))
	fmt.Println(filter([]string{"a", "bb", "c"}, func(s string) bool { return len(s) == 1 }))
	fmt.Println(contains([]string{"x"}, "x"), contains([]int{1}, 2), sum(1, 2, 3), sum(1.5, 2), sum[int64]())
}
