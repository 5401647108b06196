// Items of arrays that are written where the index, or the new value, reads the same array; room behind the items of a slice.
package main

import "fmt"

type level int

func (l level) up() level { return l + 1 }

type holder struct{ items [3]int }

func grown(p *[3]int, at int) { p[(at+p[0])%3] = p[at] + p[2] }

func main() {
	counts := [3]int{2, 0, 1}
	counts[counts[1]] += counts[2]
	counts[(counts[0]+1)%3] = counts[1] - 5
	fmt.Println(counts)
	levels := [2]level{3, 4}
	at := 7
	levels[uint(at)%2] -= levels[1] ^ levels[0].up()
	fmt.Println(levels)
	grown(&counts, 1)
	h := &holder{counts}
	change := func() { h.items[h.items[0]&1] = h.items[2] * 2 }
	change()
	fmt.Println(counts, *h)
	words := make([]string, 2, 5)
	words[0] = "a"
	fmt.Println(len(words[:4]), len(words[1:5]))
	more := append([]int(nil), 1, 2, 3)
	more = append(more, 4)
	fmt.Println(len(more[:2]), cap(more[:1]) >= 4)
}
