// A struct in a map is replaced whole.
package main

import "fmt"

type entry struct {
	n    int
	tags []string
}

func main() {
	m := map[string]entry{"a": {n: 1}}
	e := m["a"]
	e.n = 50
	fmt.Println(m["a"].n, e.n)
	m["a"] = e
	m["b"] = entry{2, []string{"t"}}
	m["b"].tags[0] = "changed"
	fmt.Println(m, m["none"].tags == nil)
	p := map[string]*entry{"x": {n: 1}}
	p["x"].n++
	p["y"] = &entry{}
	p["y"].tags = append(p["y"].tags, "z")
	fmt.Println(p["x"].n, p["y"].tags, p["none"] == nil)
}
