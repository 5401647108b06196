// Maps with values of bool.
package main

import "fmt"

type holder struct{ m map[string]bool }

func (h holder) set(k string, v bool) { h.m[k] = v }

func main() {
	values := []bool{true, false, true}
	h := holder{map[string]bool{}}
	for i, v := range values {
		h.set(string(rune('a'+i)), v)
	}
	same := h
	delete(same.m, "b")
	v, ok := h.m["b"]
	w, found := h.m["c"]
	fmt.Println(h.m, v, ok, w, found, len(same.m))
	back := map[bool]int{}
	for _, v := range values {
		back[v]++
	}
	fmt.Println(back, back[values[0]])
	nested := map[string]map[string]bool{"x": h.m}
	nested["x"]["new"] = values[0]
	nested["y"] = nil
	fmt.Println(nested, h.m["new"], nested["z"]["q"])
	ptr := map[string]*bool{"p": &values[0]}
	*ptr["p"] = values[2]
	fmt.Println(values, ptr["none"] == nil)
	var any interface{} = h.m
	if m, ok := any.(map[string]bool); ok {
		m["any"] = values[1]
	}
	fmt.Println(h.m)
}
