// Tables of type bool: slices of slices, arrays of arrays, grown and copied.
package main

import "fmt"

func rows(values []bool, width int) (out [][]bool) {
	for len(values) >= width {
		out = append(out, values[:width])
		values = values[width:]
	}
	return out
}

func turned(table [][]bool) [][]bool {
	if len(table) == 0 {
		return nil
	}
	out := make([][]bool, len(table[0]))
	for i := range out {
		out[i] = make([]bool, 0, len(table))
		for _, row := range table {
			out[i] = append(out[i], row[i])
		}
	}
	return out
}

func main() {
	values := []bool{true, false, true, false}
	table := rows(values, 2)
	other := turned(table)
	other[0][0] = values[3]
	fmt.Println(table, other, len(turned(nil)))
	table[1][0] = values[1]
	fmt.Println(values, table)
	var fixed [2][2]bool
	fixed[1] = [2]bool{values[0], values[1]}
	copied := fixed
	copied[1][0] = values[3]
	fmt.Println(fixed, copied, fixed == copied, fixed[0] == copied[0])
	table = append(table, nil, []bool{values[0]})
	table[2] = append(table[2], values[2])
	fmt.Println(table, len(table), cap(table[2][:1:1]))
}
