// %v, %+v, %#v and %T on every kind.
package main

import "fmt"

type inner struct {
	A int
	B string
}
type outer struct {
	In  inner
	P   *inner
	L   []int
	M   map[string]int
	Any interface{}
	f   float64
	b   []byte
}

func main() {
	o := outer{In: inner{1, "x"}, L: []int{1, 2}, M: map[string]int{"b": 2, "a": 1}, Any: "any", f: 1.5, b: []byte("hi")}
	fmt.Printf("%v\n%+v\n", o, o)
	fmt.Printf("%v %+v\n", &o.In, &o.In)
	fmt.Printf("%#v %#v %#v %#v\n", o.In, o.L, o.M, "q")
	fmt.Printf("%T %T %T %T %T %T\n", o, &o, o.L, o.M, o.Any, o.b)
	var e error
	var p *inner
	var s []string
	var m map[string]bool
	fmt.Println(e, p, s, m, [2]bool{true}, struct{}{})
	fmt.Printf("%v %+v %#v %T %d %s\n", s, p, s, e, []int{1}, []string{"a", "b"})
}
