// Literals with names, in order, nested, and with parts left out.
package main

import "fmt"

type inner struct {
	A int
	B *int
}

type outer struct {
	Name  string
	In    inner
	Ptr   *inner
	List  []inner
	Table map[string]inner
}

func main() {
	n := 5
	o := outer{
		Name:  "o",
		In:    inner{A: 1, B: &n},
		Ptr:   &inner{A: 2},
		List:  []inner{{1, nil}, {A: 3}},
		Table: map[string]inner{"k": {A: 4}},
	}
	n = 6
	fmt.Println(o.Name, o.In.A, *o.In.B, o.Ptr.A, o.Ptr.B == nil, o.List[1].A, o.Table["k"].A)
	var z outer
	fmt.Printf("%+v %v\n", z, z.Ptr == nil)
}
