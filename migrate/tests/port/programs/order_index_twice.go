// An item is changed beside a call: its index is read once.
package main

import (
	"fmt"
	"strconv"
	"strings"
)

type box struct {
	places map[string]int
	calls  int
}

func (b *box) size() int {
	b.calls++
	return b.calls
}

func (b *box) label(s string) string {
	b.calls++
	return s + "a"
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
	flags := map[string]int{"a": 1, "ba": 2}
	flags[b.label("")] |= b.size()
	flags[b.label("b")] += b.size() * 100
	words := map[string]string{"a": "w"}
	words[b.label("")] += b.label("v")
	fmt.Println(flags, words, b.calls)
	halves := map[string]int{"a": 9, "ba": 40}
	n := 2
	halves[b.label("")] /= n
	halves[b.label("b")] >>= uint(b.size() % 4)
	view[b.size()%2] %= n + 5
	view[b.size()%2] <<= n
	fmt.Println(halves, view, b.calls)
	list[b.size()%2] = strings.Join(list, "") + strconv.Itoa(b.size())
	flags[b.label("")] = b.size()
	b.self().calls = b.size() + 50
	b.self().calls += b.size()
	fmt.Println(list, flags, b.calls)
}

func (b *box) self() *box {
	fmt.Println("self", b.calls)
	b.calls++
	return b
}
