// Embedded structs in JSON.
package main

import (
	"encoding/json"
	"fmt"
)

type base struct {
	ID   int    `json:"id"`
	Kind string `json:"kind"`
}
type item struct {
	base
	Kind string `json:"kind"`
	N    int    `json:"n"`
}

func main() {
	i := item{base{1, "inner"}, "outer", 2}
	b, _ := json.Marshal(i)
	fmt.Println(string(b))
	var j item
	fmt.Println(json.Unmarshal([]byte(`{"id":7,"kind":"k","n":3}`), &j), j.ID, j.Kind, j.base.Kind, j.N)
}
