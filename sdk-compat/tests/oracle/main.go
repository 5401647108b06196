// Command oracle answers what the Go libraries make of an input, so that the tests can hold their Rust counterparts
// against it. It reads requests from standard input and writes answers to standard output until the input ends.
//
// A request is a 32-bit length (little endian), one byte that names the question, and the parts of the question, each
// with a 32-bit length in front. An answer is a length and its bytes. "PANIC" answers a question that Go panics at.
package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
)

// questions maps the first byte of a request to its answer.
var questions = map[byte]func(parts [][]byte) []byte{
	'g': gjsonGet,
	'G': gjsonMany,
	'l': gjsonLines,
	'R': gjsonResult,
	't': gjsonTime,
	'm': gjsonSwitched,
	'p': gjsonParse,
	'v': gjsonValid,
	's': sjsonEdit,
	'r': respRead,
	'w': respWrite,
	'H': headers,
	'c': clusterNames,
	'f': fmtPrint,
	'u': urlParse,
	'e': urlEscapes,
	'h': canonicalHeader,
	'n': numbers,
	'q': quoted,
	'i': printable,
	'j': marshal,
	'J': unmarshal,
	'S': stringFunctions,
	'A': addresses,
	'E': encodings,
	'D': readings,
	'B': textFunctions,
	'M': numberFunctions,
	'x': regexpAll,
	'C': letterCase,
	'F': timeFormat,
	'P': property,
	'T': tokens,
	'k': multipartRead,
	'K': multipartWrite,
	'Y': streams,
	'd': drawn,
	'o': sorts,
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for {
		request, err := readBlock(in)
		if err != nil {
			return
		}
		answer := answer(request)
		if err := binary.Write(out, binary.LittleEndian, uint32(len(answer))); err != nil {
			return
		}
		if _, err := out.Write(answer); err != nil {
			return
		}
		if err := out.Flush(); err != nil {
			return
		}
	}
}

func readBlock(in io.Reader) ([]byte, error) {
	var size uint32
	if err := binary.Read(in, binary.LittleEndian, &size); err != nil {
		return nil, err
	}
	block := make([]byte, size)
	_, err := io.ReadFull(in, block)
	return block, err
}

func answer(request []byte) (text []byte) {
	defer func() {
		if recover() != nil {
			text = []byte("PANIC")
		}
	}()
	var parts [][]byte
	for rest := request[1:]; len(rest) > 0; {
		size := binary.LittleEndian.Uint32(rest)
		parts = append(parts, rest[4:4+size])
		rest = rest[4+size:]
	}
	return questions[request[0]](parts)
}
