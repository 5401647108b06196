// A calculator with a stack.
package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

func eval(expression string) (float64, error) {
	var stack []float64
	for _, token := range strings.Fields(expression) {
		switch token {
		case "+", "-", "*", "/":
			if len(stack) < 2 {
				return 0, fmt.Errorf("too few values for %q", token)
			}
			a, b := stack[len(stack)-2], stack[len(stack)-1]
			stack = stack[:len(stack)-2]
			var r float64
			switch token[0] {
			case '+':
				r = a + b
			case '-':
				r = a - b
			case '*':
				r = a * b
			case '/':
				if b == 0 {
					return 0, errors.New("division by zero")
				}
				r = a / b
			}
			stack = append(stack, r)
		default:
			v, err := strconv.ParseFloat(token, 64)
			if err != nil {
				return 0, err
			}
			stack = append(stack, v)
		}
	}
	if len(stack) != 1 {
		return 0, fmt.Errorf("%d values are left", len(stack))
	}
	return stack[0], nil
}

func main() {
	for _, e := range []string{"1 2 +", "5 1 2 + 4 * + 3 -", "1 0 /", "+", "1 2", "x", ""} {
		fmt.Println(eval(e))
	}
}
