// Maps in maps.
package main

import "fmt"

func main() {
	m := map[string]map[string]int{}
	add := func(a, b string, n int) {
		if m[a] == nil {
			m[a] = map[string]int{}
		}
		m[a][b] += n
	}
	add("x", "y", 1)
	add("x", "y", 2)
	add("x", "z", 5)
	add("q", "y", 7)
	inner := m["x"]
	inner["new"] = 1
	fmt.Println(m, m["none"]["also none"])
}
