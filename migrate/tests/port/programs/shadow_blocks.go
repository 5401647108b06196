// A name that a block declares anew: around it the old one goes on, also behind a fallthrough and in a loop's step.
package main

import "fmt"

func main() {
	value := map[string]int{"a": 1}
	for turn := 0; turn < 3; turn++ {
		switch turn {
		case 1:
			value := "inner"
			fmt.Println(value)
			fallthrough
		case 2:
			fmt.Println(value["a"])
		default:
			fmt.Println("first")
		}
	}
	for step := 6; step > 0; step -= 4 {
		step := fmt.Sprint("step ", step)
		fmt.Println(step)
	}
	for i := 0; i < 3; i++ {
		i := i * 10
		i++
		fmt.Println(i)
	}
	if value := len(value); value > 0 {
		value := value + 1
		fmt.Println(value)
	}
	fmt.Println(value)
}
