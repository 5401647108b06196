// A stack and a queue.
package main

import "fmt"

func main() {
	var stack []rune
	balanced := true
	for _, c := range "({[]})(" {
		switch c {
		case '(', '[', '{':
			stack = append(stack, c)
		default:
			if len(stack) == 0 {
				balanced = false
				break
			}
			stack = stack[:len(stack)-1]
		}
	}
	fmt.Println(balanced, len(stack), string(stack))
	queue := []int{1}
	sum := 0
	for len(queue) > 0 {
		head := queue[0]
		queue = queue[1:]
		sum += head
		if head < 20 {
			queue = append(queue, head*2, head*3)
		}
	}
	fmt.Println(sum)
}
