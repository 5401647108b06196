// A list under each key of a map.
package main

import (
	"fmt"
	"strings"
)

func main() {
	groups := map[string][]string{}
	for _, w := range strings.Fields("apple bob avocado cat banana") {
		k := w[:1]
		groups[k] = append(groups[k], w)
	}
	groups["a"][0] = "changed"
	fmt.Println(groups, len(groups["b"]), groups["z"] == nil)
}
