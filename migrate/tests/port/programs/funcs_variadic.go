// Functions with any number of arguments.
package main

import "fmt"

func sum(start int, more ...int) int {
	for _, n := range more {
		start += n
	}
	return start
}

func zero(list ...int) {
	if len(list) > 0 {
		list[0] = 0
	}
}

func show(format string, args ...interface{}) string {
	return fmt.Sprintf("["+format+"]", args...)
}

func isNil(list ...string) bool { return list == nil }

func main() {
	nums := []int{1, 2, 3}
	fmt.Println(sum(1), sum(1, 2), sum(10, nums...), sum(0, nums[1:]...))
	zero(nums...)
	fmt.Println(nums, isNil(), isNil("a"), isNil([]string{}...))
	fmt.Println(show("%d-%s", 1, "a"), show("plain"))
}
