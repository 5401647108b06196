// A panic runs what is deferred, and stops where it is recovered.
package main

import (
	"errors"
	"fmt"
)

func risky(n int) (out string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered %v", r)
		}
	}()
	defer fmt.Println("deferred", n)
	switch n {
	case 1:
		panic("text")
	case 2:
		panic(errors.New("an error"))
	case 3:
		panic(fmt.Sprintf("number %d", n))
	case 4:
		panic(42)
	}
	return "fine", nil
}

func main() {
	for i := 0; i < 5; i++ {
		out, err := risky(i)
		fmt.Printf("%q %v\n", out, err)
	}
	fmt.Println(recover())
}
