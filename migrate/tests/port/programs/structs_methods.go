// Methods on values and on pointers.
package main

import "fmt"

type counter struct {
	n    int
	name string
}

func (c counter) lost()        { c.n++ }
func (c *counter) inc() int    { c.n++; return c.n }
func (c counter) text() string { return fmt.Sprint(c.name, ":", c.n) }
func (c *counter) reset() *counter {
	*c = counter{name: c.name}
	return c
}

func main() {
	c := counter{name: "c"}
	c.lost()
	c.inc()
	p := &c
	p.inc()
	p.lost()
	fmt.Println(c.text(), p.text(), p.n)
	fmt.Println(p.reset().inc(), c.n)
	list := []counter{{name: "a"}, {name: "b"}}
	list[1].inc()
	for i := range list {
		list[i].inc()
	}
	fmt.Println(list[0].text(), list[1].text())
}
