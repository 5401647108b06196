package main

import (
	"encoding/json"
	"fmt"
	"math"
	"sort"

	"github.com/tidwall/gjson"
	"github.com/tidwall/sjson"
)

func gjsonGet(parts [][]byte) []byte {
	var d dump
	text, path := string(parts[0]), string(parts[1])
	dumpResult(&d, gjson.Get(text, path))
	d.inside("of-value", func() { dumpShallow(&d, gjson.Parse(text).Get(path)) })
	return d.bytes()
}

func gjsonParse(parts [][]byte) []byte {
	var d dump
	dumpResult(&d, gjson.ParseBytes(parts[0]))
	return d.bytes()
}

func gjsonValid(parts [][]byte) []byte {
	return []byte(fmt.Sprint(gjson.ValidBytes(parts[0])))
}

// sjsonEdit: what to do, the text, the path, and the value in the form that the edit takes.
func sjsonEdit(parts [][]byte) []byte {
	text, path := parts[1], string(parts[2])
	var out []byte
	var err error
	switch string(parts[0]) {
	case "delete":
		out, err = sjson.DeleteBytes(text, path)
	case "raw":
		out, err = sjson.SetRawBytes(text, path, parts[3])
	case "value":
		values := readValues(parts[3])
		out, err = sjson.SetBytes(text, path, values[0])
	}
	if err != nil {
		return []byte("error " + err.Error())
	}
	return append([]byte("ok "), out...)
}

func marshal(parts [][]byte) []byte {
	out, err := json.Marshal(readValues(parts[0])[0])
	if err != nil {
		return []byte("error " + err.Error())
	}
	return append([]byte("ok "), out...)
}

func dumpShallow(d *dump, r gjson.Result) {
	d.number("type", r.Type)
	d.text("raw", r.Raw)
	d.text("str", r.Str)
	d.float("num", r.Num)
	d.number("index", r.Index)
	if r.Indexes == nil {
		d.number("indexes", "nil")
	} else {
		d.number("indexes", r.Indexes)
	}
}

func dumpResult(d *dump, r gjson.Result) {
	dumpShallow(d, r)
	d.text("string", r.String())
	d.number("int", r.Int())
	d.number("uint", wasmUint(r))
	d.float("float", r.Float())
	d.number("bool", r.Bool())
	d.number("is", fmt.Sprint(r.Exists(), r.IsObject(), r.IsArray(), r.IsBool()))
	d.inside("array", func() {
		for _, item := range r.Array() {
			dumpShallow(d, item)
		}
	})
	d.inside("map", func() {
		members := r.Map()
		for _, key := range sortedKeys(members) {
			d.text("key", key)
			dumpShallow(d, members[key])
		}
	})
	d.inside("each", func() {
		r.ForEach(func(key, value gjson.Result) bool {
			dumpShallow(d, key)
			dumpShallow(d, value)
			return true
		})
	})
	d.inside("value", func() { dumpValue(d, r.Value()) })
}

// wasmUint is r.Uint() as it comes out where plugins run: Go's conversion of a number that does not fit differs there.
func wasmUint(r gjson.Result) uint64 {
	const largest = 18446744073709549568
	fits := r.Num >= 0 && r.Num <= largest
	safe := r.Num >= -9007199254740991 && r.Num <= 9007199254740991
	if r.Type != gjson.Number || fits || (safe && r.Num > -1) {
		return r.Uint()
	}
	var n uint64
	for i := 0; i < len(r.Raw); i++ {
		if r.Raw[i] < '0' || r.Raw[i] > '9' {
			return 1 << 63
		}
		n = n*10 + uint64(r.Raw[i]-'0')
	}
	if r.Raw == "" {
		return 1 << 63
	}
	return n
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

func dumpValue(d *dump, value any) {
	switch v := value.(type) {
	case nil:
		d.number("nil", "")
	case bool:
		d.number("bool", v)
	case float64:
		d.float("float64", v)
	case string:
		d.text("string", v)
	case []any:
		d.inside("list", func() {
			for _, item := range v {
				dumpValue(d, item)
			}
		})
	case map[string]any:
		d.inside("map", func() {
			for _, key := range sortedKeys(v) {
				d.text("key", key)
				dumpValue(d, v[key])
			}
		})
	default:
		panic(fmt.Sprintf("%T %v", v, math.NaN()))
	}
}
