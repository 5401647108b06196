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
	// Reaching are packages of other modules that use the SDK, or import one that does.
	Reaching []string `json:"reaching"`
	Rules    Rules    `json:"rules"`
	// Port is set where typed syntax is asked for instead.
	Port *PortJob `json:"port"`
	// Notes is set where it is asked what comes out otherwise.
	Notes *NotesJob `json:"notes"`
}

// Directory is a folder with the Go files in it.
type Directory struct {
	// Path is what the package in it is imported as.
	Path  string `json:"path"`
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
	Gone      []GoneRule   `json:"gone"`
	Commands  *PlainRule   `json:"commands"`
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
	// Reaching are the packages that use the SDK, or import one that does.
	Reaching []string `json:"reaching"`
	// Mains are the functions that were left alone because they reach no SDK.
	Mains []Main `json:"mains"`
}

// Main is a function main that does something.
type Main struct {
	Path string `json:"path"`
	Line int    `json:"line"`
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
	// Also are further lines of which the same holds.
	Also []int  `json:"also,omitempty"`
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
	if job.Port != nil && job.Port.All {
		programs, err := portPrograms(job.Port)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(programs)
	}
	if job.Port != nil {
		answer, err := portPackages(job.Port)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(answer)
	}
	if job.Notes != nil {
		findings, err := takeNotes(job.Notes)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(findings)
	}
	answer := Answer{Files: []Changed{}, Findings: []Finding{}, Mains: []Main{}}
	var packages []*pack
	for _, directory := range job.Packages {
		loaded, err := load(directory.Files)
		if err != nil {
			return err
		}
		for _, pkg := range loaded {
			pkg.path = directory.Path
		}
		packages = append(packages, loaded...)
	}
	markReaching(packages, job.Reaching)
	apply(packages, &job.Rules)
	answer.Reaching = reaching(packages)
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
	for _, rule := range rules.Gone {
		p.reportGone(rule)
	}
	if rules.Commands != nil {
		p.reportCommands(rules.Commands.ID)
	}
	if rules.Modernize != nil {
		p.modernize(rules.Modernize.ID)
	}
}
