// Structs as keys.
package main

import "fmt"

type point struct{ x, y int }

func main() {
	visits := map[point]int{}
	p := point{}
	for _, move := range "RRULD" {
		switch move {
		case 'R':
			p.x++
		case 'L':
			p.x--
		case 'U':
			p.y++
		case 'D':
			p.y--
		}
		visits[p]++
	}
	fmt.Println(len(visits), visits[point{1, 0}], visits[point{2, 0}], visits[point{9, 9}])
	fmt.Println(visits)
}
