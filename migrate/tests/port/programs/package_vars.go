// Package variables are set up in the order of what they need, and change.
package main

import "fmt"

var total = first + second

var first = compute(2)

var second = compute(first)

var calls int

var table = map[string]int{"a": 1, "b": first}

var list []string

func compute(n int) int {
	calls++
	return n * 10
}

func init() {
	list = append(list, "init")
}

func add(s string) { list = append(list, s) }

func main() {
	fmt.Println(total, first, second, calls)
	calls += 5
	table["c"] = calls
	add("x")
	add("y")
	fmt.Println(table, list, len(list))
	first++
	fmt.Println(first, total)
}
