// An item of a map or a list that is the beginning of another one writes into it when something is appended.
package main

import "fmt"

func key(n int) string { return fmt.Sprint("k", n) }

func main() {
	lists := map[string][]int{"a": make([]int, 2, 5), "b": {23, 48, 70}}
	lists["x"] = lists["a"][:len(lists["a"])/2]
	lists["x"] = append(lists["x"], 3)
	fmt.Println(lists)
	lists[key(1)] = lists["b"][:1]
	if len(lists[key(1)]) < 20 {
		lists[key(1)] = append(lists[key(1)], 9)
	}
	lists["y"] = lists["b"]
	fmt.Println(lists)

	rows := [][]string{{"a", "b", "c"}, nil}
	rows[1] = rows[0][:len(rows[0])-1]
	rows[1] = append(rows[1], "d")
	fmt.Println(rows)
}
