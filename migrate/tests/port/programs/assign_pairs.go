// Several places at once, with constants among the values.
package main

import "fmt"

const exact = "exact"

type rule struct {
	kind  string
	limit int64
	open  bool
}

func main() {
	var r rule
	r.kind, r.limit = exact, 5
	fmt.Println(r)
	r.kind, r.open = "prefix", r.limit > 3
	name, count := exact, uint8(7)
	r.kind, r.limit = name+"!", int64(count)
	fmt.Println(r, name, count)
}
