// Types that are declared in a function.
package main

import (
	"fmt"
	"sort"
)

func count(words []string) {
	type entry struct {
		word  string
		times int
	}
	type list []entry
	var all list
	for _, word := range words {
		found := false
		for i := range all {
			if all[i].word == word {
				all[i].times++
				found = true
			}
		}
		if !found {
			all = append(all, entry{word, 1})
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].word < all[j].word })
	for _, each := range all {
		fmt.Println(each.word, each.times)
	}
}

func main() {
	type entry struct{ n int }
	count([]string{"b", "a", "b"})
	fmt.Println(entry{3}.n)
}
