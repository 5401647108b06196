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
	found := gjson.Get(text, path)
	dumpResult(&d, found)
	d.text("path", found.Path(text))
	d.inside("paths", func() { dumpTexts(&d, found.Paths(text)) })
	d.inside("of-value", func() { dumpShallow(&d, gjson.Parse(text).Get(path)) })
	d.inside("of-found", func() { dumpShallow(&d, found.Get(path)) })
	return d.bytes()
}

// gjsonMany: the text and any number of paths, asked for all at once and in bytes.
func gjsonMany(parts [][]byte) []byte {
	var d dump
	paths := make([]string, len(parts)-1)
	for i := range paths {
		paths[i] = string(parts[i+1])
	}
	for _, found := range gjson.GetMany(string(parts[0]), paths...) {
		dumpShallow(&d, found)
	}
	for _, found := range gjson.GetManyBytes(parts[0], paths...) {
		dumpShallow(&d, found)
	}
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

// gjsonLines: the text, and how many lines of it to take.
func gjsonLines(parts [][]byte) []byte {
	var d dump
	wanted := int(parts[1][0])
	gjson.ForEachLine(string(parts[0]), func(line gjson.Result) bool {
		dumpShallow(&d, line)
		wanted--
		return wanted > 0
	})
	return d.bytes()
}

// gjsonResult: two results made by hand, held against a text.
func gjsonResult(parts [][]byte) []byte {
	var d dump
	one, other, text := readResult(parts[0]), readResult(parts[1]), string(parts[2])
	dumpResult(&d, one)
	d.number("less", fmt.Sprint(one.Less(other, true), one.Less(other, false), other.Less(one, false)))
	d.text("path", one.Path(text))
	d.inside("paths", func() { dumpTexts(&d, one.Paths(text)) })
	return d.bytes()
}

func readResult(data []byte) gjson.Result {
	r := reader{data}
	result := gjson.Result{
		Type:  gjson.Type(r.take(1)[0]),
		Raw:   r.text(),
		Str:   r.text(),
		Num:   math.Float64frombits(r.uint64()),
		Index: int(r.uint64()),
	}
	if r.take(1)[0] == 1 {
		result.Indexes = make([]int, r.number())
		for i := range result.Indexes {
			result.Indexes[i] = int(r.uint64())
		}
	}
	return result
}

func gjsonTime(parts [][]byte) []byte {
	var d dump
	moment := gjson.Result{Type: gjson.String, Str: string(parts[0])}.Time()
	d.number("unix", moment.Unix())
	d.number("milli", moment.UnixMilli())
	d.number("micro", moment.UnixMicro())
	d.number("nano", moment.UnixNano())
	d.number("zero", moment.IsZero())
	return d.bytes()
}

func init() {
	gjson.AddModifier("own", func(json, arg string) string { return json + " " + arg })
}

// gjsonSwitched: a path asked for with the package's variables set, and what a text becomes with them.
func gjsonSwitched(parts [][]byte) []byte {
	var d dump
	gjson.DisableModifiers = parts[0][0]&1 != 0
	gjson.DisableEscapeHTML = parts[0][0]&2 != 0
	defer func() { gjson.DisableModifiers, gjson.DisableEscapeHTML = false, false }()
	text, path := string(parts[1]), string(parts[2])
	found := gjson.Get(text, path)
	dumpShallow(&d, found)
	d.text("path", found.Path(text))
	d.text("escape", gjson.Escape(path))
	d.text("string", string(gjson.AppendJSONString([]byte("before"), text)))
	d.number("modifier", gjson.ModifierExists(path, nil))
	return d.bytes()
}

// sjsonEdit: what to do, hints, the text, the path, and the value in the form that the edit takes.
func sjsonEdit(parts [][]byte) []byte {
	hints, text, path := parts[1][0], parts[2], string(parts[3])
	var options *sjson.Options
	if hints&1 != 0 {
		options = &sjson.Options{Optimistic: hints&2 != 0, ReplaceInPlace: hints&4 != 0}
	}
	var out []byte
	var err error
	asString := func(value string, fault error) { out, err = []byte(value), fault }
	switch inBytes := hints&8 != 0; string(parts[0]) {
	case "delete":
		if inBytes {
			out, err = sjson.DeleteBytes(text, path)
		} else {
			asString(sjson.Delete(string(text), path))
		}
	case "raw":
		if inBytes {
			out, err = sjson.SetRawBytesOptions(text, path, parts[4], options)
		} else {
			asString(sjson.SetRawOptions(string(text), path, string(parts[4]), options))
		}
	case "value":
		value := readValues(parts[4])[0]
		if inBytes {
			out, err = sjson.SetBytesOptions(text, path, value, options)
		} else {
			asString(sjson.SetOptions(string(text), path, value, options))
		}
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

// unmarshal reads a text as a value of no fixed type.
func unmarshal(parts [][]byte) []byte {
	var d dump
	var value any
	if err := json.Unmarshal(parts[0], &value); err != nil {
		d.text("error", err.Error())
	} else if again, err := json.Marshal(value); err != nil {
		panic(err)
	} else {
		d.text("again", string(again))
	}
	return d.bytes()
}

func dumpTexts(d *dump, texts []string) {
	if texts == nil {
		d.number("nil", "")
	}
	for _, text := range texts {
		d.text("text", text)
	}
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
