// Tables of type int: slices of slices, arrays of arrays, grown and copied.
package main

import "fmt"

func rows(values []int, width int) (out [][]int) {
	for len(values) >= width {
		out = append(out, values[:width])
		values = values[width:]
	}
	return out
}

func turned(table [][]int) [][]int {
	if len(table) == 0 {
		return nil
	}
	out := make([][]int, len(table[0]))
	for i := range out {
		out[i] = make([]int, 0, len(table))
		for _, row := range table {
			out[i] = append(out[i], row[i])
		}
	}
	return out
}

func main() {
	values := []int{3, 1, 2, 7}
	table := rows(values, 2)
	other := turned(table)
	other[0][0] = values[3]
	fmt.Println(table, other, len(turned(nil)))
	table[1][0] = values[1]
	fmt.Println(values, table)
	var fixed [2][2]int
	fixed[1] = [2]int{values[0], values[1]}
	copied := fixed
	copied[1][0] = values[3]
	fmt.Println(fixed, copied, fixed == copied, fixed[0] == copied[0])
	table = append(table, nil, []int{values[0]})
	table[2] = append(table[2], values[2])
	fmt.Println(table, len(table), cap(table[2][:1:1]))
}
