// Tables of type byte: slices of slices, arrays of arrays, grown and copied.
package main

import "fmt"

func rows(values []byte, width int) (out [][]byte) {
	for len(values) >= width {
		out = append(out, values[:width])
		values = values[width:]
	}
	return out
}

func turned(table [][]byte) [][]byte {
	if len(table) == 0 {
		return nil
	}
	out := make([][]byte, len(table[0]))
	for i := range out {
		out[i] = make([]byte, 0, len(table))
		for _, row := range table {
			out[i] = append(out[i], row[i])
		}
	}
	return out
}

func main() {
	values := []byte{'c', 'a', 'b', 0}
	table := rows(values, 2)
	other := turned(table)
	other[0][0] = values[3]
	fmt.Println(table, other, len(turned(nil)))
	table[1][0] = values[1]
	fmt.Println(values, table)
	var fixed [2][2]byte
	fixed[1] = [2]byte{values[0], values[1]}
	copied := fixed
	copied[1][0] = values[3]
	fmt.Println(fixed, copied, fixed == copied, fixed[0] == copied[0])
	table = append(table, nil, []byte{values[0]})
	table[2] = append(table[2], values[2])
	fmt.Println(table, len(table), cap(table[2][:1:1]))
}
