// A state machine that reads a text.
package main

import "fmt"

type state int

const (
	start state = iota
	word
	number
)

func tokens(s string) []string {
	var out []string
	current := start
	begin := 0
	flush := func(end int) {
		if current != start {
			out = append(out, s[begin:end])
		}
		current = start
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		var next state
		switch {
		case c >= 'a' && c <= 'z':
			next = word
		case c >= '0' && c <= '9':
			next = number
		}
		if next != current {
			flush(i)
			begin = i
			current = next
		}
	}
	flush(len(s))
	return out
}

func main() {
	fmt.Printf("%q\n", tokens("abc12 x9--z"))
}
