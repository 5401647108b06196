// Raw strings and escapes.
package main

import "fmt"

func main() {
	a := `line one
line "two" \n`
	b := "tab\there \"quoted\" \\ \x41 \u00e9 \U0001F600 \101 \a\b"
	fmt.Println(a)
	fmt.Printf("%q\n%q\n%d\n", a, b, len(b))
	fmt.Println("é" == "\xc3\xa9", `\n` == "\\n", "" == ``)
}
