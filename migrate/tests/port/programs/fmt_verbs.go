// The verbs on numbers, texts and truth.
package main

import "fmt"

func main() {
	fmt.Printf("%d|%5d|%-5d|%05d|%+d|%x|%X|%o|%b|%c|%q|%U\n", 42, 42, 42, 42, 42, 255, 255, 8, 5, 'A', 'B', '€')
	fmt.Printf("%f|%.2f|%8.3f|%-8.1f|%e|%g|%G\n", 3.14159, 3.14159, 3.14159, 3.14159, 1234.5, 1e21, 1e-7)
	fmt.Printf("%s|%10s|%-10s|%.2s|%q|%x|% x|%X\n", "go", "go", "go", "golang", "a\"b", "hi", "hi", "hi")
	fmt.Printf("%t|%v|%5t|%%|%v\n", true, false, true, nil)
	fmt.Printf("%*d|%-*d|%.*f\n", 5, 42, 5, 42, 2, 3.14159)
	fmt.Printf("%[2]d %[1]d %d\n", 1, 2)
}
