// Slices of int in every operation.
package main

import "fmt"

func last(list []int) (v int, ok bool) {
	if len(list) == 0 {
		return
	}
	return list[len(list)-1], true
}

func edit(list []int) []int {
	list[0] = list[len(list)-1]
	return append(list[1:], list[0])
}

func main() {
	list := []int{3, 1, 2}
	copied := append([]int(nil), list...)
	other := edit(list)
	fmt.Println(list, copied, other, len(other))
	fmt.Println(last(nil))
	fmt.Println(last(other[:2]))
	grid := [][]int{list, copied[:1], nil}
	grid[1] = append(grid[1], list[1])
	fmt.Println(grid, copied, grid[2] == nil)
	m := map[string][]int{}
	m["x"] = append(m["x"], list...)
	m["x"][0] = copied[2]
	fmt.Println(m, len(m["y"]))
	arr := [3]int{3, 1, 2}
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
