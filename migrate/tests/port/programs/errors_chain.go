// Errors that wrap others, are found by value and by type, and print what they carry.
package main

import (
	"errors"
	"fmt"
	"strings"
)

var errNotFound = errors.New("not found")

type codeError struct {
	code int
	err  error
}

func (e codeError) Error() string { return fmt.Sprintf("code %d: %v", e.code, e.err) }
func (e codeError) Unwrap() error { return e.err }

func load(key string) (string, error) {
	if key == "" {
		return "", codeError{400, errors.New("empty key")}
	}
	if strings.HasPrefix(key, "x") {
		return "", fmt.Errorf("load %q: %w", key, codeError{404, errNotFound})
	}
	return strings.ToUpper(key), nil
}

func main() {
	for _, key := range []string{"a", "", "x1"} {
		v, err := load(key)
		var code codeError
		switch {
		case err == nil:
			fmt.Println("value", v)
		case errors.Is(err, errNotFound):
			fmt.Println("missing:", err, errors.Unwrap(err) != nil)
		case errors.As(err, &code):
			fmt.Println("code", code.code, err.Error())
		}
	}
	var none error
	fmt.Println(none == nil, errors.Is(none, errNotFound), none)
}
