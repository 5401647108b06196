// What is asked for in an interface may be a list or a map of int64 or uint, which are other types than those of int and uint64.
package main

import "fmt"

func kind(v interface{}) string {
	switch v := v.(type) {
	case []int:
		return fmt.Sprint("ints ", len(v))
	case []int64:
		return fmt.Sprint("int64s ", len(v), v[0])
	case map[int64]bool:
		return fmt.Sprint("map of int64 ", v[7])
	case map[int]bool:
		return fmt.Sprint("map of int ", v[7])
	case [2]uint:
		return fmt.Sprint("array of uint ", v[1])
	case *int64:
		return fmt.Sprint("pointer to int64 ", *v)
	case *int:
		return fmt.Sprint("pointer to int ", *v)
	default:
		return "other"
	}
}

func try(what string, f func()) {
	defer func() {
		fmt.Println(what, recover())
	}()
	f()
}

func main() {
	number, wide := 5, int64(6)
	values := []interface{}{
		[]int{1}, []int64{2, 3}, map[int64]bool{7: true}, map[int]bool{8: true}, [2]uint{1, 9}, [2]uint64{1, 9},
		&wide, &number, [][]int64{{1}}, nil,
	}
	for _, v := range values {
		list, ok := v.([]int64)
		fmt.Println(kind(v), len(list), ok)
	}
	list := values[1].([]int64)
	list[0] = 20
	fmt.Println(values[1], values[8].([][]int64)[0][0])
	try("ints", func() { fmt.Println(values[0].([]int64)) })
	try("nil", func() { fmt.Println(values[9].(map[int64]bool)) })
	set := values[2].(map[int64]bool)
	set[9] = true
	fmt.Println(len(values[2].(map[int64]bool)))
}
