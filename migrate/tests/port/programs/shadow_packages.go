// Names of packages are hidden by parameters and variables.
package main

import (
	"fmt"
	"strings"
)

func join(strings []string, sep string) string {
	out := ""
	for i, s := range strings {
		if i > 0 {
			out += sep
		}
		out += s
	}
	return out
}

func count(fmt string) int { return len(fmt) }

func main() {
	url := "a/b"
	errors := []string{"e1", "e2"}
	fmt.Println(join(errors, ","), count(url), strings.Split(url, "/"))
	len := 5
	string := "shadow"
	fmt.Println(len, string)
	{
		strings := 7
		fmt.Println(strings)
	}
	type int32 = float64
	var x int32 = 1.5
	fmt.Println(x, strings.ToUpper(string))
}
