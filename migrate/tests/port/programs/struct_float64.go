// Structs with fields of type float64: copied, nested, compared, behind pointers.
package main

import "fmt"

type inner struct {
	v    float64
	list []float64
}

type outer struct {
	inner
	next *outer
	arr  [2]float64
}

func (i inner) first() float64    { return i.v }
func (i *inner) change(v float64) { i.v = v }
func (o outer) copied() outer     { o.v = o.arr[1]; return o }

func main() {
	values := []float64{2.5, 0.5, 1, -3}
	o := outer{inner: inner{v: values[0], list: values[1:]}, arr: [2]float64{values[2], values[3]}}
	p := o
	p.change(values[1])
	p.list[0] = values[0]
	p.arr[0] = values[3]
	fmt.Println(o.v, o.list, o.arr, p.first(), p.arr)
	o.next = &p
	o.next.change(values[2])
	q := o.copied()
	q.next.arr[1] = values[0]
	fmt.Println(p.v, q.v, o.next.arr, q.arr == o.arr, p.arr == [2]float64{values[3], values[0]})
	var zero outer
	fmt.Println(zero.v, zero.list == nil, zero.next == nil, zero.arr)
	all := map[string]outer{"a": o, "b": p}
	copied := all["a"]
	copied.v = values[3]
	fmt.Println(all["a"].v, copied.v, all["none"].arr, len(all))
}
