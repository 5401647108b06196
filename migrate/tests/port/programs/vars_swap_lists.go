// Lists change places, of which one is kept by somebody else or was made by a generic function.
package main

import "fmt"

func mapped[T, U any](list []T, change func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, item := range list {
		out = append(out, change(item))
	}
	return out
}

type names []string

type holder struct {
	items []string
}

func main() {
	a, b := []int{1, 2}, []int{3}
	kept := a
	a, b = b, a
	kept[0] = 9
	fmt.Println(a, b, kept)
	sizes := mapped([]string{"a", "bc"}, func(text string) uint8 { return uint8(len(text)) })
	var empty []uint8
	empty, sizes = sizes, empty
	fmt.Println(empty, sizes)
	var c names = []string{"x"}
	d := []string{"y", "z"}
	c, d = d, c
	fmt.Println(c, d)
	h := holder{items: d}
	h.items, c = c, h.items
	c[0] = "w"
	fmt.Println(h.items, c, d)
}
