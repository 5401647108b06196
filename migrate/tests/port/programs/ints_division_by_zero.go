// A division by zero panics, and what was printed before stays.
package main

import "fmt"

func ratio(a, b int) int { return a / b }

func main() {
	defer func() { fmt.Println("recovered:", recover()) }()
	fmt.Println(ratio(7, 2))
	fmt.Println(ratio(7, 0))
}
