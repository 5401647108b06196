// Durations and times as text.
package main

import (
	"fmt"
	"net/http"
	"time"
)

func main() {
	d := 90*time.Minute + 500*time.Millisecond
	fmt.Println(d, d.Milliseconds(), d.Seconds(), time.Duration(1500)*time.Microsecond, time.Duration(0))
	t := time.Unix(1700000000, 0).UTC()
	fmt.Println(t.Format(time.RFC3339), t.Format("2006-01-02 15:04:05"), t.Unix(), t.UnixMilli(), t.Year(), t.Month(), t.Day(), t.Weekday())
	u := t.Add(36 * time.Hour)
	fmt.Println(u.Sub(t), u.After(t), t.Before(u), u.Equal(t), u.Format(http.TimeFormat))
	p, err := time.Parse(time.RFC3339, "2024-02-29T12:00:00Z")
	fmt.Println(p.Unix(), err)
	_, err = time.Parse("2006-01-02", "nonsense")
	fmt.Println(err)
	x, err := time.ParseDuration("1h15m30.5s")
	fmt.Println(x, err)
}
