// Functions under the keys of a map.
package main

import "fmt"

func main() {
	ops := map[string]func(int, int) int{
		"add": func(a, b int) int { return a + b },
		"sub": func(a, b int) int { return a - b },
	}
	ops["mul"] = func(a, b int) int { return a * b }
	for _, name := range []string{"add", "sub", "mul", "pow"} {
		if op, ok := ops[name]; ok {
			fmt.Println(name, op(6, 3))
		} else {
			fmt.Println("no", name, ops[name] == nil)
		}
	}
}
