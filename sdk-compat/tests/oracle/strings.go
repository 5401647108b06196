package main

import (
	"fmt"
	"strings"
	"unicode"
)

// stringFunctions answers what package strings makes of a text, two other texts and a number.
func stringFunctions(parts [][]byte) []byte {
	var d dump
	text, part, other := string(parts[0]), string(parts[1]), string(parts[2])
	n := int(int8(parts[3][0]))
	list := func(name string, items []string) {
		d.inside(name, func() {
			for _, item := range items {
				d.text("item", item)
			}
		})
	}
	d.number("contains", strings.Contains(text, part))
	d.number("contains any", strings.ContainsAny(text, part))
	d.number("has prefix", strings.HasPrefix(text, part))
	d.number("has suffix", strings.HasSuffix(text, part))
	d.number("index", strings.Index(text, part))
	d.number("index byte", strings.IndexByte(text, byte(n)))
	d.number("last index", strings.LastIndex(text, part))
	d.number("count", strings.Count(text, part))
	d.number("equal fold", strings.EqualFold(text, part))
	d.text("to lower", strings.ToLower(text))
	d.text("to upper", strings.ToUpper(text))
	list("split", strings.Split(text, part))
	list("split n", strings.SplitN(text, part, n))
	list("fields", strings.Fields(text))
	d.text("join", strings.Join([]string{text, part, other}, part))
	d.text("replace", strings.Replace(text, part, other, n))
	d.text("replace all", strings.ReplaceAll(text, part, other))
	d.text("trim space", strings.TrimSpace(text))
	d.text("trim", strings.Trim(text, part))
	d.text("trim left", strings.TrimLeft(text, part))
	d.text("trim right", strings.TrimRight(text, part))
	d.text("trim prefix", strings.TrimPrefix(text, part))
	d.text("trim suffix", strings.TrimSuffix(text, part))
	before, after, found := strings.Cut(text, part)
	list("cut", []string{before, after})
	d.number("found", found)
	return d.bytes()
}

// letterCase answers a line for every code point that has another case: its small letter, its capital, the next letter that
// it folds to, and whether it folds to the first two.
func letterCase(parts [][]byte) []byte {
	var lines strings.Builder
	for r := rune(0); r <= unicode.MaxRune; r++ {
		lower, upper, next := unicode.ToLower(r), unicode.ToUpper(r), unicode.SimpleFold(r)
		if lower == r && upper == r && next == r {
			continue
		}
		folds := func(other rune) bool { return strings.EqualFold(string(r), string(other)) }
		fmt.Fprintln(&lines, r, lower, upper, next, folds(lower), folds(upper))
	}
	return []byte(lines.String())
}
