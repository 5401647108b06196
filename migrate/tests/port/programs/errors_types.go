// Errors of types of one's own.
package main

import (
	"errors"
	"fmt"
)

type statusError struct {
	code int
	text string
}

func (e *statusError) Error() string { return fmt.Sprintf("%d %s", e.code, e.text) }

type kind string

func (k kind) Error() string { return "kind " + string(k) }

func call(n int) error {
	switch n {
	case 1:
		return &statusError{404, "missing"}
	case 2:
		return kind("odd")
	case 3:
		return fmt.Errorf("call: %w", &statusError{500, "broken"})
	}
	return nil
}

func main() {
	for i := 0; i < 4; i++ {
		err := call(i)
		var se *statusError
		var k kind
		fmt.Println(err, errors.As(err, &se), errors.As(err, &k), errors.Is(err, kind("odd")))
		if se != nil {
			fmt.Println(se.code)
		}
		if e, ok := err.(*statusError); ok {
			fmt.Println("direct", e.text)
		}
	}
}
