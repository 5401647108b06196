// Two pointers to one variable: what is added to it is the variable itself.
package main

import "fmt"

type page struct{ text, title string }

func main() {
	text := "ab"
	also := &text
	third := also
	text += *also
	*also += *third
	*third += (*also)[1:]
	fmt.Println(text, *also, *third)

	first := &page{text: "x", title: "t"}
	second := first
	first.text += second.text
	second.text += first.title + second.text
	first.title += second.text
	fmt.Println(*first, *second)

	count := 3
	counts := &count
	count += *counts
	*counts *= count
	fmt.Println(count, *counts)
}
