// Functions that call themselves and each other.
package main

import (
	"fmt"
	"strings"
)

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func even(n int) bool { return n == 0 || odd(n-1) }
func odd(n int) bool  { return n != 0 && even(n-1) }

func permute(s []string, k int, out *[]string) {
	if k == len(s) {
		*out = append(*out, strings.Join(s, ""))
		return
	}
	for i := k; i < len(s); i++ {
		s[k], s[i] = s[i], s[k]
		permute(s, k+1, out)
		s[k], s[i] = s[i], s[k]
	}
}

func main() {
	var gcd func(a, b int) int
	gcd = func(a, b int) int {
		if b == 0 {
			return a
		}
		return gcd(b, a%b)
	}
	var out []string
	permute([]string{"a", "b", "c"}, 0, &out)
	fmt.Println(fib(20), even(10), odd(7), gcd(48, 36), out)
}
