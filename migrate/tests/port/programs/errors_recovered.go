// Errors with types of their own, and errors that were panicked with.
package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

type codeError struct {
	code int
	err  error
}

func (e *codeError) Error() string { return "code " + strconv.Itoa(e.code) + ": " + e.err.Error() }
func (e *codeError) Unwrap() error { return e.err }

type timeout struct{}

func (timeout) Error() string   { return "timeout" }
func (timeout) Timeout() bool   { return true }
func (timeout) Temporary() bool { return false }

var errBase = errors.New("base")

func find(n int) error {
	switch {
	case n == 0:
		return nil
	case n < 0:
		return timeout{}
	case n > 10:
		return fmt.Errorf("find %d: %w", n, &codeError{n, errBase})
	}
	return &codeError{code: n, err: fmt.Errorf("wrapped: %w", errBase)}
}

func describe(err error) string {
	var ce *codeError
	var t timeout
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &ce):
		return fmt.Sprint("code error ", ce.code, errors.Is(err, errBase), errors.Is(err, &codeError{code: 5, err: errBase}))
	case errors.As(err, &t):
		return fmt.Sprint("timeout ", t.Timeout())
	}
	return err.Error()
}

type visitor interface {
	visit(n expr) string
}

type expr interface {
	accept(v visitor) string
}

type num float64
type add struct{ l, r expr }

func (n num) accept(v visitor) string { return v.visit(n) }
func (a add) accept(v visitor) string { return v.visit(a) }

type printer struct{ depth int }

func (p *printer) visit(e expr) string {
	p.depth++
	defer func() { p.depth-- }()
	switch e := e.(type) {
	case num:
		return strconv.FormatFloat(float64(e), 'g', -1, 64)
	case add:
		return "(" + e.l.accept(p) + "+" + e.r.accept(p) + ")" + strings.Repeat("'", p.depth)
	default:
		return "?"
	}
}

func main() {
	for _, n := range []int{0, -1, 5, 7, 12} {
		err := find(n)
		fmt.Println(n, describe(err), err)
	}
	joined := errors.Join(errBase, timeout{})
	fmt.Println(joined, errors.Is(joined, errBase))
	var err error = &codeError{1, errBase}
	if ce, ok := err.(*codeError); ok {
		ce.code = 42
	}
	fmt.Println(err, errors.Unwrap(err) == errBase)
	e := add{num(1), add{num(2.5), num(3)}}
	fmt.Println(e.accept(&printer{}), fmt.Sprintf("%v %+v", e, e))
	func() {
		defer func() {
			r := recover()
			err, ok := r.(error)
			fmt.Println(ok, err)
		}()
		var list []int
		_ = list[3]
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		panic(fmt.Errorf("own %w", errBase))
	}()
}
