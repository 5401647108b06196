// Named types without methods, at their zero values.
package main

import "fmt"

type (
	label string
	flag  bool
	share float64
	count uint16
)

type kept struct {
	name label
	on   flag
	part share
}

func zero() (l label, f flag, s share, c count) {
	return
}

func main() {
	var l label
	var f flag
	var s share
	var c count
	if l == "" && !f && s == 0 && c == 0 {
		fmt.Println("zero", len(l))
	}
	var list [2]label
	list[1] = "b"
	fmt.Println(len(list[0]), string(list[1]))
	l2, f2, s2, c2 := zero()
	fmt.Println(l2 == l, bool(f2), float64(s2), int(c2))
	k := kept{}
	k.on = !k.on
	fmt.Println(bool(k.on), k.name == "", float64(k.part))
}
