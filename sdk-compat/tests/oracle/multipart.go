package main

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"net/textproto"
	"slices"
	"strconv"
)

// chunks is read in pieces of a size, and may say with the last that it is.
type chunks struct {
	rest  []byte
	size  int
	early bool
	end   error
}

func (c *chunks) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		return 0, c.end
	}
	n := copy(p[:min(len(p), c.size)], c.rest)
	c.rest = c.rest[n:]
	if c.early && len(c.rest) == 0 {
		return n, c.end
	}
	return n, nil
}

// streams reads what comes in pieces: the content, a byte each for the size of the pieces, for whether the end comes with the
// last and for whether it is an error, and then steps, a letter and a number each.
func streams(parts [][]byte) []byte {
	var d dump
	how := parts[1]
	reader := &chunks{parts[0], []int{1, 7, 511, 100_000}[how[0]%4], how[1]%2 == 1, io.EOF}
	if how[2]%2 == 1 {
		reader.end = errors.New("broken")
	}
	var written bytes.Buffer
	for _, step := range parts[2:] {
		n, _ := strconv.ParseInt(string(step[1:]), 10, 64)
		room := make([]byte, max(min(n, 2000), 0))
		var count any
		var err error
		switch step[0] {
		case 'a':
			room, err = io.ReadAll(reader)
		case 'l':
			room, err = io.ReadAll(io.LimitReader(reader, n))
		case 'c':
			count, err = io.Copy(&written, io.LimitReader(reader, n))
		case 'b':
			count, err = written.ReadFrom(io.NopCloser(reader))
		case 'f':
			count, err = io.ReadFull(reader, room)
		case 'r':
			count, err = io.LimitReader(reader, n).Read(room)
		}
		d.text("content", string(room))
		d.number("count", count)
		if err != nil {
			d.text("error", err.Error())
		}
		d.number("end", err == io.EOF || err == io.ErrUnexpectedEOF)
	}
	d.text("written", written.String())
	return d.bytes()
}

// multipartRead takes a body apart: the boundary, the body, and a byte each for the size of the pieces that it comes in,
// for whether its end comes with the last, for whether parts are read as they stand, and for how much is read of each.
func multipartRead(parts [][]byte) []byte {
	var d dump
	how := parts[2]
	size := []int{1, 7, 4096, 100_000}[how[0]%4]
	reader := multipart.NewReader(&chunks{parts[1], size, how[1]%2 == 1, io.EOF}, string(parts[0]))
	next := reader.NextPart
	if how[2]%2 == 1 {
		next = reader.NextRawPart
	}
	for range 20 {
		part, err := next()
		if err != nil {
			d.text("end", err.Error())
			d.number("is", errors.Is(err, io.EOF))
			d.number("same", err == io.EOF)
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(part.Header)) {
			for _, value := range part.Header[name] {
				d.text("header", name+"="+value)
			}
		}
		d.text("form", part.FormName())
		d.text("file", part.FileName())
		var data []byte
		switch how[3] % 3 {
		case 0:
			data, err = io.ReadAll(part)
		case 1:
			data = make([]byte, 5)
			_, err = io.ReadFull(part, data)
		}
		d.text("content", string(data))
		if err != nil {
			d.text("error", err.Error())
			d.number("cut", err == io.ErrUnexpectedEOF)
		}
	}
	return d.bytes()
}

// multipartWrite puts a body together: a step in each part, a letter and a text.
func multipartWrite(parts [][]byte) []byte {
	var d dump
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	d.number("boundary", len(writer.Boundary()))
	writer.SetBoundary("fixed")
	var part io.Writer
	fail := func(err error) {
		if err != nil {
			d.text("error", err.Error())
		}
	}
	for _, step := range parts {
		if len(step) == 0 {
			continue
		}
		text := string(step[1:])
		var err error
		switch step[0] {
		case 'b':
			err = writer.SetBoundary(text)
		case 'p':
			header := make(textproto.MIMEHeader)
			header.Set("x-"+text, text)
			header.Add("x-"+text, "again")
			header.Add(text, "b")
			header.Add("gone", text)
			header.Del("Gone")
			d.text("get", header.Get("X-"+text))
			d.number("values", len(header.Values("x-"+text)))
			part, err = writer.CreatePart(header)
		case 'f':
			part, err = writer.CreateFormField(text)
		case 'F':
			part, err = writer.CreateFormFile(text, text+".txt")
		case 'w':
			err = writer.WriteField(text, text)
		case 'c':
			err = writer.Close()
		default:
			if part != nil {
				var n int
				n, err = io.WriteString(part, text)
				if err == nil {
					d.number("written", n)
				}
			}
		}
		fail(err)
		d.text("boundary", writer.Boundary())
		d.text("type", writer.FormDataContentType())
	}
	d.text("body", body.String())
	return d.bytes()
}
