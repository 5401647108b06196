// Deferred calls in a loop, with arguments of their time, and results they change.
package main

import "fmt"

func run(names ...string) (out []string) {
	for i, name := range names {
		defer func(n int) {
			out = append(out, fmt.Sprint(n, name))
		}(i * 10)
	}
	return []string{"start"}
}

func count() (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
			n *= 2
		}
	}()
	for n = 1; ; n++ {
		if n == 5 {
			panic("five")
		}
	}
}

func main() {
	fmt.Println(run("a", "b", "c"))
	fmt.Println(count())
	for i := range 3 {
		func() {
			defer fmt.Println("end of", i)
			if i == 1 {
				return
			}
			fmt.Println("turn", i)
		}()
	}
}
