// Several errors in one.
package main

import (
	"errors"
	"fmt"
	"strings"
)

func main() {
	a, b := errors.New("a"), errors.New("b")
	j := errors.Join(a, nil, b)
	fmt.Println(j, errors.Is(j, a), errors.Is(j, b), errors.Join(nil, nil) == nil)
	m := fmt.Errorf("%w and %w", a, b)
	fmt.Println(m, errors.Is(m, b))
	fmt.Println(strings.ReplaceAll(fmt.Errorf("x: %w", j).Error(), "\n", "|"))
}
