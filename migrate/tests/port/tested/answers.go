// Of this plugin.

// What is kept of answers.
package main

import (
	"tested/store"

	"github.com/tidwall/resp"
)

// Answers keeps answers where its settings say.
type Answers struct {
	store    store.Store
	settings store.Settings
	hits     int
}

// Check is what a configuration has to pass.
func (a *Answers) Check() error {
	if a.settings.Kind != "" {
		if err := a.settings.Check(); err != nil {
			return err
		}
	}
	return nil
}

func (a *Answers) of(key string) (answer string) {
	_ = a.store.Get(key, func(value resp.Value) {
		if value.IsNull() {
			_ = a.store.Set(key, "seen", nil)
			return
		}
		a.hits++
		answer = value.String()
	})
	return answer
}
