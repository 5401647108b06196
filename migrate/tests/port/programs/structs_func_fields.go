// Functions in the fields of a struct.
package main

import (
	"fmt"
	"strings"
)

type handler struct {
	name string
	run  func(string) string
	next *handler
}

func (h *handler) handle(in string) string {
	if h.run == nil {
		return in
	}
	out := h.run(in)
	if h.next != nil {
		return h.next.handle(out)
	}
	return out
}

func main() {
	suffix := "?"
	h := &handler{name: "first", run: strings.ToUpper}
	h.next = &handler{name: "second", run: func(s string) string { return s + suffix }}
	h.next.next = &handler{name: "nothing"}
	suffix = "!"
	fmt.Println(h.handle("abc"), h.next.next.run == nil)
}
