// Reading through a nil pointer panics.
package main

import "fmt"

type thing struct {
	n    int
	next *thing
}

func value(t *thing) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	return t.next.n, nil
}

func main() {
	fmt.Println(value(&thing{next: &thing{n: 4}}))
	fmt.Println(value(&thing{}))
	var p *int
	fmt.Println(p == nil, p)
}
