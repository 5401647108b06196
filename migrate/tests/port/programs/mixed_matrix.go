// Numbers in rows and columns.
package main

import "fmt"

type matrix [][]float64

func identity(n int) matrix {
	m := make(matrix, n)
	for i := range m {
		m[i] = make([]float64, n)
		m[i][i] = 1
	}
	return m
}

func (m matrix) mul(o matrix) matrix {
	out := make(matrix, len(m))
	for i := range m {
		out[i] = make([]float64, len(o[0]))
		for j := range out[i] {
			for k := range o {
				out[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return out
}

func main() {
	a := matrix{{1, 2}, {3, 4}}
	fmt.Println(a.mul(identity(2)), a.mul(a), len(identity(3)))
}
