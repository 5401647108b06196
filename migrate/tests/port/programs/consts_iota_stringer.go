// Constants that count, with a method that names them.
package main

import (
	"fmt"
	"strconv"
)

type State uint8

const (
	Idle State = iota
	Running
	Done
)

var names = [...]string{"idle", "running", "done"}

func (s State) String() string {
	if int(s) < len(names) {
		return names[s]
	}
	return "state(" + strconv.Itoa(int(s)) + ")"
}

func main() {
	for s := Idle; s <= Done+1; s++ {
		fmt.Println(s, fmt.Sprintf("%d %v %s %q", s, s, s, s))
	}
	fmt.Printf("%v %+v\n", []State{Idle, Done}, struct{ S State }{Running})
	fmt.Println(map[State]int{Running: 1, Idle: 2})
}
