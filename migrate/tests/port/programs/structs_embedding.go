// The fields and methods of an embedded struct are promoted.
package main

import "fmt"

type base struct {
	ID   int
	Name string
}

func (b base) Describe() string  { return fmt.Sprintf("%s#%d", b.Name, b.ID) }
func (b *base) Rename(to string) { b.Name = to }
func (b base) Kind() string      { return "base" }

type derived struct {
	base
	Name  string
	Extra bool
}

func (d derived) Kind() string { return "derived of " + d.base.Kind() }

type pointing struct {
	*base
	n int
}

func main() {
	d := derived{base: base{1, "inner"}, Name: "outer"}
	d.Rename("renamed")
	d.ID++
	fmt.Println(d.Describe(), d.Name, d.base.Name, d.Kind(), d.ID)
	p := pointing{&d.base, 1}
	p.Rename("through")
	p.ID = 77
	q := p
	q.base.Name += "!"
	fmt.Println(d.Describe(), p.Kind(), p.Name)
	fmt.Printf("%+v %v\n", d, d)
}
