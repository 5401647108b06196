// Every form of a for loop.
package main

import "fmt"

func main() {
	for i := 0; i < 3; i++ {
		fmt.Print(i, " ")
	}
	n := 3
	for n > 0 {
		fmt.Print(n, " ")
		n--
	}
	for {
		n++
		if n == 2 {
			continue
		}
		if n > 4 {
			break
		}
		fmt.Print(n, " ")
	}
	for i := range 3 {
		fmt.Print(i, " ")
	}
	for range 2 {
		fmt.Print("x ")
	}
	for i, j := 0, 10; i < j; i, j = i+1, j-2 {
		fmt.Print(i, j, " ")
	}
	fmt.Println()
}
