// A struct is copied when it is assigned or passed.
package main

import "fmt"

type address struct{ street, city string }

type person struct {
	name string
	age  int
	home address
	tags []string
	more [2]int
}

func birthday(p person) person {
	p.age++
	p.home.city = "moved"
	p.more[0] = 1
	if len(p.tags) > 0 {
		p.tags[0] = "shared"
	}
	return p
}

func main() {
	a := person{"Ann", 30, address{"Main", "Ulm"}, []string{"x"}, [2]int{}}
	b := a
	b.name = "Bob"
	b.home.street = "Side"
	c := birthday(a)
	fmt.Println(a)
	fmt.Println(b)
	fmt.Println(c)
	fmt.Printf("%+v\n", c)
}
