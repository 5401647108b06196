// What fmt says about a wrong format.
package main

import "fmt"

func main() {
	fmt.Println(fmt.Sprintf("%d", "text"), fmt.Sprintf("%s", 5), fmt.Sprintf("%d"), fmt.Sprintf("x", 1))
	fmt.Println(fmt.Sprintf("%z", 1), fmt.Sprintf("%"), fmt.Sprintf("%d %d", 1), fmt.Sprintf("%t", 1))
}
