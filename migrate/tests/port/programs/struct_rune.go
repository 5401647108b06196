// Structs with fields of type rune: copied, nested, compared, behind pointers.
package main

import "fmt"

type inner struct {
	v    rune
	list []rune
}

type outer struct {
	inner
	next *outer
	arr  [2]rune
}

func (i inner) first() rune    { return i.v }
func (i *inner) change(v rune) { i.v = v }
func (o outer) copied() outer  { o.v = o.arr[1]; return o }

func main() {
	values := []rune{'ä', 'a', 'z', '0'}
	o := outer{inner: inner{v: values[0], list: values[1:]}, arr: [2]rune{values[2], values[3]}}
	p := o
	p.change(values[1])
	p.list[0] = values[0]
	p.arr[0] = values[3]
	fmt.Println(o.v, o.list, o.arr, p.first(), p.arr)
	o.next = &p
	o.next.change(values[2])
	q := o.copied()
	q.next.arr[1] = values[0]
	fmt.Println(p.v, q.v, o.next.arr, q.arr == o.arr, p.arr == [2]rune{values[3], values[0]})
	var zero outer
	fmt.Println(zero.v, zero.list == nil, zero.next == nil, zero.arr)
	all := map[string]outer{"a": o, "b": p}
	copied := all["a"]
	copied.v = values[3]
	fmt.Println(all["a"].v, copied.v, all["none"].arr, len(all))
}
