// Headers, statuses and methods.
package main

import (
	"fmt"
	"net/http"
)

func main() {
	h := http.Header{}
	h.Set("content-type", "text/plain")
	h.Add("X-Many", "1")
	h.Add("x-many", "2")
	fmt.Println(h.Get("Content-Type"), h.Values("X-MANY"), h["X-Many"], len(h), h.Get("none") == "")
	h.Del("x-many")
	_, ok := h["X-Many"]
	fmt.Println(ok, http.StatusOK, http.StatusForbidden, http.MethodPost, http.StatusText(404), http.CanonicalHeaderKey("x-request-id"))
}
