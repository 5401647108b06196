// Arrays are copied when they are assigned.
package main

import "fmt"

func main() {
	a := [3]int{1, 2, 3}
	b := a
	b[0] = 99
	p := &a
	p[1] = 50
	fmt.Println(a, b, *p, len(a), a == [3]int{1, 50, 3}, a != b)
	c := [...]string{2: "two", 0: "zero"}
	fmt.Println(len(c), c)
	fmt.Printf("%q %v %d\n", c, [2]bool{true}, [2][2]int{{1}, {2, 3}})
}
