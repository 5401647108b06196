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
