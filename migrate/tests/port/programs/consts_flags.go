// Constants as flags.
package main

import "fmt"

type Flag uint

const (
	Read Flag = 1 << iota
	Write
	Exec
	All = Read | Write | Exec
)

func (f Flag) Has(other Flag) bool { return f&other == other }

func main() {
	f := Read | Exec
	fmt.Println(f, f.Has(Write), f.Has(Exec), All&^f, f == 5)
	f &^= Read
	f |= Write
	fmt.Println(f, f.Has(Read), All.Has(f))
}
