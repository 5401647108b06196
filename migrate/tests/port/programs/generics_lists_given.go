// A list that a generic function, method or field gives is of the same kind as all others of its type.
package main

import "fmt"

func mapped[T, U any](list []T, change func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, item := range list {
		out = append(out, change(item))
	}
	return out
}

func grouped[K comparable, V any](list []V, key func(V) K) (map[K][]V, []K) {
	groups := map[K][]V{}
	var keys []K
	for _, item := range list {
		k := key(item)
		if len(groups[k]) == 0 {
			keys = append(keys, k)
		}
		groups[k] = append(groups[k], item)
	}
	return groups, keys
}

type stack[T any] struct {
	items []T
}

func (s *stack[T]) push(item T) { s.items = append(s.items, item) }

func (s *stack[T]) all() []T { return s.items }

func repeated[T any](n int, list func(int) []T) int {
	total := 0
	for i := range n {
		total += len(list(i))
	}
	return total
}

func main() {
	lengths := mapped([]string{"a", "bcd"}, func(s string) int { return len(s) })
	var none []int
	none, lengths = lengths, none
	fmt.Println(none, len(lengths))

	groups, keys := grouped([]int32{1, 2, 3}, func(n int32) bool { return n%2 == 1 })
	var odd []int32
	odd = groups[true]
	var order []bool
	order, keys = keys, order
	fmt.Println(odd, order, len(keys))

	s := &stack[float64]{}
	s.push(1.5)
	var all []float64
	all = s.all()
	fmt.Println(all, len(s.items))

	t := stack[uint16]{}
	t.push(7)
	var items []uint16
	items = t.items
	fmt.Println(items)

	var bytes []int8
	bytes = append(bytes, 1)
	fmt.Println(repeated(3, func(i int) []int8 { return bytes }))
}
