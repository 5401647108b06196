// A panic that nobody recovers ends the program after the deferred calls.
package main

import "fmt"

func work(n int) int {
	defer fmt.Println("leaving", n)
	if n == 0 {
		panic("bottom")
	}
	return work(n-1) + 1
}

func main() {
	defer fmt.Println("main is left")
	fmt.Println(work(2))
	fmt.Println("never")
}
