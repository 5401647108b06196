package main

import "fmt"

type registry struct {
	names []string
	self  *registry
}

// add keeps the registry that it was called on.
func (r *registry) add(name string) {
	r.names = append(r.names, name)
	r.self = r
}

func (r *registry) known() int {
	return len(r.self.names)
}

type zone struct {
	registry
	label string
}

type region struct {
	*zone
	size int
}

func main() {
	z := &zone{label: "z"}
	z.add("one")
	z.add("two")
	fmt.Println(z.known(), z.names, z.self == &z.registry)
	r := region{zone: z, size: 3}
	r.add("three")
	fmt.Println(r.known(), z.known(), r.label, r.size)
	var plain zone
	plain.add("four")
	p := &plain
	p.add("five")
	fmt.Println(plain.known(), p.names)
}
