// A map that shrinks and grows while it is walked through.
package main

import (
	"fmt"
	"sort"
)

func main() {
	m := map[string]int{"a": 1, "b": 2, "c": 3, "d": 4}
	sum := 0
	for k, v := range m {
		if v%2 == 0 {
			delete(m, k)
			continue
		}
		sum += v
		m[k] += 10
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	fmt.Println(sum, keys, m)
	groups := map[bool][]int{}
	for i := 0; i < 6; i++ {
		groups[i%2 == 0] = append(groups[i%2 == 0], i)
	}
	fmt.Println(groups[true], groups[false], len(groups))
	type point struct{ x, y int }
	seen := map[point]*point{}
	p := point{1, 2}
	seen[p] = &p
	seen[point{1, 2}].x = 9
	fmt.Println(p, seen[point{1, 2}].x, seen[point{3, 4}] == nil)
	clear(groups)
	fmt.Println(len(groups), groups)
}
