// A panic in a deferred function, and one that goes on.
package main

import "fmt"

func inner() {
	defer func() {
		r := recover()
		fmt.Println("inner recovered", r)
		panic(fmt.Sprint("again ", r))
	}()
	panic("first")
}

func outer() (done bool) {
	defer func() {
		fmt.Println("outer recovered", recover())
		done = true
	}()
	inner()
	fmt.Println("never")
	return false
}

func main() {
	fmt.Println(outer())
	defer fmt.Println("last words")
	func() {
		defer func() { recover() }()
		panic("ignored")
	}()
	fmt.Println("goes on")
}
