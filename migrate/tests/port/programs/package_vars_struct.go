// A package variable that is a struct, a pointer, and an array.
package main

import "fmt"

type settings struct {
	name  string
	limit int
}

var current settings

var shared = &settings{name: "shared", limit: 1}

var slots [4]int

func (s *settings) grow() { s.limit *= 2 }

func main() {
	current.name = "now"
	current.limit = 3
	current.grow()
	copied := current
	copied.limit = 99
	shared.grow()
	alias := shared
	alias.grow()
	slots[2] = 7
	mine := slots
	mine[0] = 1
	fmt.Println(current, copied, *shared, slots, mine)
}
