// The functions of maps and slices on maps.
package main

import (
	"fmt"
	"maps"
	"slices"
)

func main() {
	m := map[string]int{"b": 2, "a": 1, "c": 3}
	keys := slices.Sorted(maps.Keys(m))
	fmt.Println(keys)
	c := maps.Clone(m)
	c["d"] = 4
	maps.Copy(m, map[string]int{"a": 100})
	fmt.Println(m, c, maps.Equal(m, c))
	maps.DeleteFunc(c, func(k string, v int) bool { return v%2 == 0 })
	values := slices.Sorted(maps.Values(c))
	fmt.Println(c, values)
}
