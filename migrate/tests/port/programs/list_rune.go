// Slices of rune in every operation.
package main

import "fmt"

func last(list []rune) (v rune, ok bool) {
	if len(list) == 0 {
		return
	}
	return list[len(list)-1], true
}

func edit(list []rune) []rune {
	list[0] = list[len(list)-1]
	return append(list[1:], list[0])
}

func main() {
	list := []rune{'ä', 0, 'z'}
	copied := append([]rune(nil), list...)
	other := edit(list)
	fmt.Println(list, copied, other, len(other))
	fmt.Println(last(nil))
	fmt.Println(last(other[:2]))
	grid := [][]rune{list, copied[:1], nil}
	grid[1] = append(grid[1], list[1])
	fmt.Println(grid, copied, grid[2] == nil)
	m := map[string][]rune{}
	m["x"] = append(m["x"], list...)
	m["x"][0] = copied[2]
	fmt.Println(m, len(m["y"]))
	arr := [3]rune{'ä', 0, 'z'}
	view := arr[:]
	view[1] = arr[0]
	saved := arr
	view[2] = view[0]
	fmt.Println(arr, saved, arr == saved, copy(view, copied), arr)
	p := &arr
	for i := range p {
		p[i] = list[(i+1)%3]
	}
	fmt.Println(*p, fmt.Sprintf("%v %T", list, list))
}
