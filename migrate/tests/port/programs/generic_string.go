// Generic types and functions at string.
package main

import "fmt"

type stack[T any] struct{ items []T }

func (s *stack[T]) push(items ...T) *stack[T] {
	s.items = append(s.items, items...)
	return s
}

func (s *stack[T]) pop() (T, bool) {
	var zero T
	if len(s.items) == 0 {
		return zero, false
	}
	last := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return last, true
}

func index[T comparable](list []T, item T) int {
	for i, v := range list {
		if v == item {
			return i
		}
	}
	return -1
}

func apply[T, U any](list []T, f func(T) U) []U {
	var out []U
	for _, v := range list {
		out = append(out, f(v))
	}
	return out
}

func main() {
	values := []string{"c", "a", "b", "ä"}
	var s stack[string]
	s.push(values...).push(values[0])
	v, ok := s.pop()
	fmt.Println(v, ok, len(s.items), index(values, values[1]), index(values[:1], values[3]))
	fmt.Println(apply(values, func(v string) string { return fmt.Sprintf("<%v>", v) }))
	var empty stack[string]
	_, ok = empty.pop()
	fmt.Println(ok)
}
