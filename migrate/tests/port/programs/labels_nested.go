// Labelled loops: out of the inner one, on with the outer one, out of a switch.
package main

import "fmt"

func find(grid [][]int, want int) (int, int) {
	y, x := -1, -1
rows:
	for i, row := range grid {
		for j, v := range row {
			switch {
			case v == want:
				y, x = i, j
				break rows
			case v < 0:
				continue rows
			case v == 100:
				break
			default:
				fmt.Print(v, " ")
			}
		}
		fmt.Print("| ")
	}
	return y, x
}

func main() {
	grid := [][]int{{1, 2, -1, 3}, {100, 4}, {5, 6, 7}}
	fmt.Println(find(grid, 6))
	fmt.Println(find(grid, 9))
	n := 0
outer:
	for {
		for {
			n++
			if n%3 == 0 {
				continue outer
			}
			if n > 7 {
				break outer
			}
		}
	}
	fmt.Println(n)
}
