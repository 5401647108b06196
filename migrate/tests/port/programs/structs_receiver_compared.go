// A receiver beside what a pointer leads to, and arrays of structs that nothing gives a type.
package main

import "fmt"

type rule struct {
	path  string
	limit int
}

func (r rule) is(other *rule) bool {
	return r == *other && *other == r
}

func (r *rule) differs(other *rule) bool {
	return *r != *other
}

func main() {
	first, second := rule{"a", 1}, &rule{"a", 1}
	fmt.Println(first.is(second), first.differs(second), first.is(&rule{}))
	second.limit++
	fmt.Println(first.is(second), first.differs(second))
	fmt.Printf("%+v\n", [2]rule{})
}
