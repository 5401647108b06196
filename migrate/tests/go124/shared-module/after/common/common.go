// Package common is shared by the plugins.
package common

import "github.com/higress-group/wasm-go/pkg/log"

// Say writes a line.
func Say(log log.Log, text string) { log.Info(text) }
