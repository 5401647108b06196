// Clear empties items, not the length.
package main

import "fmt"

func main() {
	s := []int{1, 2, 3}
	t := s[1:]
	clear(t)
	fmt.Println(s, t)
	m := map[string]int{"a": 1}
	n := m
	clear(m)
	fmt.Println(len(m), len(n))
}
