// Pointers to bool, and closures over one.
package main

import "fmt"

type field struct {
	v bool
	p *bool
}

func set(p *bool, v bool) *bool {
	*p = v
	return p
}

func main() {
	values := []bool{true, false, true}
	var x bool
	p, q := &x, new(bool)
	fmt.Println(x, *q, p == q, *set(p, values[0]), x)
	f := field{v: values[0], p: p}
	g := f
	*g.p = values[2]
	g.v = values[1]
	fmt.Println(f.v, *f.p, g.v, x, f.p == g.p)
	change := func(v bool) bool {
		old := x
		x = v
		return old
	}
	fmt.Println(change(values[1]), x, *p, change(values[0]))
	pp := &p
	*pp = &values[1]
	**pp = values[2]
	fmt.Println(values, *p)
	get := func() *bool {
		local := values[0]
		return &local
	}
	a, b := get(), get()
	*a = values[1]
	fmt.Println(*a, *b, a == b)
}
