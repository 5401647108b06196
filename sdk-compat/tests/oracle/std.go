package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash/crc32"
	"hash/fnv"
	"math"
	"net/url"
	"path"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// outcome writes a value, or the error in its place.
func (d *dump) outcome(name string, value string, err error) {
	if err != nil {
		d.text(name+" fails", err.Error())
		return
	}
	d.text(name, value)
}

// encodings answers what the packages that encode and hash make of bytes and a key.
func encodings(parts [][]byte) []byte {
	var d dump
	data, key := parts[0], parts[1]
	kinds := []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding}
	for _, kind := range kinds {
		d.text("base64", kind.EncodeToString(data))
		d.number("length", kind.EncodedLen(len(data)))
		back, err := kind.DecodeString(string(data))
		d.outcome("decoded", string(back), err)
	}
	d.text("hex", hex.EncodeToString(data))
	back, err := hex.DecodeString(string(data))
	d.outcome("unhex", string(back), err)
	md, s1, s2, s5 := md5.Sum(data), sha1.Sum(data), sha256.Sum256(data), sha512.Sum512(data)
	d.text("md5", string(md[:]))
	d.text("sha1", string(s1[:]))
	d.text("sha256", string(s2[:]))
	d.text("sha512", string(s5[:]))
	for _, mac := range []func() []byte{
		func() []byte { h := hmac.New(sha256.New, key); h.Write(data); return h.Sum(key) },
		func() []byte { h := hmac.New(md5.New, key); h.Write(data); h.Reset(); h.Write(key); return h.Sum(nil) },
		func() []byte { h := hmac.New(sha512.New, data); h.Write(key); return h.Sum(nil) },
	} {
		d.text("hmac", string(mac()))
	}
	d.number("crc32", crc32.ChecksumIEEE(data))
	f32, f64 := fnv.New32a(), fnv.New64()
	f32.Write(data)
	f64.Write(data)
	d.number("fnv", f32.Sum32())
	d.number("fnv64", f64.Sum64())
	return d.bytes()
}

// readings answers what the packages that read numbers, times and addresses make of a text.
func readings(parts [][]byte) []byte {
	var d dump
	text, layout := string(parts[0]), string(parts[1])
	base, bits := int(parts[2][0]), int(parts[2][1])
	n, err := strconv.ParseInt(text, base, bits)
	d.outcome("int", strconv.FormatInt(n, 10), err)
	u, err := strconv.ParseUint(text, base, bits)
	d.outcome("uint", strconv.FormatUint(u, 10), err)
	unquoted, err := strconv.Unquote(text)
	d.outcome("unquote", unquoted, err)
	span, err := time.ParseDuration(text)
	d.outcome("duration", span.String(), err)
	moment, err := time.Parse(layout, text)
	d.outcome("time", moment.UTC().Format(time.RFC3339Nano), err)
	d.text("clean", path.Clean(text))
	d.text("base", path.Base(text))
	d.text("dir", path.Dir(text))
	d.text("ext", path.Ext(text))
	d.text("join", path.Join(text, layout, text))
	address, err := url.ParseRequestURI(text)
	if err != nil {
		d.text("request fails", err.Error())
	} else {
		d.text("request", address.String()+" "+address.Path)
	}
	return d.bytes()
}

// textFunctions answers the functions of strings and bytes that take functions and code points.
func textFunctions(parts [][]byte) []byte {
	var d dump
	text, part := string(parts[0]), string(parts[1])
	r, _ := utf8.DecodeRuneInString(part)
	list := func(name string, items []string) {
		d.inside(name, func() {
			for _, item := range items {
				d.text("item", item)
			}
		})
	}
	in := func(r rune) bool { return strings.ContainsRune(part, r) }
	d.number("compare", strings.Compare(text, part))
	d.number("index rune", strings.IndexRune(text, r))
	d.number("index any", strings.IndexAny(text, part))
	d.number("last index any", strings.LastIndexAny(text, part))
	d.number("index func", strings.IndexFunc(text, in))
	d.number("last index func", strings.LastIndexFunc(text, in))
	d.text("trim func", strings.TrimFunc(text, in))
	list("fields func", strings.FieldsFunc(text, in))
	d.text("map", strings.Map(func(r rune) rune {
		if in(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, text))
	list("split after", strings.SplitAfter(text, part))
	d.text("valid", strings.ToValidUTF8(text, part))
	d.text("replacer", strings.NewReplacer(part, "x", "a", part, "", "-").Replace(text))
	d.text("bytes replace", string(bytes.ReplaceAll([]byte(text), []byte(part), []byte("--"))))
	for _, piece := range bytes.SplitN([]byte(text), []byte(part), 3) {
		d.text("piece", string(piece))
	}
	d.number("runes", utf8.RuneCountInString(text))
	last, width := utf8.DecodeLastRuneInString(text)
	d.number("last", last)
	d.number("width", width)
	return d.bytes()
}

// numberFunctions answers functions of math and time, and sorts.
func numberFunctions(parts [][]byte) []byte {
	var d dump
	bits := func(at int) uint64 {
		var n uint64
		for i := 7; i >= 0; i-- {
			n = n<<8 | uint64(parts[at][i])
		}
		return n
	}
	x, y := math.Float64frombits(bits(0)), math.Float64frombits(bits(1))
	for _, value := range []float64{math.Floor(x), math.Ceil(x), math.Round(x), math.RoundToEven(x), math.Trunc(x), math.Abs(x), math.Max(x, y),
		math.Min(x, y), math.Mod(x, y), math.Sqrt(x)} {
		d.float("float", value)
	}
	span, unit := time.Duration(bits(0)), time.Duration(bits(1))
	d.text("span", span.String())
	d.number("rounded", int64(span.Round(unit)))
	d.number("truncated", int64(span.Truncate(unit)))
	d.float("hours", span.Hours())
	moment := time.Unix(int64(bits(2)%4000000000), 5).UTC()
	d.number("weekday", moment.Weekday())
	d.number("month", moment.Month())
	d.number("year day", moment.YearDay())
	d.text("later", moment.Add(span).Format(time.RFC3339Nano))
	d.text("months later", moment.AddDate(1, int(bits(1)%30), int(bits(0)%50)).Format(time.RFC3339))
	d.number("between", int64(moment.Add(unit).Sub(moment)))
	numbers := []int{int(bits(0)), int(bits(1)), int(bits(2)), 0, -1, 5}
	sort.Ints(numbers)
	d.number("sorted", numbers)
	return d.bytes()
}
