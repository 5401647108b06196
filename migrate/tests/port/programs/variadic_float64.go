// Variadic functions and several results, of type float64.
package main

import "fmt"

func split(list ...float64) (first float64, rest []float64) {
	if len(list) == 0 {
		return
	}
	return list[0], list[1:]
}

func count(label string, list ...float64) string { return fmt.Sprint(label, len(list), list == nil) }

func swap(a, b float64) (float64, float64) { return b, a }

func join(a, b float64) []float64 { return []float64{a, b} }

func main() {
	values := []float64{2.5, 0.5, 1, -3}
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
