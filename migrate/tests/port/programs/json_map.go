// Maps in both directions.
package main

import (
	"encoding/json"
	"fmt"
)

func main() {
	m := map[string]int{}
	fmt.Println(json.Unmarshal([]byte(`{"b":2,"a":1}`), &m), m)
	b, _ := json.Marshal(map[string]interface{}{"z": 1, "a": []int{1}, "n": nil, "m": map[string]bool{"x": true}})
	fmt.Println(string(b))
	var list []map[string]string
	fmt.Println(json.Unmarshal([]byte(`[{"k":"v"},{}]`), &list), list, len(list))
	b, _ = json.Marshal(list)
	fmt.Println(string(b))
}
