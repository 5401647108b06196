// A function that returns from many places (even).
package main

import "fmt"

func walk(list []int, stop int) (sum int, trail string, err error) {
	defer func() { trail += "." }()
outer:
	for i, n := range list {
		switch {
		case n == stop:
			break outer
		case n%2 == 0:
			sum += n
			trail += "+"
			continue outer
		case n < 0:
			err = fmt.Errorf("negative at %d", i)
			return
		}
		for j := 0; j < n; j++ {
			if j == 2 {
				trail += "2"
				break
			}
			if i > 4 {
				return sum, trail + "!", nil
			}
			sum++
		}
		trail += "-"
	}
	return sum * 2, trail, nil
}

func main() {
	fmt.Println(walk([]int{1, 2, 3, 4}, 4))
	fmt.Println(walk([]int{5, -1, 3}, 9))
	fmt.Println(walk([]int{1, 1, 1, 1, 1, 1, 1}, 9))
	fmt.Println(walk(nil, 0))
}
