package main

import (
	"errors"
	"fmt"
	"mime"
)

func main() {
	for _, text := range []string{
		"text/html; charset=utf-8",
		" Application/JSON ;  Version = \"1 \\\"x\\\"\" ; ",
		"multipart/form-data; boundary=a1; boundary=a1",
		"multipart/form-data; boundary=a1; boundary=b2",
		"attachment; filename*=UTF-8''a%20b%e4.txt",
		"attachment; filename*0=\"a\"; filename*1*=%41; filename*3=x",
		"text/html; charset",
		"text/", "text", "", "/x", "te xt/a", "text/html x", "text/html; a=\"b", "form-data; name=\"C:\\dir\\f\"",
	} {
		media, params, err := mime.ParseMediaType(text)
		fmt.Printf("%q: %q %v %v %v\n", text, media, params, err, errors.Is(err, mime.ErrInvalidMediaParameter))
	}
}
