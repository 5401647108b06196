package main

import (
	"encoding/binary"
	"time"
)

// timeFormat answers a moment in the form of a layout.
func timeFormat(parts [][]byte) []byte {
	seconds := int64(binary.LittleEndian.Uint64(parts[0]))
	nanoseconds := int64(binary.LittleEndian.Uint64(parts[1]))
	return []byte(time.Unix(seconds, nanoseconds).UTC().Format(string(parts[2])))
}
