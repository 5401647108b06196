// Package common is shared by the plugins.
package common

import "github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"

// Say writes a line.
func Say(log wrapper.Log, text string) { log.Info(text) }
