// Patterns of paths.
package main

import (
	"fmt"
	"path"
)

func main() {
	patterns := []string{"*", "a*", "*c", "a*b*c", "a?c", "[a-c]x", "[^a-c]x", "a/*/c", "\\*", "[]a]", "[a", "a[", "a\\", "[-]", "[\\-]", "a*/b", "*x*", "[a-]", "é?"}
	names := []string{"", "a", "abc", "a/b/c", "bx", "dx", "*", "a-", "ab/b", "axbxc", "-", "]", "éa"}
	for _, pattern := range patterns {
		matched := ""
		for _, name := range names {
			ok, err := path.Match(pattern, name)
			if err != nil {
				matched += "!"
			} else if ok {
				matched += "[" + name + "]"
			}
		}
		fmt.Println(pattern, matched)
	}
	_, err := path.Match("[", "a")
	fmt.Println(err, err == path.ErrBadPattern)
}
