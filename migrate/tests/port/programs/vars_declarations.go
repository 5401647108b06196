// Variables are declared in every form.
package main

import "fmt"

var x, y = 1, "two"

var (
	a int
	b = 3.5
	c bool
)

func pair() (int, string) { return 7, "seven" }

func main() {
	n, s := pair()
	var k, l int = 4, 5
	n, t := 8, s+"!"
	k, l = l, k
	var _ = pair
	_, u := pair()
	fmt.Println(x, y, a, b, c, n, s, t, k, l, u)
}
