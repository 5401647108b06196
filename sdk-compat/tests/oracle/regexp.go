package main

import "regexp"

// regexpAll answers what a regular expression finds in a text and makes of it.
func regexpAll(parts [][]byte) []byte {
	var d dump
	expression, text, replacement := string(parts[0]), string(parts[1]), string(parts[2])
	n := int(int8(parts[3][0]))
	re, err := regexp.Compile(expression)
	if err != nil {
		d.text("error", err.Error())
		return d.bytes()
	}
	list := func(name string, items []string) {
		d.inside(name, func() {
			for _, item := range items {
				d.text("item", item)
			}
		})
	}
	d.number("match", re.MatchString(text))
	d.text("find", re.FindString(text))
	d.number("index", re.FindStringSubmatchIndex(text))
	d.number("all", re.FindAllStringSubmatchIndex(text, n))
	list("submatch", re.FindStringSubmatch(text))
	list("all strings", re.FindAllString(text, -1))
	list("split", re.Split(text, n))
	list("names", re.SubexpNames())
	d.text("replace", re.ReplaceAllString(text, replacement))
	d.text("literal", re.ReplaceAllLiteralString(text, replacement))
	d.text("quote", regexp.QuoteMeta(text))
	d.text("func", re.ReplaceAllStringFunc(text, func(found string) string { return "<" + found + ">" }))
	return d.bytes()
}
