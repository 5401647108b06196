// Package steps runs one step after another, and keeps what they say.
package steps

import (
	"errors"
	"fmt"

	"github.com/tidwall/gjson"
)

// Diary is what steps write into.
type Diary interface {
	Note(line string)
	Lines() []string
}

// NewDiary gives an empty one.
func NewDiary() Diary {
	return &diary{}
}

type diary struct {
	lines []string
}

func (d *diary) Note(line string) {
	d.lines = append(d.lines, line)
}

func (d *diary) Lines() []string {
	return d.lines
}

// Step is one of many.
type Step interface {
	Run(diary Diary) error
}

// Steps are some of them.
type Steps struct {
	All []Step
}

// Add reads a step.
func (s *Steps) Add(json gjson.Result) error {
	word := json.Get("word").String()
	if word == "" {
		return fmt.Errorf("a step without a word: %v", json)
	}
	s.All = append(s.All, &spoken{word: word, owner: s})
	return nil
}

// Run runs all of them.
func (s *Steps) Run(diary Diary) error {
	for i, step := range s.All {
		if err := step.Run(diary); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	return nil
}

// Named are steps with a name.
type Named struct {
	Steps
	Name string
}

type spoken struct {
	word  string
	owner *Steps
}

var errQuiet = errors.New("nothing to say")

func (s *spoken) Run(diary Diary) error {
	if s.word == "-" {
		return errQuiet
	}
	diary.Note(fmt.Sprintf("%s (one of %d)", s.word, len(s.owner.All)))
	return nil
}
