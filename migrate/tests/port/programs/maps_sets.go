// A map as a set.
package main

import "fmt"

func main() {
	seen := map[string]struct{}{}
	unique := []string{}
	for _, w := range []string{"a", "b", "a", "c", "b"} {
		if _, ok := seen[w]; ok {
			continue
		}
		seen[w] = struct{}{}
		unique = append(unique, w)
	}
	fmt.Println(unique, len(seen))
	allowed := map[string]bool{"GET": true, "PUT": false}
	fmt.Println(allowed["GET"], allowed["PUT"], allowed["POST"])
}
