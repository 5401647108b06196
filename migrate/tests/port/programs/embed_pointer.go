// A struct with a pointer to another in it.
package main

import "fmt"

type base struct {
	id   int
	tags []string
}

func (b *base) tag(s string)    { b.tags = append(b.tags, s) }
func (b *base) count() int      { return len(b.tags) }
func (b base) describe() string { return fmt.Sprint(b.id, b.tags) }

type item struct {
	*base
	name string
}

func main() {
	shared := &base{id: 7}
	one, two := item{shared, "one"}, item{base: shared, name: "two"}
	one.tag("x")
	two.tag("y")
	two.id++
	fmt.Println(one.count(), two.describe(), one.id, shared.tags, one.base == two.base)
	two.base = &base{id: 1}
	two.tag("z")
	fmt.Println(one.describe(), two.describe())
}
