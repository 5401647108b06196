// Pointers to int, and closures over one.
package main

import "fmt"

type field struct {
	v int
	p *int
}

func set(p *int, v int) *int {
	*p = v
	return p
}

func main() {
	values := []int{3, 1, 2}
	var x int
	p, q := &x, new(int)
	fmt.Println(x, *q, p == q, *set(p, values[0]), x)
	f := field{v: values[0], p: p}
	g := f
	*g.p = values[2]
	g.v = values[1]
	fmt.Println(f.v, *f.p, g.v, x, f.p == g.p)
	change := func(v int) int {
		old := x
		x = v
		return old
	}
	fmt.Println(change(values[1]), x, *p, change(values[0]))
	pp := &p
	*pp = &values[1]
	**pp = values[2]
	fmt.Println(values, *p)
	get := func() *int {
		local := values[0]
		return &local
	}
	a, b := get(), get()
	*a = values[1]
	fmt.Println(*a, *b, a == b)
}
