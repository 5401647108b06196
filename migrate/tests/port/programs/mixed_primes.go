// A sieve.
package main

import "fmt"

func sieve(n int) []int {
	gone := make([]bool, n+1)
	var primes []int
	for i := 2; i <= n; i++ {
		if gone[i] {
			continue
		}
		primes = append(primes, i)
		for j := i * i; j <= n; j += i {
			gone[j] = true
		}
	}
	return primes
}

func main() { fmt.Println(sieve(50), len(sieve(1000))) }
