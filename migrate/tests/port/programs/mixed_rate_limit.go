// A window of a rate limit.
package main

import "fmt"

type window struct {
	start, count int64
}

type limiter struct {
	limit   int64
	size    int64
	windows map[string]*window
}

func (l *limiter) allow(key string, now int64) (bool, int64) {
	w, ok := l.windows[key]
	if !ok || now-w.start >= l.size {
		w = &window{start: now - now%l.size}
		l.windows[key] = w
	}
	w.count++
	return w.count <= l.limit, max(0, l.limit-w.count)
}

func main() {
	l := &limiter{limit: 2, size: 10, windows: map[string]*window{}}
	for i, now := range []int64{1, 2, 3, 11, 12, 25} {
		key := []string{"a", "b"}[i%2]
		ok, left := l.allow(key, now)
		fmt.Println(key, now, ok, left)
	}
	fmt.Println(len(l.windows), l.windows["a"].count)
}
