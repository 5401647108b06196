package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// fmtPrint: the function, the format, the values.
func fmtPrint(parts [][]byte) []byte {
	format, values := string(parts[1]), readValues(parts[2])
	switch string(parts[0]) {
	case "Sprint":
		return []byte(fmt.Sprint(values...))
	case "Sprintln":
		return []byte(fmt.Sprintln(values...))
	case "Errorf":
		err := fmt.Errorf(format, values...)
		text := err.Error()
		if wrapped := errors.Unwrap(err); wrapped != nil {
			text += "\nwraps " + wrapped.Error()
		}
		for _, value := range values {
			if target, ok := value.(error); ok {
				text += fmt.Sprintf("\nis %t", errors.Is(err, target))
			}
		}
		return []byte(text)
	default:
		return []byte(fmt.Sprintf(format, values...))
	}
}

func quoted(parts [][]byte) []byte {
	return []byte(strconv.Quote(string(parts[0])))
}

func printable(parts [][]byte) []byte {
	out := make([]byte, 0x110000)
	for r := range out {
		if strconv.IsPrint(rune(r)) {
			out[r] = 1
		}
	}
	return out
}

// numbers: what to do with the text, and the text; or verb, precision, size and bits of a number to format.
func numbers(parts [][]byte) []byte {
	var d dump
	text := string(parts[1])
	switch string(parts[0]) {
	case "format":
		precision := int(int32(binary.LittleEndian.Uint32(parts[2])))
		value := math.Float64frombits(binary.LittleEndian.Uint64(parts[3]))
		size := 64
		if parts[4][0] == 1 {
			size = 32
		}
		return strconv.AppendFloat(nil, value, text[0], precision, size)
	case "ParseFloat":
		value, err := strconv.ParseFloat(text, 64)
		d.float("value", value)
		dumpError(&d, err)
	case "Atoi":
		value, err := strconv.Atoi(text)
		d.number("value", value)
		dumpError(&d, err)
	case "ParseBool":
		value, err := strconv.ParseBool(text)
		d.number("value", value)
		dumpError(&d, err)
	}
	return d.bytes()
}

func dumpError(d *dump, err error) {
	if err == nil {
		d.number("ok", "")
	} else {
		d.text("error", err.Error())
	}
}

// readValues reads a list of values: a byte for the type, and what the type needs.
func readValues(data []byte) []any {
	r := reader{data}
	count := r.number()
	values := make([]any, count)
	for i := range values {
		values[i] = r.value()
	}
	return values
}

type reader struct{ data []byte }

func (r *reader) take(n uint32) []byte {
	taken := r.data[:n]
	r.data = r.data[n:]
	return taken
}

func (r *reader) number() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *reader) text() string   { return string(r.take(r.number())) }
func (r *reader) uint64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }
func (r *reader) strings() (list []string) {
	list = make([]string, r.number())
	for i := range list {
		list[i] = r.text()
	}
	return list
}

func (r *reader) value() any {
	switch kind := r.take(1)[0]; kind {
	case 'n':
		return nil
	case 't':
		return true
	case 'f':
		return false
	case 'i':
		return int(r.uint64())
	case '1':
		return int8(r.uint64())
	case '2':
		return int16(r.uint64())
	case '4':
		return int32(r.uint64())
	case 'u':
		return r.uint64()
	case '8':
		return uint8(r.uint64())
	case '6':
		return uint16(r.uint64())
	case '3':
		return uint32(r.uint64())
	case 'F':
		return math.Float32frombits(uint32(r.uint64()))
	case 'd':
		return math.Float64frombits(r.uint64())
	case 's':
		return r.text()
	case 'b':
		return []byte(r.text())
	case 'e':
		return errors.New(r.text())
	case 'w':
		return fmt.Errorf("%s: %w", r.text(), errors.New("inner"))
	case 'S':
		return r.strings()
	case 'P':
		pairs := make([][2]string, r.number())
		for i := range pairs {
			pairs[i] = [2]string{r.text(), r.text()}
		}
		return pairs
	case 'l':
		list := make([]any, r.number())
		for i := range list {
			list[i] = r.value()
		}
		return list
	case 'm':
		m := map[string]any{}
		for count := r.number(); count > 0; count-- {
			key := r.text()
			m[key] = r.value()
		}
		return m
	default:
		panic(kind)
	}
}
