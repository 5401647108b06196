// Deferred calls run last in, first out, with arguments of the time they were deferred.
package main

import "fmt"

func main() {
	x := 1
	defer fmt.Println("first deferred", x)
	x = 2
	defer func() { fmt.Println("closure sees", x) }()
	for i := 0; i < 3; i++ {
		defer fmt.Println("loop", i)
	}
	x = 3
	fmt.Println("end of main")
}
