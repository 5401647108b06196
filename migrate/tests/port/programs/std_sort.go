// Sorting in every way.
package main

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

type person struct {
	name string
	age  int
}

func main() {
	people := []person{{"Bob", 30}, {"Ann", 25}, {"Cid", 30}, {"Dan", 25}}
	sort.Slice(people, func(i, j int) bool { return people[i].name > people[j].name })
	fmt.Println(people)
	sort.SliceStable(people, func(i, j int) bool { return people[i].age < people[j].age })
	fmt.Println(people)
	s, n := []string{"b", "a", "C"}, []int{3, 1, 2}
	sort.Strings(s)
	sort.Ints(n)
	fmt.Println(s, n, sort.SearchInts(n, 2))
	slices.SortFunc(people, func(a, b person) int { return strings.Compare(a.name, b.name) })
	fmt.Println(people, slices.Contains(s, "a"), slices.Index(n, 3), slices.Max(n))
}
