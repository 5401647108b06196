// A nil slice and an empty one differ only from nil.
package main

import "fmt"

func main() {
	var n []string
	e := []string{}
	m := make([]string, 0)
	fmt.Println(n == nil, e == nil, m == nil, len(n), len(e))
	for range n {
		fmt.Println("never")
	}
	n = append(n, e...)
	fmt.Println(n == nil)
	n = append(n, "x")
	fmt.Println(n == nil, n, n[:0] == nil, n[1:])
	fmt.Printf("%v %#v %q\n", e, e, n)
}
