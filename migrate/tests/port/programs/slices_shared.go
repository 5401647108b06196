// Slices of one array see each other's changes.
package main

import "fmt"

func main() {
	base := []int{0, 1, 2, 3, 4, 5}
	a := base[1:4]
	b := base[2:]
	a[1] = 20
	b[1] = 30
	fmt.Println(base, a, b)
	a = append(a, 40)
	fmt.Println(base, a, b)
	a = append(a, 50, 60, 70)
	a[0] = 10
	fmt.Println(base, a, b)
}
