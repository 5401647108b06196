package main

import (
	"fmt"
	"strings"
)

type history struct{ lines []string }

func (h *history) add(line string) {
	h.lines = append(h.lines, line, strings.Join(h.lines, "+"))
}

// What is appended is worked out of the list that it is appended to.
func main() {
	words := []string{"a", "b", "c"}
	others := words
	words = append(words[:1], strings.Join(words, "-"))
	fmt.Println(words, others)
	words = append(words, strings.Join(words, "/"), strings.Join(others, "."))
	fmt.Println(words, others)
	words = append(words, strings.ToUpper(strings.Join(words[1:], "")))
	fmt.Println(words, len(others))

	numbers := make([]int, 2, 8)
	same := numbers[:1]
	numbers = append(numbers[:1], len(fmt.Sprint(numbers)))
	fmt.Println(numbers, same[:2])

	past := &history{}
	past.add("one")
	past.add("two")
	fmt.Println(len(past.lines), past.lines)
}
