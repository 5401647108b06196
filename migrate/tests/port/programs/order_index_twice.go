// An item is changed beside a call: its index is read once.
package main

import (
	"fmt"
	"strconv"
)

type box struct {
	places map[string]int
	calls  int
}

func (b *box) size() int {
	b.calls++
	return b.calls
}

func main() {
	b := &box{places: map[string]int{"a": 4}}
	shared := []string{"x", "y", "z"}
	list := shared[:2]
	list[uint(b.places["a"])%uint(len(list))] += strconv.Itoa(b.size())
	fmt.Println(shared, b.places["a"], b.calls)
	numbers := []int{1, 2, 3}
	view := numbers[1:]
	view[b.places["a"]%len(view)] += b.size() * 10
	fmt.Println(numbers, b.places["a"])
	grid := [][]int{{1, 2}, {3, 4}}
	grid[b.places["a"]%2][b.places["a"]%2] -= b.size()
	fmt.Println(grid, b.calls)
}
