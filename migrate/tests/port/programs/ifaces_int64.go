// int64 and int are two types in an interface.
package main

import "fmt"

func kind(v interface{}) string {
	switch n := v.(type) {
	case int:
		return fmt.Sprint("int ", n+1)
	case int64:
		return fmt.Sprint("int64 ", n+2)
	case uint64:
		return fmt.Sprint("uint64 ", n+3)
	}
	return "other"
}

func main() {
	var total int64 = 40
	values := map[string]interface{}{"a": total, "b": 1, "c": uint64(7)}
	sum := values["a"].(int64) + values["a"].(int64)
	n, ok := values["b"].(int64)
	m, also := values["a"].(int64)
	fmt.Println(sum, n, ok, m, also, kind(values["a"]), kind(values["b"]), kind(values["c"]))
	if big, ok := values["c"].(uint64); ok {
		fmt.Println(big * 2)
	}
}
