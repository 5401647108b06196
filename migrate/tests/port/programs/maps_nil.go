// A nil map is read like an empty one, and panics when it is written.
package main

import "fmt"

func main() {
	var m map[string]int
	fmt.Println(m == nil, len(m), m["a"])
	for k := range m {
		fmt.Println(k)
	}
	delete(m, "a")
	_, ok := m["a"]
	fmt.Println(ok)
	defer func() { fmt.Println(recover()) }()
	m["a"] = 1
}
