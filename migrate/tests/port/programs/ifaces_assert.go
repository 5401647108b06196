// Assertions to types and to other interfaces.
package main

import "fmt"

type namer interface{ name() string }
type ager interface{ age() int }
type cat struct{ n string }

func (c cat) name() string { return c.n }

type dog struct{ n string }

func (d *dog) name() string { return d.n }
func (d *dog) age() int     { return 7 }

func main() {
	var list = []namer{cat{"tom"}, &dog{"rex"}}
	for _, n := range list {
		if c, ok := n.(cat); ok {
			fmt.Println("cat", c.n)
		}
		if a, ok := n.(ager); ok {
			fmt.Println("age", a.age())
		}
		switch v := n.(type) {
		case cat:
			fmt.Println(v.n + "!")
		case *dog:
			v.n = "renamed"
			fmt.Println(v.name())
		}
	}
	fmt.Println(list[1].name())
}
