// Optional values of type rune: pointers that may be nil, in structs, maps and slices.
package main

import "fmt"

type options struct {
	value *rune
	list  []*rune
	named map[string]*rune
}

func or(p *rune, fallback rune) rune {
	if p != nil {
		return *p
	}
	return fallback
}

func some(v rune) *rune { return &v }

func merge(a, b options) options {
	if b.value != nil {
		a.value = b.value
	}
	a.list = append(a.list, b.list...)
	return a
}

func main() {
	values := []rune{'ä', 'a', 'z', '0'}
	base := options{named: map[string]*rune{"a": some(values[0])}}
	over := options{value: some(values[1]), list: []*rune{some(values[2]), nil}}
	both := merge(base, over)
	fmt.Println(or(base.value, values[3]), or(both.value, values[3]), len(both.list), both.value == over.value)
	*both.list[0] = values[0]
	fmt.Println(or(over.list[0], values[3]), or(over.list[1], values[3]), or(base.named["a"], values[3]), base.named["b"] == nil)
	over.value = nil
	fmt.Println(or(both.value, values[3]), over.value == nil)
}
