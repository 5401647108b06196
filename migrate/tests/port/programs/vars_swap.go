// The right side of an assignment is worked out first.
package main

import "fmt"

func main() {
	a, b, c := 1, 2, 3
	a, b, c = c, a, b
	fmt.Println(a, b, c)
	list := []int{0, 1, 2}
	i := 0
	i, list[i] = 2, 9
	fmt.Println(i, list)
	list[0], list[2] = list[2], list[0]
	fmt.Println(list)
	x, y := 1, 1
	for n := 0; n < 10; n++ {
		x, y = y, x+y
	}
	fmt.Println(x, y)
}
