// A name in a block hides the one outside.
package main

import (
	"errors"
	"fmt"
	"strconv"
)

func main() {
	x := 1
	if x := 2; x > 1 {
		x++
		fmt.Println("inner", x)
		{
			x := "text"
			fmt.Println("innermost", x)
		}
	} else {
		fmt.Println(x)
	}
	for x := 10; x < 12; x++ {
		fmt.Println("loop", x)
	}
	x, y := x+1, 5
	fmt.Println(x, y)
	err := errors.New("outer")
	if _, err := strconv.Atoi("x"); err != nil {
		fmt.Println(err)
	}
	fmt.Println(err)
	var path string
	var held interface{} = 1
	if path, ok := held.(string); ok {
		fmt.Println("a text", path)
	} else {
		path = "of the block only"
	}
	fmt.Printf("%q\n", path)
}
