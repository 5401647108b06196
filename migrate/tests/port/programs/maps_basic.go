// Maps are made, read, written and emptied.
package main

import "fmt"

func main() {
	m := map[string]int{"one": 1, "two": 2}
	m["three"] = 3
	v, ok := m["two"]
	w, missing := m["nine"]
	delete(m, "one")
	delete(m, "never")
	fmt.Println(m, len(m), v, ok, w, missing, m["nine"])
	if _, ok := m["one"]; !ok {
		fmt.Println("gone")
	}
	n := make(map[int]bool, 10)
	n[-1] = true
	fmt.Println(n, n[0])
}
