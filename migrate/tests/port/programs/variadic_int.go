// Variadic functions and several results, of type int.
package main

import "fmt"

func split(list ...int) (first int, rest []int) {
	if len(list) == 0 {
		return
	}
	return list[0], list[1:]
}

func count(label string, list ...int) string { return fmt.Sprint(label, len(list), list == nil) }

func swap(a, b int) (int, int) { return b, a }

func join(a, b int) []int { return []int{a, b} }

func main() {
	values := []int{3, 1, 2, 7}
	fmt.Println(split())
	fmt.Println(split(values[0]))
	first, rest := split(values...)
	rest[0] = first
	fmt.Println(values, rest)
	fmt.Println(count("a"), count("b", values...), count("c", values[0], values[1]))
	fmt.Println(join(swap(values[0], values[1])))
	values[0], values[3] = values[3], values[0]
	a, b := swap(values[2], values[3])
	b, a = a, b
	fmt.Println(values, a, b)
}
