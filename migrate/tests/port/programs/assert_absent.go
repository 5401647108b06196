// Assertions to types that no value in an interface has.
package main

import "fmt"

type table map[string][]string

type names []string

func kind(v any) string {
	switch v := v.(type) {
	case []uint16:
		return fmt.Sprint("numbers ", len(v))
	case map[string][]bool:
		return fmt.Sprint("flags ", len(v))
	case table:
		return fmt.Sprint("table ", len(v))
	case names:
		return fmt.Sprint("names ", len(v))
	case [2]string:
		return v[0]
	case *[]string:
		return "pointer"
	}
	return "other"
}

func main() {
	var v any = 1
	list, ok := v.([]string)
	fmt.Println(len(list), ok)
	wide, ok := v.([]int64)
	fmt.Println(len(wide), ok)
	bytes, ok := v.([]byte)
	fmt.Println(len(bytes), ok)
	lists, ok := v.(map[string][]int)
	fmt.Println(len(lists), ok)
	nested, ok := v.([][]string)
	fmt.Println(len(nested), ok)
	deep, ok := v.(map[string][]int64)
	fmt.Println(len(deep), ok)
	_, ok = v.(map[string]int64)
	fmt.Println(ok, kind(v), kind("a"))
	defer func() {
		fmt.Println(recover())
	}()
	fmt.Println(v.([]float64))
}
