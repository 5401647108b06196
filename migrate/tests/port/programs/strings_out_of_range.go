// Reading past the end of a string panics.
package main

import "fmt"

func at(s string, i int) (b byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	return s[i], nil
}

func cut(s string, from, to int) (t string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	return s[from:to], nil
}

func main() {
	fmt.Println(at("abc", 2))
	fmt.Println(at("abc", 3))
	fmt.Println(at("abc", -1+len("")))
	fmt.Println(cut("hello", 1, 3))
	fmt.Println(cut("hello", 1, 9))
	fmt.Println(cut("hello", 4, 2))
}
