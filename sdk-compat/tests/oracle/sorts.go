package main

import (
	"math"
	"slices"
	"sort"
)

// ranked is an item that is sorted by its key, and known by the place where it was.
type ranked struct {
	key   byte
	place int
}

// comesFirst compares two keys: in order, as one that takes equal keys for less, or without any order.
func comesFirst(mode, one, other byte) bool {
	switch mode {
	case 0:
		return one < other
	case 1:
		return one <= other
	}
	return (int(one)*31^int(other)*17)&2 == 2
}

// sorts answers with where each function leaves the items, and how often it asked. The stable ones promise nothing where there
// is no order.
func sorts(parts [][]byte) []byte {
	var d dump
	mode := parts[1][0]
	items := make([]ranked, len(parts[0]))
	floats := make([]float64, len(parts[0]))
	for i, key := range parts[0] {
		items[i] = ranked{key, i}
		floats[i] = []float64{0, math.Copysign(0, -1), math.NaN(), 1, -1}[key%5]
	}
	asked := 0
	less := func(one, other ranked) bool {
		asked++
		return comesFirst(mode, one.key, other.key)
	}
	compared := func(one, other ranked) int {
		if less(one, other) {
			return -1
		}
		return 0
	}
	show := func(name string, items []ranked) {
		places := make([]int, len(items))
		for i, item := range items {
			places[i] = item.place
		}
		d.number(name, places)
	}
	one := slices.Clone(items)
	sort.Slice(one, func(i, j int) bool { return less(one[i], one[j]) })
	show("Slice", one)
	two := slices.Clone(items)
	slices.SortFunc(two, compared)
	show("SortFunc", two)
	d.number("asked", asked)
	if mode == 0 {
		three := slices.Clone(items)
		sort.SliceStable(three, func(i, j int) bool { return less(three[i], three[j]) })
		show("SliceStable", three)
		four := slices.Clone(items)
		slices.SortStableFunc(four, compared)
		show("SortStableFunc", four)
	}
	sort.Float64s(floats)
	for _, float := range floats {
		d.float("float", float)
	}
	return d.bytes()
}
