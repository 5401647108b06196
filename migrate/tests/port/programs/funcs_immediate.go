// Functions that are called where they are written.
package main

import "fmt"

func main() {
	x := 3
	y := func(n int) int { return n * x }(4)
	func() {
		x = 10
	}()
	ok := func() bool {
		for _, c := range "abc" {
			if c == 'b' {
				return true
			}
		}
		return false
	}()
	fmt.Println(x, y, ok)
}
