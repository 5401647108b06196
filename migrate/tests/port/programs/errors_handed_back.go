// Functions that give back the error that they were given.
package main

import (
	"errors"
	"fmt"
)

// The error is only looked at, and given back at the end.
func noted(n uint64, err error) error {
	n = min(n, n)
	fmt.Println(n, err != nil)
	return err
}

func only(err error) error {
	return err
}

func either(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

func beside(n int, err error) (int, error) {
	if n > 1 {
		return n, nil
	}
	return 0, err
}

func main() {
	e := errors.New("e")
	fmt.Println(noted(1, e), noted(2, nil), e)
	fmt.Println(only(e), only(nil))
	fmt.Println(either(nil, e), either(e, nil), either(nil, nil))
	fmt.Println(beside(1, e))
	fmt.Println(beside(2, e))
	f := only
	fmt.Println(f(e), f(nil))
}
