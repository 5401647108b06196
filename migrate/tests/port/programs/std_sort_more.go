// Sorting by several keys, stably, and in reverse.
package main

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

type user struct {
	name string
	age  int
}

func main() {
	users := []user{{"bo", 30}, {"al", 25}, {"cy", 30}, {"di", 25}}
	sort.Slice(users, func(i, j int) bool {
		if users[i].age != users[j].age {
			return users[i].age < users[j].age
		}
		return users[i].name > users[j].name
	})
	fmt.Println(users)
	sort.SliceStable(users, func(i, j int) bool { return users[i].name[0]%2 < users[j].name[0]%2 })
	fmt.Println(users)
	n := []int{3, 1, 2}
	sort.Ints(n)
	i := sort.SearchInts(n, 2)
	at := sort.Search(len(n), func(i int) bool { return n[i] >= 3 })
	fmt.Println(n, i, at)
	slices.SortFunc(users, func(a, b user) int { return strings.Compare(a.name, b.name) })
	fmt.Println(users, slices.Contains(n, 2), slices.Index(n, 9), slices.Max(n))
}
