// Pointers to rune, and closures over one.
package main

import "fmt"

type field struct {
	v rune
	p *rune
}

func set(p *rune, v rune) *rune {
	*p = v
	return p
}

func main() {
	values := []rune{'ä', 0, 'z'}
	var x rune
	p, q := &x, new(rune)
	fmt.Println(x, *q, p == q, *set(p, values[0]), x)
	f := field{v: values[0], p: p}
	g := f
	*g.p = values[2]
	g.v = values[1]
	fmt.Println(f.v, *f.p, g.v, x, f.p == g.p)
	change := func(v rune) rune {
		old := x
		x = v
		return old
	}
	fmt.Println(change(values[1]), x, *p, change(values[0]))
	pp := &p
	*pp = &values[1]
	**pp = values[2]
	fmt.Println(values, *p)
	get := func() *rune {
		local := values[0]
		return &local
	}
	a, b := get(), get()
	*a = values[1]
	fmt.Println(*a, *b, a == b)
}
