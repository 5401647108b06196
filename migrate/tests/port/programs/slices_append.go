// Append grows a slice, and copies when there is no room.
package main

import "fmt"

func main() {
	var s []int
	for i := 0; i < 5; i++ {
		s = append(s, i*i)
	}
	s = append(s, 100, 200)
	t := append([]int(nil), s...)
	t[0] = -1
	u := append(s[:2:2], 77)
	fmt.Println(s, t, u, len(s), len(u))
	var b []byte
	b = append(b, "text"...)
	b = append(b, '!', 0x41)
	fmt.Println(string(b), len(b))
}
