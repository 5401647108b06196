// Literals in every notation.
package main

import "fmt"

func main() {
	fmt.Println(0x_ff, 0b1010_0101, 0o17, 017, 1_000_000, 'a', '\n', '\x41', '\u00e4', '\'')
	fmt.Println(1e3, 0x1p-2, .5, 1., 1_0.2_5, 6.02e-3)
}
