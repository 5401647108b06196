// An error with an Unwrap of its own.
package main

import (
	"errors"
	"fmt"
)

type opError struct {
	op  string
	err error
}

func (e *opError) Error() string { return e.op + ": " + e.err.Error() }
func (e *opError) Unwrap() error { return e.err }

var errBase = errors.New("base")

func main() {
	err := fmt.Errorf("top: %w", &opError{"read", &opError{"open", errBase}})
	fmt.Println(err, errors.Is(err, errBase))
	var op *opError
	if errors.As(err, &op) {
		fmt.Println(op.op, errors.Unwrap(op))
	}
}
