// Lists, maps and pointers of int64 and uint are other types than those of int and uint64.
package main

import "fmt"

type point struct{ x int64 }

func kind(v any) string {
	switch list := v.(type) {
	case []int:
		return fmt.Sprint("ints ", len(list))
	case []uint64:
		return fmt.Sprint("wide ", len(list))
	case map[string]int:
		return fmt.Sprint("map ", len(list))
	}
	return fmt.Sprintf("other %T", v)
}

func both() ([]int64, [2]uint) {
	return []int64{5}, [2]uint{1, 2}
}

func main() {
	longs := []int64{1, 2}
	words := []uint{3}
	shared := words
	shared[0] = 4
	n := int64(7)
	fmt.Printf("%T %v %T %v %#v\n", longs, longs, words, words, words)
	fmt.Printf("%T %T %T %T\n", map[int64]rune{1: 'a'}, [2]int64{}, [][]uint{}, map[string]map[uint]byte{})
	fmt.Printf("%T %T %T\n", &n, map[int64]point{}, map[int64]any{})
	fmt.Println(kind(longs), kind([]int{1}), kind(words), kind([]uint64{1}), kind(map[string]int64{}), kind(map[string]int{}))
	var one, other, narrow any = [2]int64{1, 2}, [2]int64{1, 2}, [2]int{1, 2}
	fmt.Println(one == other, one == narrow, narrow == other)
	fmt.Println(both())
	values := []any{longs, words}
	values[0], values[1] = both()
	fmt.Printf("%T %T %v\n", values[0], values[1], values)
}
