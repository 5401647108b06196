// Quoted texts as Go reads them: single quotes hold one character, or none.
package main

import (
	"fmt"
	"strconv"
)

func main() {
	for _, quoted := range []string{`"a\tb"`, "`raw`", `'x'`, `''`, `'xy'`, `"`, `""`, `'\''`, `"\x"`} {
		text, err := strconv.Unquote(quoted)
		fmt.Printf("%q %v\n", text, err)
	}
}
