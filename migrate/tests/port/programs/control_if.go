// If with else, else if and a statement before it.
package main

import (
	"fmt"
	"strconv"
)

func grade(n int) string {
	if n < 0 {
		return "bad"
	} else if n >= 90 {
		return "A"
	} else if half := n / 2; half > 30 {
		return "B" + strconv.Itoa(half)
	} else {
		n = half
	}
	return "C" + strconv.Itoa(n)
}

func main() {
	for _, n := range []int{-1, 95, 70, 10} {
		fmt.Println(grade(n))
	}
	if n, err := strconv.Atoi("12"); err != nil {
		fmt.Println(err)
	} else if n > 10 {
		fmt.Println("large", n)
	}
}
