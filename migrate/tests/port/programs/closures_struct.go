// A closure changes fields of a struct that it captured.
package main

import "fmt"

type stats struct {
	hits, misses int
	names        []string
}

func main() {
	var s stats
	hit := func(name string) {
		s.hits++
		s.names = append(s.names, name)
	}
	copied := s
	hit("a")
	hit("b")
	s.misses = 5
	p := &s
	p.hits *= 10
	hit("c")
	fmt.Println(s, copied, *p)
}
