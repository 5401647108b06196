// A struct that is embedded under a name that other packages do not see hides its own methods from fmt, and not those of its
// fields that they see.
package main

import "fmt"

type grade struct{ n int }

func (g grade) Error() string { return fmt.Sprint("grade ", g.n) }

type base struct {
	count int
	Top   grade
	All   []grade
	low   []grade
}

func (b base) String() string { return "base" }

type report struct {
	base
	notes []int
}

type Base struct {
	Top grade
	low grade
}

type Wide struct {
	Base
	inner base
}

type deep struct {
	report
	more  report
	Any   any
	other any
}

type kinds struct {
	grade
	Of map[string]grade
	of map[string]grade
	error
}

type twice struct{ kinds }

func main() {
	fmt.Println(report{base: base{Top: grade{3}, All: []grade{{1}}, low: []grade{{2}}}}, Wide{})
	fmt.Printf("%v %+v %s\n", report{}, report{}, Wide{inner: base{Top: grade{1}}})
	fmt.Printf("%v %+v %s\n", deep{Any: grade{1}, other: grade{2}}, deep{}, deep{})
	one := kinds{Of: map[string]grade{"a": {1}}, of: map[string]grade{"a": {1}}, error: grade{2}}
	fmt.Printf("%v %+v\n", twice{one}, twice{})
}
