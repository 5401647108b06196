// A struct that has the methods of an interface from what it embeds by its address.
package main

import "fmt"

type counter interface {
	Add(n int)
	Is(n int) bool
	Again() counter
}

type plain struct{ n int }

func (p *plain) Add(n int)      { p.n += n }
func (p *plain) Is(n int) bool  { return p.n == n }
func (p *plain) Again() counter { c := *p; c.n++; return &c }

type named struct {
	*plain
	name string
}

func main() {
	shared := &plain{3}
	var one counter = named{shared, "one"}
	var two counter = &named{shared, "two"}
	one.Add(2)
	two.Add(3)
	fmt.Println(one.Is(8), two.Is(8), shared.n, one.Again().Is(9), two.Again().Is(9), shared.n)
	own := named{&plain{1}, "own"}
	own.Add(1)
	fmt.Println(own.n, own.Is(2))
}
