// A function gets a copy of an array, or a pointer to it.
package main

import "fmt"

func byValue(a [4]int) int {
	a[0] = 100
	return a[0] + a[3]
}

func byPointer(a *[4]int) {
	for i := range a {
		a[i] *= 2
	}
}

func made() (out [2]string) {
	out[1] = "made"
	return
}

func main() {
	a := [4]int{1, 2, 3, 4}
	fmt.Println(byValue(a), a)
	byPointer(&a)
	s := a[1:3]
	s[0] = -1
	s = append(s, 77)
	fmt.Println(a, s, made())
}
