package main

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

type message struct {
	body io.ReadCloser
	log  *bytes.Buffer
}

func (m *message) text() (string, error) {
	defer m.body.Close()
	data, err := io.ReadAll(m.body)
	m.log.WriteString(fmt.Sprintf("[%d]", len(data)))
	return string(data), err
}

func greet(w io.Writer, name string) (int, error) {
	return fmt.Fprintf(w, "hello %s\n", name)
}

func count(r io.Reader) int {
	buf := make([]byte, 4)
	total := 0
	for {
		n, err := r.Read(buf)
		total += n
		if err == io.EOF {
			return total
		}
		if err != nil {
			return -1
		}
	}
}

func open(name string) (io.Reader, error) {
	if name == "" {
		return nil, io.ErrUnexpectedEOF
	}
	return strings.NewReader(name + " is open"), nil
}

func main() {
	buf := bytes.NewBufferString("start ")
	n, err := greet(buf, "buffer")
	fmt.Println(n, err, buf.Len())
	var sb strings.Builder
	greet(&sb, "builder")
	fmt.Print(sb.String(), buf.String())

	m := &message{body: io.NopCloser(strings.NewReader("the body")), log: buf}
	fmt.Println(m.text())
	fmt.Println(m.text())
	fmt.Printf("%q\n", m.log.String())

	fmt.Println(count(bytes.NewReader([]byte("0123456789"))), count(buf), buf.Len())
	fmt.Println(count(io.LimitReader(strings.NewReader("0123456789"), 7)))

	sum := md5.New()
	io.WriteString(sum, "some text")
	fmt.Println(hex.EncodeToString(sum.Sum(nil)))

	full := make([]byte, 6)
	r := strings.NewReader("0123456789")
	n, err = io.ReadFull(r, full)
	fmt.Println(n, err, string(full), r.Len(), r.Size())
	n, err = io.ReadFull(r, full)
	fmt.Println(n, err, string(full), errors.Is(err, io.ErrUnexpectedEOF))
	n, err = io.ReadFull(r, full)
	fmt.Println(n, err, err == io.EOF)

	for _, name := range []string{"", "file"} {
		r, err := open(name)
		if err != nil {
			fmt.Println(r == nil, err)
			continue
		}
		var copied bytes.Buffer
		size, err := io.Copy(&copied, r)
		fmt.Println(size, err, copied.String())
	}
	var w io.Writer
	fmt.Println(w == nil)
	w = io.Discard
	fmt.Println(greet(w, "nobody"))
	w = &sb
	greet(w, "again")
	fmt.Print(sb.String())

	lines := bytes.NewBuffer([]byte("one\ntwo\nthree"))
	for {
		line, err := lines.ReadString('\n')
		fmt.Printf("%q %v\n", line, err)
		if err != nil {
			break
		}
	}
	lines.ReadFrom(strings.NewReader("more"))
	taken, err := lines.ReadFrom(io.LimitReader(strings.NewReader(" and more"), 1<<33))
	fmt.Println(taken, err)
	taken, err = lines.ReadFrom(io.LimitReader(strings.NewReader(" none"), -1))
	fmt.Println(taken, err)
	b, err := lines.ReadByte()
	fmt.Println(b, err, lines.String())
}
