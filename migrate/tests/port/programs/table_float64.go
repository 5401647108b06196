// Tables of type float64: slices of slices, arrays of arrays, grown and copied.
package main

import "fmt"

func rows(values []float64, width int) (out [][]float64) {
	for len(values) >= width {
		out = append(out, values[:width])
		values = values[width:]
	}
	return out
}

func turned(table [][]float64) [][]float64 {
	if len(table) == 0 {
		return nil
	}
	out := make([][]float64, len(table[0]))
	for i := range out {
		out[i] = make([]float64, 0, len(table))
		for _, row := range table {
			out[i] = append(out[i], row[i])
		}
	}
	return out
}

func main() {
	values := []float64{2.5, 0.5, 1, -3}
	table := rows(values, 2)
	other := turned(table)
	other[0][0] = values[3]
	fmt.Println(table, other, len(turned(nil)))
	table[1][0] = values[1]
	fmt.Println(values, table)
	var fixed [2][2]float64
	fixed[1] = [2]float64{values[0], values[1]}
	copied := fixed
	copied[1][0] = values[3]
	fmt.Println(fixed, copied, fixed == copied, fixed[0] == copied[0])
	table = append(table, nil, []float64{values[0]})
	table[2] = append(table[2], values[2])
	fmt.Println(table, len(table), cap(table[2][:1:1]))
}
