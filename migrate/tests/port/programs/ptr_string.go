// Pointers to string, and closures over one.
package main

import "fmt"

type field struct {
	v string
	p *string
}

func set(p *string, v string) *string {
	*p = v
	return p
}

func main() {
	values := []string{"a", "", "b"}
	var x string
	p, q := &x, new(string)
	fmt.Println(x, *q, p == q, *set(p, values[0]), x)
	f := field{v: values[0], p: p}
	g := f
	*g.p = values[2]
	g.v = values[1]
	fmt.Println(f.v, *f.p, g.v, x, f.p == g.p)
	change := func(v string) string {
		old := x
		x = v
		return old
	}
	fmt.Println(change(values[1]), x, *p, change(values[0]))
	pp := &p
	*pp = &values[1]
	**pp = values[2]
	fmt.Println(values, *p)
	get := func() *string {
		local := values[0]
		return &local
	}
	a, b := get(), get()
	*a = values[1]
	fmt.Println(*a, *b, a == b)
}
