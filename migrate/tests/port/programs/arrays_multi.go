// Arrays of arrays are values too.
package main

import "fmt"

func main() {
	var board [3][3]rune
	for i := range board {
		for j := range board[i] {
			board[i][j] = '.'
		}
	}
	saved := board
	board[1][1] = 'x'
	row := board[1]
	row[0] = 'o'
	for _, r := range board {
		fmt.Println(string(r[:]))
	}
	fmt.Println(string(saved[1][:]), string(row[:]), board == saved)
}
