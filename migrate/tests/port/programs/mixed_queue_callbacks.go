// Call-outs that follow each other.
package main

import (
	"errors"
	"fmt"
	"strings"
)

type client struct{ queue []func() }

func (c *client) get(path string, cb func(status int, body []byte)) error {
	if strings.HasPrefix(path, "!") {
		return errors.New("cannot dispatch " + path)
	}
	c.queue = append(c.queue, func() { cb(200+len(path), []byte("<"+path+">")) })
	return nil
}

func (c *client) run() (n int) {
	for len(c.queue) > 0 {
		next := c.queue[0]
		c.queue = c.queue[1:]
		next()
		n++
	}
	return
}

type context struct{ values map[string]interface{} }

func chain(c *client, ctx *context, paths []string, done func(error)) {
	if len(paths) == 0 {
		done(nil)
		return
	}
	path := paths[0]
	err := c.get(path, func(status int, body []byte) {
		ctx.values[path] = fmt.Sprintf("%d%s", status, body)
		chain(c, ctx, paths[1:], done)
	})
	if err != nil {
		done(err)
	}
}

func main() {
	c, ctx := &client{}, &context{values: map[string]interface{}{}}
	var result error
	finished := 0
	done := func(err error) {
		finished++
		result = err
	}
	chain(c, ctx, []string{"a", "bb"}, done)
	fmt.Println(c.run(), finished, result, ctx.values)
	chain(c, ctx, []string{"c", "!d", "e"}, done)
	fmt.Println(c.run(), finished, result, ctx.values)
}
