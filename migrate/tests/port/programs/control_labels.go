// Labelled break and continue.
package main

import "fmt"

func main() {
outer:
	for i := 0; i < 4; i++ {
		for j := 0; j < 4; j++ {
			if j == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
loop:
	for i := 0; ; i++ {
		switch {
		case i == 1:
			continue loop
		case i > 3:
			break loop
		default:
			if i == 2 {
				break
			}
			fmt.Println("default", i)
		}
		fmt.Println("after switch", i)
	}
block:
	switch n := 5; {
	case n > 3:
		if n == 5 {
			break block
		}
		fmt.Println("not reached")
	}
}
