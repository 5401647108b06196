// Command helper reads Go sources for migrate: it gets a job as JSON on standard input, and writes the changed files and
// what needs a hand as JSON on standard output. It writes no file itself.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// Job is what migrate asks for: rules to apply to the packages of one module.
type Job struct {
	Packages []Directory `json:"packages"`
	Rules    Rules       `json:"rules"`
	// Port is set where typed syntax is asked for instead.
	Port *PortJob `json:"port"`
}

// Directory is a folder with the Go files in it.
type Directory struct {
	Files []File `json:"files"`
}

// File is a source; the text is to be read where it is not given.
type File struct {
	Path string  `json:"path"`
	Text *string `json:"text"`
}

// Rules holds the rules that are on, each with the id under which its changes are reported.
type Rules struct {
	Imports   []ImportRule `json:"imports"`
	Renames   []RenameRule `json:"renames"`
	Init      *PlainRule   `json:"init"`
	Log       *LogRule     `json:"log"`
	Pause     *PauseRule   `json:"pause"`
	Tags      *TagRule     `json:"tags"`
	Exports   *PlainRule   `json:"exports"`
	Modernize *PlainRule   `json:"modernize"`
	Traps     []Trap       `json:"traps"`
}

// PlainRule is a rule without parameters.
type PlainRule struct {
	ID string `json:"id"`
}

// Answer is what the job came to.
type Answer struct {
	Files    []Changed `json:"files"`
	Findings []Finding `json:"findings"`
}

// Changed is a file with its new text.
type Changed struct {
	Path  string   `json:"path"`
	Text  string   `json:"text"`
	Rules []string `json:"rules"`
}

// Finding is something that no rule could move, or a decision that has to be known.
type Finding struct {
	Rule string `json:"rule"`
	Path string `json:"path"`
	Line int    `json:"line"`
	What string `json:"what"`
	// Hand says that somebody has to act; else the finding explains a change.
	Hand bool `json:"hand"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var job Job
	if err := json.NewDecoder(os.Stdin).Decode(&job); err != nil {
		return fmt.Errorf("the job cannot be read: %w", err)
	}
	if job.Port != nil {
		answer, err := portPackages(job.Port)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(answer)
	}
	answer := Answer{Files: []Changed{}, Findings: []Finding{}}
	var packages []*pack
	for _, directory := range job.Packages {
		loaded, err := load(directory.Files)
		if err != nil {
			return err
		}
		packages = append(packages, loaded...)
	}
	apply(packages, &job.Rules)
	if err := collect(packages, &answer); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(answer)
}

// apply runs every rule that is on. Rules see the sources as they were; their edits are put together at the end.
func apply(packages []*pack, rules *Rules) {
	for _, pkg := range packages {
		pkg.apply(rules)
	}
	for _, pkg := range packages {
		pkg.reportOpen()
	}
	if rules.Log != nil {
		reportUnset(packages, rules.Log.ID)
	}
	if rules.Pause != nil {
		newModule(packages).movePause(rules.Pause)
	}
	newModule(packages).findTraps(rules.Traps)
}

func (p *pack) apply(rules *Rules) {
	for _, rule := range rules.Imports {
		p.moveImport(rule)
	}
	for _, rule := range rules.Renames {
		p.rename(rule)
	}
	if rules.Log != nil {
		p.moveLog(rules.Log)
	}
	if rules.Init != nil {
		p.moveInit(rules.Init.ID)
	}
	if rules.Tags != nil {
		p.moveTags(rules.Tags)
	}
	if rules.Exports != nil {
		p.moveExports(rules.Exports.ID)
	}
	if rules.Modernize != nil {
		p.modernize(rules.Modernize.ID)
	}
}
