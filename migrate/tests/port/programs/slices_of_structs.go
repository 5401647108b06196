// The item of a range is a copy; the index reaches the item.
package main

import "fmt"

type item struct {
	name string
	n    int
}

func main() {
	items := []item{{"a", 1}, {name: "b"}, {}}
	for _, it := range items {
		it.n = 100
	}
	fmt.Println(items)
	for i := range items {
		items[i].n += i + 1
	}
	p := &items[1]
	p.name = "changed"
	first := items[0]
	first.name = "copy"
	fmt.Println(items, first)
	items = append(items, item{"new", 9})
	p.n = -1
	fmt.Println(len(items), p.n, items[3])
}
