// Optional values of type string: pointers that may be nil, in structs, maps and slices.
package main

import "fmt"

type options struct {
	value *string
	list  []*string
	named map[string]*string
}

func or(p *string, fallback string) string {
	if p != nil {
		return *p
	}
	return fallback
}

func some(v string) *string { return &v }

func merge(a, b options) options {
	if b.value != nil {
		a.value = b.value
	}
	a.list = append(a.list, b.list...)
	return a
}

func main() {
	values := []string{"c", "a", "b", "ä"}
	base := options{named: map[string]*string{"a": some(values[0])}}
	over := options{value: some(values[1]), list: []*string{some(values[2]), nil}}
	both := merge(base, over)
	fmt.Println(or(base.value, values[3]), or(both.value, values[3]), len(both.list), both.value == over.value)
	*both.list[0] = values[0]
	fmt.Println(or(over.list[0], values[3]), or(over.list[1], values[3]), or(base.named["a"], values[3]), base.named["b"] == nil)
	over.value = nil
	fmt.Println(or(both.value, values[3]), over.value == nil)
}
