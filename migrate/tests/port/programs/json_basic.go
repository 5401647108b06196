// Single values in JSON.
package main

import (
	"encoding/json"
	"fmt"
)

func main() {
	for _, v := range []interface{}{1, -2.5, "a\"<b>", true, nil, []int{1}, []string(nil), [2]bool{}, []byte("hi"), 1e21, 1e-7, int64(9)} {
		b, err := json.Marshal(v)
		fmt.Println(string(b), err)
	}
	var n int
	var s string
	var l []float64
	fmt.Println(json.Unmarshal([]byte("42"), &n), json.Unmarshal([]byte(`"s"`), &s), json.Unmarshal([]byte("[1,2.5]"), &l), n, s, l)
	fmt.Println(json.Valid([]byte(`{"a":1}`)), json.Valid([]byte(`{a}`)))
}
