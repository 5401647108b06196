// Switches: several values, no value, an init, fallthrough, on a bool, on a call.
package main

import "fmt"

func kind(n int) string {
	switch {
	case n < 0:
		return "negative"
	case n == 0, n == 1:
		return "small"
	}
	switch m := n % 5; m {
	case 0:
		return "fives"
	case 1, 2:
		fmt.Print("(", m, ")")
		fallthrough
	case 3:
		v := m * 2
		fmt.Print("[", v, "]")
		fallthrough
	default:
		v := "rest"
		return v
	}
}

func main() {
	for _, n := range []int{-3, 0, 1, 10, 11, 13, 14} {
		fmt.Println(n, kind(n))
	}
	switch ok := len("abc") == 3; ok {
	case true:
		fmt.Println("yes")
	case false:
		fmt.Println("no")
	}
	switch s := fmt.Sprint(1, "x"); s {
	case "1 x", "1x":
		fmt.Println("text", s)
	}
	type color string
	const red, blue color = "red", "blue"
	switch c := blue; c {
	case red:
		fmt.Println("red")
	case blue:
		fmt.Println("blue", c)
	}
}
