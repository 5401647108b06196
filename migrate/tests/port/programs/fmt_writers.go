// Fprintf to a builder and to a buffer.
package main

import (
	"bytes"
	"fmt"
	"strings"
)

func main() {
	var sb strings.Builder
	fmt.Fprintf(&sb, "%d-", 1)
	fmt.Fprint(&sb, "a", "b", 2)
	fmt.Fprintln(&sb, "!", 3)
	var buf bytes.Buffer
	fmt.Fprintf(&buf, "%s", "buf")
	buf.WriteString("fer")
	buf.WriteByte('!')
	buf.Write([]byte{65, 66})
	fmt.Printf("%q %q %d\n", sb.String(), buf.String(), buf.Len())
}
