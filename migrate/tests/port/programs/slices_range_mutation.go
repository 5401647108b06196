// The length of a range is taken once, its items when they come.
package main

import "fmt"

func main() {
	s := []int{1, 2, 3}
	for i, v := range s {
		if i == 0 {
			s = append(s, 4)
			s[1] = 20
		}
		fmt.Println(i, v)
	}
	fmt.Println(s)
	t := []int{1, 2, 3}
	for i, v := range t {
		if i == 0 {
			t[1] = 20
		}
		fmt.Println(v)
	}
	a := [3]int{1, 2, 3}
	for i, v := range a {
		a[2] = 30
		fmt.Println(i, v)
	}
}
