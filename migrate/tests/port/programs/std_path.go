// Paths.
package main

import (
	"fmt"
	"path"
)

func main() {
	fmt.Println(path.Join("/a", "b/../c", "/d"), path.Base("/a/b.txt"), path.Dir("/a/b"), path.Ext("x.tar.gz"), path.Clean("a//b/./c/.."), path.Join())
}
