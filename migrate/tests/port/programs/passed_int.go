// Values of type int passed by value, by pointer, in structs, maps, slices and closures.
package main

import "fmt"

type holder struct{ v int }

func byValue(h holder, v int) holder   { h.v = v; return h }
func byPointer(h *holder, v int)       { h.v = v }
func inMap(m map[string]holder, v int) { m["x"] = holder{v} }
func inSlice(list []holder, v int)     { list[0].v = v }
func grown(list []holder, v int) []holder {
	list = append(list, holder{v})
	list[0].v = v
	return list
}

func main() {
	values := []int{3, 1, 2, 7}
	h := holder{values[0]}
	fmt.Println(byValue(h, values[1]), h)
	byPointer(&h, values[2])
	m := map[string]holder{}
	inMap(m, values[3])
	list := []holder{h, {values[1]}}
	inSlice(list, values[3])
	more := grown(list, values[0])
	fmt.Println(h, m, list, more, len(list), len(more))
	change := func() { byPointer(&h, values[1]) }
	old := h
	change()
	fmt.Println(old, h, old == h, m["none"])
	for i := range list {
		byPointer(&list[i], values[2])
	}
	for _, each := range list {
		byPointer(&each, values[0])
	}
	fmt.Println(list)
}
