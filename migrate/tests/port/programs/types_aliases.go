// byte and uint8, rune and int32, any and interface{} are one type each, whatever they are called.
package main

import "fmt"

type list = []any

func sum(values []uint8) (total int) {
	for _, value := range values {
		total += int(value)
	}
	return
}

func main() {
	var bytes []uint8 = []byte("abc")
	bytes[0] = 'z'
	var runes []rune = []int32{65, 0x4f60}
	more := append([]byte(nil), bytes...)
	fmt.Println(sum(bytes), string(more), string(runes))
	var items list = []interface{}{1, "two", nil}
	var same []any = items
	same[0] = 3
	fmt.Println(items, len(same))
	table := map[string][]interface{}{"a": items}
	table["b"] = same[1:]
	fmt.Println(table)
	fmt.Printf("%T %T %T\n", bytes, runes, items)
}
