// Arrays are keys of maps and fields of structs.
package main

import "fmt"

type key struct {
	pos  [2]int
	name string
}

func main() {
	m := map[[2]int]string{{0, 1}: "a", {1, 0}: "b"}
	m[[2]int{0, 1}] += "!"
	fmt.Println(m[[2]int{0, 1}], len(m), m[[2]int{5, 5}] == "")
	k := key{[2]int{1, 2}, "k"}
	seen := map[key]bool{k: true}
	k.pos[0] = 9
	fmt.Println(seen[k], seen[key{[2]int{1, 2}, "k"}])
}
