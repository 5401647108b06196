// Loops and conditions as they are often written: counters kept by hand, comparisons that say too much.
package main

import "fmt"

func timeout(given uint32) uint32 {
	if given <= 0 {
		return 5000
	}
	return given
}

func list(names []string) string {
	text := ""
	index := 0
	for _, name := range names {
		text += name
		if index < len(names)-1 {
			text += ","
		}
		index++
	}
	return text
}

type sink struct {
	lines []string
}

func (s *sink) add(line string) error {
	if line == "" {
		return fmt.Errorf("nothing")
	}
	s.lines = append(s.lines, line)
	return nil
}

func fill(s *sink, lines ...string) {
	for _, line := range lines {
		if err := s.add(fmt.Sprint(line)); err != nil {
			fmt.Println(err, len(s.lines))
		}
	}
}

func main() {
	fmt.Println(timeout(0), timeout(7), list([]string{"a", "b", "c"}), list(nil))
	s := &sink{}
	kept := s
	fill(s, "x", "", "y")
	fmt.Println(kept.lines)
}
