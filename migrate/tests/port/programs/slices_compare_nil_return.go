// Functions that return nil or a slice.
package main

import "fmt"

func evens(list []int) []int {
	var out []int
	for _, n := range list {
		if n%2 == 0 {
			out = append(out, n)
		}
	}
	return out
}

func none() []string { return nil }

func main() {
	fmt.Println(evens([]int{1, 2, 3, 4}), evens([]int{1}) == nil, none() == nil, len(none()))
	if list := evens(nil); list == nil {
		fmt.Println("nil")
	}
}
