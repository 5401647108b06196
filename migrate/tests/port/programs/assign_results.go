package main

import (
	"errors"
	"fmt"
)

type shape interface{ sides() int }

type square struct{ side int }

func (s square) sides() int { return 4 }

func pair(ok bool) ([][2]string, error) {
	if !ok {
		return nil, errors.New("no pair")
	}
	return [][2]string{{"a", "b"}}, nil
}

func number() (int64, bool) { return 7, true }

func drawn() (square, string) { return square{2}, "drawn" }

func named(ok bool) (text string, err error) {
	if ok {
		return "fine", nil
	}
	return "", errors.New("not fine")
}

func shown() (shape, string) { return drawn() }

func count(one shape, word string) int { return one.sides() + len(word) }

func main() {
	var found any
	var err error
	found, err = pair(true)
	fmt.Printf("%v %T %v\n", found, found, err)
	found, err = pair(false)
	fmt.Println(found, err)
	var ok bool
	found, ok = number()
	fmt.Printf("%v %T %v\n", found, found, ok)
	var one shape
	var word string
	one, word = drawn()
	fmt.Println(one.sides(), word)
	one, word = shown()
	fmt.Println(one.sides(), word, count(drawn()))
	fmt.Println(named(true))
	fmt.Println(named(false))
}
