// A pointer as a value that may be missing.
package main

import "fmt"

type options struct {
	limit *int
	name  *string
	on    *bool
}

func ptr(n int) *int { return &n }

func (o options) limitOr(other int) int {
	if o.limit == nil {
		return other
	}
	return *o.limit
}

func main() {
	s := "given"
	yes := true
	o := options{limit: ptr(3), name: &s, on: &yes}
	fmt.Println(options{}.limitOr(10), o.limitOr(10), *o.name)
	*o.limit = 8
	*o.on = !*o.on
	fmt.Println(o.limitOr(10), yes, options{}.on == nil)
}
