// A constant in a block hides the one outside.
package main

import "fmt"

const limit = 10

func inner() int {
	const limit = 20
	{
		const limit = limit + 5
		return limit
	}
}

func main() {
	fmt.Println(limit, inner())
	limit := "a variable now"
	fmt.Println(limit)
}
