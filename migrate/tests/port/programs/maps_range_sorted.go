// The keys of a map in order.
package main

import (
	"fmt"
	"sort"
)

func main() {
	m := map[string]int{"b": 2, "a": 1, "c": 3}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Print(k, "=", m[k], " ")
	}
	fmt.Println()
	sum := 0
	for _, v := range m {
		sum += v
	}
	for k, v := range m {
		if v == 2 {
			delete(m, k)
		}
	}
	fmt.Println(sum, m)
}
