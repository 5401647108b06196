// JSON becomes structs, in any case, with what is missing left alone.
package main

import (
	"encoding/json"
	"fmt"
)

type rule struct {
	Name  string   `json:"name"`
	Paths []string `json:"paths"`
	Limit *int     `json:"limit"`
	Sub   struct {
		On   bool    `json:"on"`
		Rate float64 `json:"rate"`
	} `json:"sub"`
	Extra map[string]interface{} `json:"extra"`
	Any   interface{}
}

func main() {
	r := rule{Name: "before", Paths: []string{"old"}}
	err := json.Unmarshal([]byte(`{"NAME":"n","limit":5,"sub":{"on":true,"rate":1.5},"extra":{"a":[1,"x",null]},"any":{"k":2},"unknown":1}`), &r)
	fmt.Println(err, r.Name, r.Paths, *r.Limit, r.Sub, r.Extra, r.Any)
	err = json.Unmarshal([]byte(`{"paths":["a","b"],"limit":null}`), &r)
	fmt.Println(err, r.Name, r.Paths, r.Limit == nil)
}
