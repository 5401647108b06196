// A range over a pointer to an array sees what the loop writes.
package main

import "fmt"

func main() {
	cells := [3]int{1, 2, 3}
	p := &cells
	for at, cell := range p {
		p[2] = 10
		fmt.Println(at, cell)
	}
}
