// A tree of values is walked and changed.
package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

func redact(v interface{}, keys map[string]bool) interface{} {
	switch x := v.(type) {
	case map[string]interface{}:
		for k, item := range x {
			if keys[k] {
				x[k] = "***"
			} else {
				x[k] = redact(item, keys)
			}
		}
		return x
	case []interface{}:
		for i := range x {
			x[i] = redact(x[i], keys)
		}
		return x
	case string:
		return strings.ReplaceAll(x, "secret", "s*****")
	case float64:
		return x * 2
	default:
		return v
	}
}

func main() {
	var v interface{}
	json.Unmarshal([]byte(`{"password":"p","list":[{"token":1,"text":"my secret"},2,null,true]}`), &v)
	b, err := json.Marshal(redact(v, map[string]bool{"password": true, "token": true}))
	fmt.Println(string(b), err)
}
