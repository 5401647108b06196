// Every type has a zero value.
package main

import "fmt"

type point struct {
	x, y int
	name string
	tags []string
}

func main() {
	var i int
	var f float64
	var b bool
	var s string
	var p *point
	var list []int
	var m map[string]int
	var fn func()
	var e error
	var any interface{}
	var arr [3]int
	var st point
	fmt.Println(i, f, b, s == "", p == nil, list == nil, m == nil, fn == nil, e == nil, any == nil, arr, st.x, st.name, st.tags == nil)
	fmt.Printf("%v %+v %q %d %v\n", st, st, s, list, m)
	fmt.Println(len(list), cap(list), len(m), len(s))
}
