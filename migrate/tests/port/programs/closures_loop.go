// Each turn of a loop has variables of its own.
package main

import "fmt"

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for i, v := range []string{"a", "b"} {
		fs = append(fs, func() int { return i*100 + int(v[0]) })
	}
	for _, f := range fs {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()
	for i := 0; i < 6; i++ {
		step := func() { i++ }
		step()
		fmt.Print(i, " ")
	}
	fmt.Println()
}
