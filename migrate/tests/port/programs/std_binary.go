// Numbers as bytes.
package main

import (
	"encoding/binary"
	"fmt"
)

func main() {
	b := make([]byte, 8)
	binary.BigEndian.PutUint32(b, 0x01020304)
	binary.LittleEndian.PutUint16(b[4:], 0x0506)
	fmt.Println(b, binary.BigEndian.Uint16(b), binary.LittleEndian.Uint32(b), binary.BigEndian.Uint64(b))
}
