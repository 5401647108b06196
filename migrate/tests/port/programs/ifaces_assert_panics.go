// An assertion that fails panics.
package main

import "fmt"

func try(v interface{}) {
	defer func() { fmt.Println(recover()) }()
	fmt.Println(v.(string))
}

func main() {
	try("s")
	try(5)
	try(nil)
	try([]int{1})
	try(map[string]int{})
	try(true)
}
