// The address of a loop variable is another one in each turn.
package main

import "fmt"

func main() {
	var list []*int
	for i := 0; i < 3; i++ {
		list = append(list, &i)
		i := i * 10
		list = append(list, &i)
	}
	for _, v := range []int{7, 8} {
		list = append(list, &v)
	}
	for _, p := range list {
		fmt.Print(*p, " ")
	}
	fmt.Println()
}
