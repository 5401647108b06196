// Structs become JSON by their tags.
package main

import (
	"encoding/json"
	"fmt"
)

type address struct {
	Street string `json:"street"`
	Zip    string `json:"zip,omitempty"`
}
type person struct {
	Name    string            `json:"name"`
	Age     int               `json:"age,omitempty"`
	Email   *string           `json:"email"`
	Home    address           `json:"home"`
	Work    *address          `json:"work,omitempty"`
	Tags    []string          `json:"tags"`
	Meta    map[string]string `json:"meta,omitempty"`
	Skip    string            `json:"-"`
	Plain   bool
	private int
}

func main() {
	p := person{Name: "Ann <a&b>", Tags: []string{"x"}, private: 3}
	b, err := json.Marshal(p)
	fmt.Println(string(b), err)
	mail := "a@b"
	p = person{Age: 3, Email: &mail, Work: &address{"w", "1"}, Meta: map[string]string{"b": "2", "a": "1"}, Skip: "s"}
	b, _ = json.Marshal(&p)
	fmt.Println(string(b))
	b, _ = json.MarshalIndent(p.Home, "", "  ")
	fmt.Println(string(b))
}
