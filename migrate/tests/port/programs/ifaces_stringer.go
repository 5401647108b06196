// fmt calls String and Error, also inside of lists and maps.
package main

import "fmt"

type temp float64

func (t temp) String() string { return fmt.Sprintf("%.1f°", float64(t)) }

type user struct {
	Name string
	Temp temp
	temp temp
}
type secret struct{ s string }

func (s *secret) String() string { return "***" }

func main() {
	fmt.Println(temp(36.6), []temp{1, 2}, map[string]temp{"a": 3})
	fmt.Printf("%v %s %.2f %+v\n", temp(1), temp(2), temp(3), user{"u", 4, 5})
	fmt.Println(&secret{"x"}, secret{"visible"})
	fmt.Println(fmt.Sprint("t", temp(0)), user{"v", 1, 2})
}
