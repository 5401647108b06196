// A function changes the items of its argument, not its length.
package main

import "fmt"

func change(s []int) {
	s[0] = 99
	s = append(s, 5)
	s[1] = 98
}

func grow(s *[]int) { *s = append(*s, 7) }

func reversed(s []int) []int {
	out := make([]int, 0, len(s))
	for i := len(s) - 1; i >= 0; i-- {
		out = append(out, s[i])
	}
	return out
}

func main() {
	s := []int{1, 2, 3}
	change(s)
	grow(&s)
	fmt.Println(s, reversed(s), len(s))
}
