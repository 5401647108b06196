// A copy of a string stays when the bytes it came from change.
package main

import "fmt"

func main() {
	b := []byte("hello")
	s := string(b)
	b[0] = 'J'
	t := s
	s += "!"
	fmt.Println(string(b), s, t)
	m := map[string]int{string(b): 1}
	b[0] = 'X'
	fmt.Println(m, m["Jello"])
}
