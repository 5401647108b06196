package main

var names = []string{"a"}

func init() {
	names = append(names, "c")
}
