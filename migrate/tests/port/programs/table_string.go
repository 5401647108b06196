// Tables of type string: slices of slices, arrays of arrays, grown and copied.
package main

import "fmt"

func rows(values []string, width int) (out [][]string) {
	for len(values) >= width {
		out = append(out, values[:width])
		values = values[width:]
	}
	return out
}

func turned(table [][]string) [][]string {
	if len(table) == 0 {
		return nil
	}
	out := make([][]string, len(table[0]))
	for i := range out {
		out[i] = make([]string, 0, len(table))
		for _, row := range table {
			out[i] = append(out[i], row[i])
		}
	}
	return out
}

func main() {
	values := []string{"c", "a", "b", "ä"}
	table := rows(values, 2)
	other := turned(table)
	other[0][0] = values[3]
	fmt.Println(table, other, len(turned(nil)))
	table[1][0] = values[1]
	fmt.Println(values, table)
	var fixed [2][2]string
	fixed[1] = [2]string{values[0], values[1]}
	copied := fixed
	copied[1][0] = values[3]
	fmt.Println(fixed, copied, fixed == copied, fixed[0] == copied[0])
	table = append(table, nil, []string{values[0]})
	table[2] = append(table[2], values[2])
	fmt.Println(table, len(table), cap(table[2][:1:1]))
}
