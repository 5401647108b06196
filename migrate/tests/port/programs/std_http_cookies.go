// What `net/http` has beside headers and statuses is told.
package main

import (
	"fmt"
	"net/http"
)

func main() {
	cookie := http.Cookie{Name: "a", Value: "b"}
	fmt.Println(cookie.String())
}
