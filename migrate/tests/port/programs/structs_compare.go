// Structs compare field by field.
package main

import "fmt"

type point struct {
	x, y int
	name string
}

type wrapper struct {
	p   point
	any interface{}
	arr [2]bool
}

func main() {
	a, b := point{1, 2, "p"}, point{1, 2, "p"}
	fmt.Println(a == b, a != point{}, &a == &b)
	b.y++
	fmt.Println(a == b)
	w := wrapper{p: a, any: 5}
	v := wrapper{p: a, any: 5}
	fmt.Println(w == v)
	v.any = "5"
	fmt.Println(w == v, w.any == 5)
}
