package main

import (
	"bytes"
	"errors"
	"math"

	"github.com/tidwall/resp"
)

// respRead: the bytes, and for each value to read whether it is a command.
func respRead(parts [][]byte) []byte {
	var d dump
	reader := resp.NewReader(bytes.NewReader(parts[0]))
	for _, command := range parts[1] {
		var value resp.Value
		var telnet bool
		var n int
		var err error
		if command == 1 {
			value, telnet, n, err = reader.ReadMultiBulk()
		} else {
			value, n, err = reader.ReadValue()
		}
		if err != nil {
			d.text("error", err.Error())
			return d.bytes()
		}
		d.number("bytes", n)
		d.number("telnet", telnet)
		dumpResp(&d, value)
	}
	return d.bytes()
}

// respWrite: two values, by the way they are made.
func respWrite(parts [][]byte) []byte {
	var d dump
	first, second := reader{parts[0]}, reader{parts[1]}
	one, other := first.respValue(), second.respValue()
	dumpResp(&d, one)
	d.number("equals", one.Equals(other))
	d.number("equals itself", one.Equals(one))
	var written bytes.Buffer
	writer := resp.NewWriter(&written)
	for _, value := range []resp.Value{one, other} {
		if err := writer.WriteValue(value); err != nil {
			d.text("error", err.Error())
		}
	}
	d.text("written", written.String())
	return d.bytes()
}

func (r *reader) respValue() resp.Value {
	switch kind := r.take(1)[0]; kind {
	case 'z':
		return resp.Value{}
	case 'n':
		return resp.NullValue()
	case '+':
		return resp.SimpleStringValue(r.text())
	case 'b':
		return resp.BytesValue([]byte(r.text()))
	case '$':
		return resp.StringValue(r.text())
	case '-':
		return resp.ErrorValue(errors.New(r.text()))
	case ':':
		return resp.IntegerValue(int(r.uint64()))
	case 't':
		return resp.BoolValue(r.uint64() == 1)
	case 'f':
		return resp.FloatValue(math.Float64frombits(r.uint64()))
	case 'a':
		return resp.AnyValue(readValues([]byte(r.text()))[0])
	case 'm':
		name := r.text()
		r.take(1)
		return resp.MultiBulkValue(name, readValues([]byte(r.text()))...)
	case '*':
		items := make([]resp.Value, r.number())
		for i := range items {
			items[i] = r.respValue()
		}
		return resp.ArrayValue(items)
	default:
		panic(kind)
	}
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
