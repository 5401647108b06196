// Sprint and Sprintln put spaces in different places.
package main

import "fmt"

func main() {
	fmt.Println(fmt.Sprint("a", 1, 2, "b", "c", 3.5, nil, nil))
	fmt.Print(fmt.Sprintln("a", 1, true))
	fmt.Print("x", 1, 2, "\n")
	fmt.Println(fmt.Sprint(), fmt.Sprint("only"), fmt.Sprint([]string{"a"}, map[int]bool{1: true}))
}
