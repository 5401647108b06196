// A nil interface, and an interface around a nil pointer.
package main

import "fmt"

type runner interface{ run() string }

type engine struct{ name string }

func (e *engine) run() string {
	if e == nil {
		return "nil engine"
	}
	return e.name
}

func find(ok bool) runner {
	if ok {
		return &engine{"e"}
	}
	return nil
}

func main() {
	var r runner
	fmt.Println(r == nil, find(false) == nil, find(true) != nil)
	var e *engine
	r = e
	fmt.Println(r == nil, r.run())
	r = find(true)
	fmt.Println(r.run())
}
