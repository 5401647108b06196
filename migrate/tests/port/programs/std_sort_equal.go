// Many items that are equal: a sort that promises nothing of them puts them in an order of its own.
package main

import (
	"fmt"
	"slices"
	"sort"
)

type route struct {
	prefix   string
	priority int
}

func routes(n int) []route {
	var all []route
	for i := range n {
		all = append(all, route{fmt.Sprintf("/r%d", i), i * 7 % 3})
	}
	return all
}

func show(all []route) {
	for _, r := range all {
		fmt.Print(r.prefix, ":", r.priority, " ")
	}
	fmt.Println()
}

func main() {
	for _, n := range []int{3, 12, 13, 40, 120} {
		one := routes(n)
		sort.Slice(one, func(i, j int) bool { return one[i].priority > one[j].priority })
		show(one)
		two := routes(n)
		slices.SortFunc(two, func(a, b route) int { return len(a.prefix) - len(b.prefix) })
		show(two)
		three := routes(n)
		sort.SliceStable(three, func(i, j int) bool { return three[i].priority < three[j].priority })
		show(three)
	}
}
