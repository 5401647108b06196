// Names of built-in functions and Rust's own types.
package main

import "fmt"

type Option struct{ Some, None int }
type Vec []int
type String string
type Result struct {
	Ok  bool
	Err error
}
type Box struct{ Vec Vec }

func Default() Option { return Option{1, 2} }

func main() {
	new := Default()
	max := Vec{1, 2}
	cap := append(max, 3)
	r := Result{Ok: true}
	fmt.Println(new.Some, new.None, cap, String("s"), r.Ok, r.Err, Box{cap}.Vec[2])
}
