// Several results, named results and results that are dropped.
package main

import (
	"errors"
	"fmt"
	"strconv"
)

func divmod(a, b int) (int, int) { return a / b, a % b }

func named(n int) (twice int, text string, err error) {
	twice = n * 2
	if n < 0 {
		err = errors.New("negative")
		return
	}
	text = strconv.Itoa(n)
	return twice, text + "!", nil
}

func pass(a, b int) int { return a*100 + b }

func main() {
	q, r := divmod(17, 5)
	_, only := divmod(9, 4)
	fmt.Println(q, r, only, pass(divmod(17, 5)))
	fmt.Println(divmod(8, 3))
	fmt.Println(named(4))
	fmt.Println(named(-4))
	_, _, err := named(-1)
	fmt.Println(err)
}
