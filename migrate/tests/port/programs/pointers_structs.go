// Pointers to structs share, copies do not.
package main

import "fmt"

type account struct {
	owner   string
	balance int
}

func deposit(a *account, n int) { a.balance += n }
func peek(a account) int        { a.balance = 0; return a.balance }

func main() {
	a := &account{"ann", 10}
	b := a
	c := *a
	deposit(b, 5)
	deposit(&c, 100)
	peek(*a)
	fmt.Println(*a, *b, c, a == b, *a == c)
	*a = account{owner: "new"}
	fmt.Println(b.owner, b.balance)
	a = nil
	fmt.Println(a == nil, b != nil)
	m := map[string]*account{"x": b}
	m["x"].balance = 7
	fmt.Println(b.balance)
}
