// Values of interfaces are equal with the same type and value.
package main

import "fmt"

type id int

func main() {
	var a, b interface{} = 1, 1
	fmt.Println(a == b, a == 1, a == "1", a != nil)
	b = int64(1)
	fmt.Println(a == b)
	b = id(1)
	fmt.Println(a == b, b == id(1))
	a, b = "x", "x"
	fmt.Println(a == b)
	type pair struct{ x, y int }
	a, b = pair{1, 2}, pair{1, 2}
	fmt.Println(a == b)
	p := &pair{1, 2}
	a, b = p, p
	fmt.Println(a == b, a == &pair{1, 2})
}
