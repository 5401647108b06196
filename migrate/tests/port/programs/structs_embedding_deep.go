// Embedding on several levels, and an interface that is embedded.
package main

import (
	"fmt"
	"strings"
)

type speaker interface{ speak() string }

type dog struct{ name string }

func (d dog) speak() string { return d.name + " barks" }

type loud struct {
	speaker
	times int
}

func (l loud) speak() string {
	out := ""
	for i := 0; i < l.times; i++ {
		out += strings.ToUpper(l.speaker.speak()) + "! "
	}
	return out
}

type house struct {
	loud
	owner string
}

func main() {
	h := house{loud{dog{"rex"}, 2}, "ann"}
	fmt.Println(h.speak(), h.times, h.loud.speaker.speak())
	h.speaker = dog{"max"}
	var s speaker = h
	fmt.Println(s.speak())
	s = h.loud.speaker
	fmt.Println(s.speak())
}
