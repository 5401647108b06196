// Errors are collected in a list.
package main

import "fmt"

func check(n int) error {
	if n%2 == 1 {
		return fmt.Errorf("%d is odd", n)
	}
	return nil
}

func main() {
	var errs []error
	for i := 0; i < 5; i++ {
		if err := check(i); err != nil {
			errs = append(errs, err)
		}
	}
	fmt.Println(len(errs), errs)
	last := map[string]error{"none": nil, "some": errs[0]}
	fmt.Println(last["none"] == nil, last["some"], last["x"])
}
