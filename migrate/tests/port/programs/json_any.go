// JSON of no fixed type.
package main

import (
	"encoding/json"
	"fmt"
)

func main() {
	var v interface{}
	err := json.Unmarshal([]byte(`{"a":[1,2.5,{"b":null}],"s":"t\u00e9xt","t":true}`), &v)
	m := v.(map[string]interface{})
	list := m["a"].([]interface{})
	n := list[0].(float64)
	fmt.Println(err, m["s"], m["t"].(bool), n+1, len(list), list[2].(map[string]interface{})["b"] == nil)
	m["added"] = []string{"x"}
	list[0] = "changed"
	out, _ := json.Marshal(v)
	fmt.Println(string(out))
}
