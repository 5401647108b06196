// The verbs of fmt on a value: error.
package main

import (
	"errors"
	"fmt"
)

func main() {
	for _, v := range []interface{}{errors.New("boom"), fmt.Errorf("x: %w", errors.New("y"))} {
		fmt.Print(fmt.Sprintf("%v", v), " / ")
		fmt.Print(fmt.Sprintf("%s", v), " / ")
		fmt.Print(fmt.Sprintf("%q", v), " / ")
		fmt.Print(fmt.Sprintf("%+v", v), " / ")
		fmt.Println()
	}
}
