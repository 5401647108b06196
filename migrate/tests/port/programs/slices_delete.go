// Items are taken out and put in with append.
package main

import "fmt"

func main() {
	s := []string{"a", "b", "c", "d", "e"}
	i := 1
	s = append(s[:i], s[i+1:]...)
	fmt.Println(s)
	s = append(s[:2], append([]string{"x", "y"}, s[2:]...)...)
	fmt.Println(s)
	s = s[1:]
	s = s[:len(s)-1]
	fmt.Println(s, len(s))
	kept := s[:0]
	for _, v := range s {
		if v != "x" {
			kept = append(kept, v)
		}
	}
	fmt.Println(kept, s)
}
