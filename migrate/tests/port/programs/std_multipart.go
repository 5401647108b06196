package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// form puts a form together.
func form(fields map[string]string, files []string) ([]byte, string, error) {
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	if err := writer.SetBoundary("in-between"); err != nil {
		return nil, "", err
	}
	for _, name := range []string{"model", "prompt", "absent"} {
		value, ok := fields[name]
		if !ok {
			continue
		}
		if err := writer.WriteField(name, value); err != nil {
			return nil, "", fmt.Errorf("field %s: %w", name, err)
		}
	}
	for i, name := range files {
		part, err := writer.CreateFormFile(fmt.Sprintf("file%d", i), name)
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write([]byte(strings.Repeat(name, 2))); err != nil {
			return nil, "", err
		}
	}
	header := make(textproto.MIMEHeader)
	header.Set("content-disposition", `form-data; name="json"`)
	header.Set("Content-Type", "application/json")
	part, err := writer.CreatePart(header)
	if err != nil {
		return nil, "", err
	}
	fmt.Fprintf(part, "{%q: %d}", "n", len(files))
	if err := writer.Close(); err != nil {
		return nil, "", err
	}
	return body.Bytes(), writer.FormDataContentType(), nil
}

// show takes it apart.
func show(body []byte, contentType string) error {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return err
	}
	boundary, ok := params["boundary"]
	if !ok {
		return errors.New("no boundary")
	}
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("next part: %w", err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		fmt.Printf("%q %q %q %q\n", part.FormName(), part.FileName(), part.Header.Get("Content-Type"), content)
		_ = part.Close()
	}
	return nil
}

// rewrite changes one field and keeps the rest.
func rewrite(body []byte, boundary, field, value string) (string, error) {
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	out := &bytes.Buffer{}
	writer := multipart.NewWriter(out)
	if err := writer.SetBoundary(boundary); err != nil {
		return "", err
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", err
		}
		to, err := writer.CreatePart(part.Header)
		if err != nil {
			return "", err
		}
		if part.FormName() == field {
			if _, err = to.Write([]byte(value)); err != nil {
				return "", err
			}
			continue
		}
		copied, err := io.Copy(to, part)
		fmt.Println("copied", copied, err)
	}
	if err := writer.Close(); err != nil {
		return "", err
	}
	return out.String(), nil
}

func main() {
	body, contentType, err := form(map[string]string{"prompt": "a \"b\"", "model": "m"}, []string{"x.png", `q"y.txt`})
	fmt.Println(contentType, err)
	fmt.Printf("%q\n", body)
	fmt.Println(show(body, contentType))
	text, err := rewrite(body, "in-between", "model", "other")
	fmt.Printf("%q %v\n", text, err)
	fmt.Println(show([]byte(text), contentType))

	fmt.Println(show(body, "text/plain"))
	fmt.Println(show(body[:40], contentType))
	fmt.Println(show(body, "multipart/form-data; boundary=else"))
	cut := strings.NewReader("--b\r\nA: 1\r\nA: 2\r\n\r\ncut off")
	reader := multipart.NewReader(cut, "b")
	part, err := reader.NextPart()
	if err != nil {
		fmt.Println(err)
		return
	}
	content, err := io.ReadAll(part)
	fmt.Printf("%q %v %v %v\n", content, err, errors.Is(err, io.ErrUnexpectedEOF), part.Header["A"])
	writer := multipart.NewWriter(io.Discard)
	fmt.Println(len(writer.Boundary()), writer.SetBoundary(""), writer.SetBoundary("a,b"), writer.FormDataContentType())
}
