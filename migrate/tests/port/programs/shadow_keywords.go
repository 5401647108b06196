// Names that are keywords in Rust.
package main

import "fmt"

type move struct {
	impl, trait string
	self        int
}

func (self *move) match(loop int) int { return self.self + loop }

func fn(mod, use, crate string) string {
	let, mut, ref := mod, use, crate
	return let + mut + ref
}

func main() {
	where, as, dyn := 1, 2, 3
	async := func(await int) int { return await * 2 }
	m := &move{impl: "i", trait: "t", self: 4}
	enum := []int{where, as, dyn}
	in := map[string]bool{"pub": true}
	static, unsafe, yield, box := 1, 2, 3, 4
	fmt.Println(fn("a", "b", "c"), async(4), m.match(5), m.impl+m.trait, enum, in["pub"], static+unsafe+yield+box)
}
