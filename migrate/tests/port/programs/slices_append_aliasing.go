// Two appends to one slice with room write to the same place.
package main

import "fmt"

func main() {
	base := make([]int, 2, 4)
	a := append(base, 1)
	b := append(base, 2)
	fmt.Println(a, b, base)
	c := append(b, 3)
	d := append(a, 4)
	fmt.Println(c, d)
	e := append(d, 5)
	e[0] = 9
	fmt.Println(d, e)
}
