// And and or stop at the first answer.
package main

import "fmt"

func say(name string, result bool) bool {
	fmt.Print(name, " ")
	return result
}

func main() {
	fmt.Println(say("a", false) && say("b", true))
	fmt.Println(say("c", true) || say("d", false))
	fmt.Println(!say("e", true) || say("f", true) && say("g", false))
	x, y := true, false
	fmt.Println(x != y, x == !y, !x)
}
