package main

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"github.com/tidwall/resp"
)

// urlParse adds the path and authority that the SDK makes of a URL for a call.
func urlParse(parts [][]byte) []byte {
	var d dump
	u, err := url.Parse(string(parts[0]))
	if err != nil {
		d.text("error", err.Error())
		return d.bytes()
	}
	d.text("scheme", u.Scheme)
	d.text("opaque", u.Opaque)
	if u.User == nil {
		d.number("user", "nil")
	} else {
		d.text("user", u.User.Username())
		if password, ok := u.User.Password(); ok {
			d.text("password", password)
		}
	}
	d.text("host", u.Host)
	d.text("path", u.Path)
	d.text("raw-path", u.RawPath)
	d.number("omit-host", u.OmitHost)
	d.number("force-query", u.ForceQuery)
	d.text("raw-query", u.RawQuery)
	d.text("fragment", u.Fragment)
	d.text("raw-fragment", u.RawFragment)
	d.text("escaped-path", u.EscapedPath())
	path := "/" + strings.TrimPrefix(u.Path, "/")
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	d.text("call-path", path)
	d.text("string", u.String())
	d.text("hostname", u.Hostname())
	d.text("port", u.Port())
	d.text("request-uri", u.RequestURI())
	d.text("query", u.Query().Encode())
	return d.bytes()
}

// urlEscapes answers what a text is with escapes and without them, and as a query.
func urlEscapes(parts [][]byte) []byte {
	var d dump
	text := string(parts[0])
	result := func(name, value string, err error) {
		if err != nil {
			name, value = name+" error", err.Error()
		}
		d.text(name, value)
	}
	d.text("query", url.QueryEscape(text))
	d.text("path", url.PathEscape(text))
	query, err := url.QueryUnescape(text)
	result("query without", query, err)
	path, err := url.PathUnescape(text)
	result("path without", path, err)
	values, err := url.ParseQuery(text)
	result("values", values.Encode(), err)
	values.Add("a", text)
	values.Set("c", "1")
	values.Del("b")
	d.text("changed", values.Encode())
	d.text("first", values.Get("a"))
	d.number("has", values.Has("d"))
	return d.bytes()
}

func canonicalHeader(parts [][]byte) []byte {
	header := http.Header{}
	header.Add(string(parts[0]), "value")
	for key := range header {
		return []byte(key)
	}
	return nil
}

func respRead(parts [][]byte) []byte {
	var d dump
	reader := resp.NewReader(bytes.NewReader(parts[0]))
	for i := 0; i < 2; i++ {
		value, n, err := reader.ReadValue()
		if err != nil {
			d.text("error", err.Error())
			return d.bytes()
		}
		d.number("bytes", n)
		dumpResp(&d, value)
	}
	return d.bytes()
}

func dumpResp(d *dump, value resp.Value) {
	d.number("type", value.Type())
	d.text("string", value.String())
	d.text("bytes", string(value.Bytes()))
	d.number("integer", value.Integer())
	d.float("float", value.Float())
	d.number("bool", value.Bool())
	d.number("null", value.IsNull())
	if err := value.Error(); err != nil {
		d.text("error", err.Error())
	}
	marshalled, err := value.MarshalRESP()
	if err != nil {
		d.text("unmarshalled", err.Error())
	} else {
		d.text("marshalled", string(marshalled))
	}
	d.inside("array", func() {
		for _, item := range value.Array() {
			dumpResp(d, item)
		}
	})
}
