// Structs with type parameters.
package main

import "fmt"

type stack[T any] struct{ items []T }

func (s *stack[T]) push(v T) { s.items = append(s.items, v) }
func (s *stack[T]) pop() (T, bool) {
	var zero T
	if len(s.items) == 0 {
		return zero, false
	}
	v := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return v, true
}

type pair[K comparable, V any] struct {
	key   K
	value V
}

func pairs[K comparable, V any](keys []K, m map[K]V) (out []pair[K, V]) {
	for _, k := range keys {
		out = append(out, pair[K, V]{k, m[k]})
	}
	return
}

func main() {
	s := &stack[string]{}
	s.push("a")
	s.push("b")
	fmt.Println(s.pop())
	fmt.Println(s.pop())
	fmt.Println(s.pop())
	for _, p := range pairs([]string{"x", "y"}, map[string]int{"x": 1}) {
		fmt.Println(p.key, p.value)
	}
}
