// What the copy of wasm-go's package test is given so that it writes down what a test does with its host.

package test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// conformanceRecord appends one event as a line of JSON, with the test and the line that it comes from.
func conformanceRecord(event string, values ...any) {
	file, err := os.OpenFile(os.Getenv("CONFORMANCE_RECORD"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	defer file.Close()
	for at, value := range values {
		if headers, ok := value.([][2]string); ok {
			values[at] = conformanceBytes(headers)
		}
	}
	test, line := conformancePlace()
	_ = json.NewEncoder(file).Encode(map[string]any{"event": event, "values": values, "test": test, "line": line})
}

// conformanceBytes keeps header values that are no UTF-8.
func conformanceBytes(headers [][2]string) [][2][]byte {
	pairs := make([][2][]byte, 0, len(headers))
	for _, header := range headers {
		pairs = append(pairs, [2][]byte{[]byte(header[0]), []byte(header[1])})
	}
	return pairs
}

// conformancePlace finds the function of the test, and the line in its file that is the nearest to the host.
func conformancePlace() (test string, line int) {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(filepath.Base(frame.File), "_test.go") {
			if line == 0 {
				line = frame.Line
			}
			name := frame.Function[strings.LastIndex(frame.Function, "/")+1:]
			if parts := strings.Split(name, "."); len(parts) > 1 {
				test = parts[1]
			}
		}
		if !more {
			return test, line
		}
	}
}

// conformanceUpstream names the cluster of the call that is answered next.
func conformanceUpstream(h *testHost) string {
	if calls := h.GetHttpCalloutAttributes(); len(calls) > 0 {
		return calls[0].Upstream
	}
	return ""
}

// conformanceQuery is the command of the Redis call that is answered next.
func conformanceQuery(h *testHost) []byte {
	if calls := h.GetRedisCalloutAttributes(); len(calls) > 0 {
		return calls[0].Query
	}
	return nil
}
