// %T and wrong verbs tell int from int64; nil pointers with methods for printing; types that values are asked for.
package main

import "fmt"

type token struct{ text string }

func (t *token) String() string { return "token " + t.text }

type quiet struct{}

func (q *quiet) Error() string { return "quiet" }

type asked struct{ n int }

func kind(v any) string {
	switch v := v.(type) {
	case *asked:
		return fmt.Sprint("asked ", v.n)
	case []asked:
		return "list"
	case nil:
		return "nil"
	}
	_, ok := v.(asked)
	return fmt.Sprint(ok)
}

func main() {
	var long int64 = 5
	var wide uint64 = 6
	fmt.Printf("%T %T %d %s %s\n", long, wide, long, wide, long)
	fmt.Printf("%5d|%-5d|%x %v%%\n", long, wide, long, wide)
	var none *token
	fmt.Println(none, &token{"a"}, []any{none})
	fmt.Printf("%s|%v|%d\n", none, none, 3)
	var err error = &quiet{}
	fmt.Println(err, fmt.Errorf("around: %w", err))
	fmt.Println(kind(3), kind(nil), kind("x"))
}
