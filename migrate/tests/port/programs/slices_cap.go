// Length and capacity of a slice of a slice.
package main

import "fmt"

func main() {
	s := make([]int, 3, 10)
	t := s[1:2]
	u := s[1:2:4]
	v := s[:8]
	fmt.Println(len(s), cap(s), len(t), cap(t), len(u), cap(u), len(v), cap(v))
	t = append(t, 9)
	fmt.Println(s, t, v[:4])
	w := u[:0]
	w = append(w, 5, 6, 7, 8)
	fmt.Println(s, w, cap(s[3:]), len(s[3:]))
}
