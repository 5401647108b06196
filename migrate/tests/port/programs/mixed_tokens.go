// Mixed: a tokenizer with a state machine and an interface for tokens.
package main

import (
	"fmt"
	"strconv"
	"unicode"
)

type token interface{ text() string }

type number float64
type word string
type symbol rune

func (n number) text() string { return fmt.Sprintf("num(%v)", float64(n)) }
func (w word) text() string   { return "word(" + string(w) + ")" }
func (s symbol) text() string { return "sym(" + string(rune(s)) + ")" }

func scan(in string) (out []token, err error) {
	for i := 0; i < len(in); {
		c := in[i]
		switch {
		case c == ' ':
			i++
		case c >= '0' && c <= '9':
			j := i
			for j < len(in) && (in[j] >= '0' && in[j] <= '9' || in[j] == '.') {
				j++
			}
			f, e := strconv.ParseFloat(in[i:j], 64)
			if e != nil {
				return out, fmt.Errorf("at %d: %w", i, e)
			}
			out = append(out, number(f))
			i = j
		case unicode.IsLetter(rune(c)):
			j := i
			for j < len(in) && unicode.IsLetter(rune(in[j])) {
				j++
			}
			out = append(out, word(in[i:j]))
			i = j
		default:
			out = append(out, symbol(c))
			i++
		}
	}
	return out, nil
}

func main() {
	for _, in := range []string{"a + 12.5*bc", "", "1.2.3"} {
		tokens, err := scan(in)
		for _, t := range tokens {
			switch v := t.(type) {
			case number:
				fmt.Print(v+1, " ")
			case word:
				fmt.Print(len(v), " ")
			}
			fmt.Print(t.text(), " ")
		}
		fmt.Println(len(tokens), err)
	}
}
