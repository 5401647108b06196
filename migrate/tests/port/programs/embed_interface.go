// A struct with an interface in it: methods of the interface are its own.
package main

import "fmt"

type speaker interface{ speak() string }

type dog struct{ name string }

func (d dog) speak() string { return d.name + " barks" }

type loud struct {
	speaker
	times int
}

func (l loud) shout() string {
	out := ""
	for i := 0; i < l.times; i++ {
		out += l.speak() + "!"
	}
	return out
}

func main() {
	l := loud{dog{"rex"}, 2}
	fmt.Println(l.shout())
	l.speaker = dog{"bo"}
	fmt.Println(l.speak(), l.times)
}
