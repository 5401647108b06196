// Values of type float64 as fmt prints them: alone, in lists, maps, structs, interfaces and pointers.
package main

import "fmt"

type pair struct {
	A float64
	b []float64
}

type named float64

func main() {
	values := []float64{2.5, 0.5, 1, -3}
	p := pair{values[0], values[1:3]}
	fmt.Println(values[0], values, p, &p, map[string]float64{"k": values[1]}, [2]float64{values[2]})
	fmt.Printf("%v %+v %T %T\n", p, p, p, values)
	fmt.Printf("%v|%5v|%-5v|%v\n", values[0], values[1], values[2], named(values[3]))
	var any interface{} = values[1]
	var none *float64
	fmt.Println(any, none, fmt.Sprint(values[0], values[1]), fmt.Sprintln(values[2]) == fmt.Sprint(values[2])+"\n")
	any = []interface{}{values[0], named(values[1]), nil, p}
	fmt.Printf("%v %T\n", any, named(values[0]))
}
