// A closure shares the variables around it.
package main

import "fmt"

func main() {
	count := 0
	inc := func() int {
		count++
		return count
	}
	inc()
	inc()
	count += 10
	fmt.Println(inc(), count)
	names := []string{}
	add := func(n string) { names = append(names, n) }
	add("a")
	add("b")
	names = append(names, "c")
	add("d")
	fmt.Println(names, len(names))
}
