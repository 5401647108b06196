// Pointers to float64, and closures over one.
package main

import "fmt"

type field struct {
	v float64
	p *float64
}

func set(p *float64, v float64) *float64 {
	*p = v
	return p
}

func main() {
	values := []float64{1.5, 0, -2}
	var x float64
	p, q := &x, new(float64)
	fmt.Println(x, *q, p == q, *set(p, values[0]), x)
	f := field{v: values[0], p: p}
	g := f
	*g.p = values[2]
	g.v = values[1]
	fmt.Println(f.v, *f.p, g.v, x, f.p == g.p)
	change := func(v float64) float64 {
		old := x
		x = v
		return old
	}
	fmt.Println(change(values[1]), x, *p, change(values[0]))
	pp := &p
	*pp = &values[1]
	**pp = values[2]
	fmt.Println(values, *p)
	get := func() *float64 {
		local := values[0]
		return &local
	}
	a, b := get(), get()
	*a = values[1]
	fmt.Println(*a, *b, a == b)
}
