// A deferred closure changes a named result.
package main

import (
	"errors"
	"fmt"
)

func double(n int) (result int) {
	defer func() { result *= 2 }()
	result = n + 1
	return result + 1
}

func plain(n int) int {
	defer func() { n = 100 }()
	return n
}

func wrapped(fail bool) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("wrapped: %w", err)
		}
	}()
	if fail {
		return errors.New("inner")
	}
	return nil
}

func main() {
	fmt.Println(double(1), plain(5), wrapped(true), wrapped(false))
}
