// A chat request is rewritten.
package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}
type request struct {
	Model       string    `json:"model"`
	Messages    []message `json:"messages"`
	Stream      bool      `json:"stream,omitempty"`
	Temperature *float64  `json:"temperature,omitempty"`
}

func rewrite(body []byte, system string) ([]byte, error) {
	var r request
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, fmt.Errorf("bad request: %w", err)
	}
	if len(r.Messages) == 0 || r.Messages[0].Role != "system" {
		r.Messages = append([]message{{Role: "system", Content: system}}, r.Messages...)
	}
	for i := range r.Messages {
		r.Messages[i].Content = strings.TrimSpace(r.Messages[i].Content)
	}
	return json.Marshal(r)
}

func main() {
	for _, b := range []string{`{"model":"m","messages":[{"role":"user","content":" hi "}],"stream":true,"temperature":0.5}`, `{"messages":[{"role":"system","content":"x"}]}`, `{`} {
		out, err := rewrite([]byte(b), "be nice")
		fmt.Println(string(out), err)
	}
}
