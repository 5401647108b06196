// A closure that refers to itself and to a memory.
package main

import "fmt"

func main() {
	memo := map[int]int{}
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		if v, ok := memo[n]; ok {
			return v
		}
		memo[n] = fib(n-1) + fib(n-2)
		return memo[n]
	}
	fmt.Println(fib(80), len(memo))
	var walk func(v interface{}, depth int)
	walk = func(v interface{}, depth int) {
		switch x := v.(type) {
		case []interface{}:
			for _, item := range x {
				walk(item, depth+1)
			}
		default:
			fmt.Print(depth, ":", x, " ")
		}
	}
	walk([]interface{}{1, []interface{}{"a", []interface{}{2.5}}, nil}, 0)
	fmt.Println()
}
