// Numbers in Roman numerals.
package main

import "fmt"

var table = []struct {
	value int
	text  string
}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}}

func roman(n int) (out string) {
	for _, t := range table {
		for n >= t.value {
			out += t.text
			n -= t.value
		}
	}
	return
}

func main() {
	for _, n := range []int{1, 4, 9, 14, 1994, 2024} {
		fmt.Print(roman(n), " ")
	}
	fmt.Println()
}
