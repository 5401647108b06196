// A pointer that is nil reaches a function that does not always look behind it, also by way of another variable.
package main

import "fmt"

type page struct{ n int }

func unused(p *page) int { return 7 }

func sometimes(p *page, look bool) int {
	if look {
		return p.n
	}
	return 1
}

func main() {
	none := (*page)(nil)
	var copied *page = none
	fmt.Println(unused(copied), sometimes(copied, false))
	again := copied
	fmt.Println(sometimes(again, false), sometimes(&page{3}, true))
	var late *page
	late = again
	fmt.Println(unused(late), late == nil)
}
