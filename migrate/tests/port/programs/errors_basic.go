// Errors are made, compared and wrapped.
package main

import (
	"errors"
	"fmt"
)

var errNotFound = errors.New("not found")

func find(key string) (string, error) {
	if key == "" {
		return "", fmt.Errorf("empty key")
	}
	if key == "x" {
		return "", fmt.Errorf("find %q: %w", key, errNotFound)
	}
	return key + "!", nil
}

func main() {
	for _, key := range []string{"", "x", "y"} {
		v, err := find(key)
		fmt.Println(v, err, err == nil, errors.Is(err, errNotFound), err == errNotFound)
	}
	_, err := find("x")
	outer := fmt.Errorf("outer: %w", err)
	fmt.Println(errors.Unwrap(outer) == err, errors.Is(outer, errNotFound), errors.New("a") == errors.New("a"))
	fmt.Println(errors.Unwrap(errNotFound) == nil)
}
