// Durations and fixed times.
package main

import (
	"fmt"
	"time"
)

func main() {
	d := 90*time.Minute + 30*time.Second
	fmt.Println(d, d.Hours() > 1.5, d.Minutes(), d.Milliseconds(), time.Duration(1500)*time.Microsecond)
	t := time.Unix(1700000000, 0).UTC()
	fmt.Println(t.Format("2006-01-02 15:04:05"), t.Year(), t.Weekday(), t.Unix(), t.UnixMilli())
	later := t.Add(36 * time.Hour)
	fmt.Println(later.Sub(t), later.After(t), t.Before(later), t.Equal(t), later.Format(time.RFC3339))
	p, err := time.ParseDuration("1h15m30.5s")
	fmt.Println(p, err, p.Seconds(), p > time.Hour, p/2)
	_, err = time.ParseDuration("x")
	fmt.Println(err)
	parsed, err := time.Parse(time.RFC3339, "2024-02-29T12:30:00Z")
	fmt.Println(parsed.Unix(), err, parsed.Month(), parsed.YearDay())
}
