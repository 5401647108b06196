// A map of values of any type.
package main

import "fmt"

func main() {
	m := map[string]interface{}{
		"name": "x",
		"n":    1,
		"f":    2.5,
		"list": []interface{}{1, "a", nil},
		"sub":  map[string]interface{}{"k": true},
		"nil":  nil,
	}
	name, ok := m["name"].(string)
	_, isInt := m["f"].(int)
	fmt.Println(name, ok, isInt, m["n"].(int)+1, m["none"] == nil, m["nil"] == nil)
	if sub, ok := m["sub"].(map[string]interface{}); ok {
		sub["added"] = "yes"
	}
	fmt.Println(m)
	for i, v := range m["list"].([]interface{}) {
		fmt.Println(i, v)
	}
}
