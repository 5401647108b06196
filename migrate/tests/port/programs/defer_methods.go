// Deferred methods and a resource that is closed.
package main

import "fmt"

type file struct {
	name string
	open bool
}

func (f *file) close() {
	f.open = false
	fmt.Println("close", f.name)
}

func (f file) show(note string) { fmt.Println(note, f.name, f.open) }

func use(early bool) string {
	f := &file{"f", true}
	defer f.close()
	defer f.show("deferred")
	f.name = "g"
	if early {
		return "early"
	}
	defer f.show("late")
	return "end"
}

func main() {
	fmt.Println(use(true))
	fmt.Println(use(false))
}
