// Assignments with an operator.
package main

import "fmt"

func main() {
	x := 10
	x++
	x += 5
	x -= 3
	x *= 2
	x /= 5
	x %= 3
	x--
	fmt.Println(x)
	y := 1.5
	y *= 2
	y++
	fmt.Println(y)
	s := "a"
	s += "b"
	s += s
	fmt.Println(s)
	list := []int{1, 2, 3}
	list[1] += 40
	list[2]++
	counts := map[string]int{}
	counts["a"]++
	counts["a"] += 2
	counts["b"]--
	fmt.Println(list, counts)
}
