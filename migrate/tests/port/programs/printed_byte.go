// Values of type byte as fmt prints them: alone, in lists, maps, structs, interfaces and pointers.
package main

import "fmt"

type pair struct {
	A byte
	b []byte
}

type named byte

func main() {
	values := []byte{'c', 'a', 'b', 0}
	p := pair{values[0], values[1:3]}
	fmt.Println(values[0], values, p, &p, map[string]byte{"k": values[1]}, [2]byte{values[2]})
	fmt.Printf("%v %+v %T %T\n", p, p, p, values)
	fmt.Printf("%v|%5v|%-5v|%v\n", values[0], values[1], values[2], named(values[3]))
	var any interface{} = values[1]
	var none *byte
	fmt.Println(any, none, fmt.Sprint(values[0], values[1]), fmt.Sprintln(values[2]) == fmt.Sprint(values[2])+"\n")
	any = []interface{}{values[0], named(values[1]), nil, p}
	fmt.Printf("%v %T\n", any, named(values[0]))
}
