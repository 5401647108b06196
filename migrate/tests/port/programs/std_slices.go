// The package slices.
package main

import (
	"fmt"
	"slices"
)

func main() {
	s := []int{3, 1, 2, 2}
	slices.Sort(s)
	fmt.Println(s, slices.Contains(s, 2), slices.Index(s, 3), slices.IndexFunc(s, func(n int) bool { return n > 1 }))
	fmt.Println(slices.Max(s), slices.Min(s), slices.Equal(s, []int{1, 2, 2, 3}), slices.Compact(slices.Clone(s)))
	slices.Reverse(s)
	at, ok := slices.BinarySearch([]string{"a", "c"}, "b")
	fmt.Println(s, at, ok, slices.Insert([]int{1, 4}, 1, 2, 3), slices.Delete([]int{1, 2, 3}, 0, 1))
}
