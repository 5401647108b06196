// JSON with tags: left out when empty, other names, nested, and back.
package main

import (
	"encoding/json"
	"fmt"
)

type rule struct {
	Name    string            `json:"name"`
	Paths   []string          `json:"paths,omitempty"`
	Limit   *int              `json:"limit,omitempty"`
	Headers map[string]string `json:"headers"`
	Skip    string            `json:"-"`
	Inner   struct {
		On bool `json:"on"`
	} `json:"inner"`
}

func main() {
	n := 5
	r := rule{Name: "a", Limit: &n, Headers: map[string]string{"b": "2", "a": "1"}}
	r.Inner.On = true
	data, err := json.Marshal(r)
	fmt.Println(string(data), err)
	var back rule
	err = json.Unmarshal([]byte(`{"name":"z","paths":["/x","/y"],"limit":7,"inner":{"on":true},"more":[1]}`), &back)
	fmt.Println(back.Name, back.Paths, *back.Limit, back.Headers == nil, back.Inner.On, err)
	err = json.Unmarshal([]byte(`{"name":1}`), &back)
	fmt.Println(err)
	var list []rule
	fmt.Println(json.Unmarshal([]byte(`[{"name":"p"},{"name":"q","headers":{"k":"v"}}]`), &list), len(list), list[1].Headers["k"])
	out, _ := json.Marshal(map[string]interface{}{"n": 1, "list": []int{1, 2}, "nil": nil, "s": "<&>"})
	fmt.Println(string(out))
}
