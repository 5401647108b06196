// A method as a value keeps its receiver.
package main

import "fmt"

type counter struct{ n int }

func (c *counter) add(n int) int { c.n += n; return c.n }
func (c counter) get() int       { return c.n }

func call(f func(int) int) int { return f(5) }

func main() {
	c := &counter{}
	add := c.add
	get := c.get
	v := *c
	getCopy := v.get
	add(1)
	call(c.add)
	v.n = 100
	fmt.Println(c.n, get(), getCopy(), v.get())
	fmt.Println(counter.get(*c), (*counter).add(c, 10), c.n)
	f := (*counter).add
	f(c, 1)
	fmt.Println(c.get())
}
