// Calls come first from left to right, and what they change is read after them.
package main

import "fmt"

type counter struct{ n int }

func (c *counter) next() int { c.n++; return c.n }

var log []string

func note(s string, v int) int {
	log = append(log, s)
	return v
}

func main() {
	c := &counter{}
	fmt.Println(c.n, c.next(), c.n, c.next())
	list := []int{1, 2, 3}
	bump := func() int { list[0] += 10; return list[0] }
	fmt.Println(list[0], bump(), list[0]+bump())
	x := 1
	add := func(n int) int { x += n; return x }
	y := x + add(2)*x
	fmt.Println(x, y, x+add(1) == add(1)+x)
	m := map[string]int{"a": note("key", 1), "b": note("other", 2)}
	z := note("one", 1) + note("two", 2)*note("three", 3)
	fmt.Println(z, len(m), log)
	if note("left", 0) == 1 && note("right", 1) == 1 {
		fmt.Println("never")
	}
	fmt.Println(log[len(log)-1])
}
