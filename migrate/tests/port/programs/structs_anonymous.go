// Structs without a name.
package main

import "fmt"

func main() {
	cases := []struct {
		in   string
		want int
	}{
		{"a", 1},
		{"bb", 2},
	}
	for _, c := range cases {
		fmt.Println(c.in, c.want, len(c.in) == c.want)
	}
	point := struct{ X, Y int }{1, 2}
	point.X = 5
	fmt.Printf("%v %+v\n", point, point)
	var config struct {
		Name string
		Deep struct{ N int }
	}
	config.Deep.N = 3
	fmt.Printf("%+v\n", config)
}
