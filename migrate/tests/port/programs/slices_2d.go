// Slices of slices.
package main

import "fmt"

func main() {
	grid := make([][]int, 3)
	for i := range grid {
		grid[i] = make([]int, 4)
		for j := range grid[i] {
			grid[i][j] = i * j
		}
	}
	row := grid[1]
	row[0] = 100
	grid[2] = append(grid[2], 7)
	fmt.Println(grid, len(grid[2]), grid[1][0])
	jagged := [][]string{{"a"}, {}, {"b", "c"}, nil}
	for i, r := range jagged {
		fmt.Println(i, len(r), r)
	}
}
