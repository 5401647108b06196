// Package store keeps answers, in Redis or in memory.
package store

import (
	"errors"

	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/resp"
)

// Store keeps answers by their keys.
type Store interface {
	Get(key string, answer wrapper.RedisResponseCallback) error
	Set(key string, value string, answer wrapper.RedisResponseCallback) error
}

type kind interface {
	Check(Settings) error
	Open(Settings, log.Log) Store
}

var kinds = map[string]kind{"redis": &redisKind{}, "memory": &memoryKind{}}

// Settings say where answers are kept.
type Settings struct {
	Kind    string
	Service string
	Limits  []limit
	last    *limit
}

type limit struct {
	Name string
	most int
}

// Limit adds a limit.
func (s *Settings) Limit(name string, most int) {
	s.Limits = append(s.Limits, limit{name, most})
	s.last = &s.Limits[len(s.Limits)-1]
}

// Strictest is the lowest limit, and whether it was added last.
func (s *Settings) Strictest() (string, bool) {
	var strictest *limit
	for i := range s.Limits {
		if strictest == nil || s.Limits[i].most < strictest.most {
			strictest = &s.Limits[i]
		}
	}
	if strictest == nil {
		return "", false
	}
	return strictest.Name, strictest == s.last
}

// Check asks the kind of the store what it makes of the settings.
func (s *Settings) Check() error {
	kind, known := kinds[s.Kind]
	if !known {
		return errors.New("unknown store: " + s.Kind)
	}
	return kind.Check(*s)
}

// Open makes the store.
func Open(settings Settings, log log.Log) Store {
	return kinds[settings.Kind].Open(settings, log)
}

type redisKind struct{}

func (*redisKind) Check(settings Settings) error {
	if settings.Service == "" {
		return errors.New("a store without a service")
	}
	return nil
}

func (*redisKind) Open(settings Settings, log log.Log) Store {
	client := wrapper.NewRedisClusterClient(wrapper.FQDNCluster{FQDN: settings.Service, Port: 6379})
	return &redisStore{client: client, log: log}
}

type redisStore struct {
	client wrapper.RedisClient
	log    log.Log
}

func (r *redisStore) Get(key string, answer wrapper.RedisResponseCallback) error {
	return r.client.Get(key, answer)
}

func (r *redisStore) Set(key string, value string, answer wrapper.RedisResponseCallback) error {
	r.log.Debugf("%s is kept", key)
	return r.client.SetEx(key, value, 60, answer)
}

type memoryKind struct{}

func (*memoryKind) Check(settings Settings) error { return nil }

func (*memoryKind) Open(settings Settings, log log.Log) Store {
	return &memoryStore{values: map[string]string{}}
}

type memoryStore struct {
	values map[string]string
}

func (m *memoryStore) Get(key string, answer wrapper.RedisResponseCallback) error {
	value, kept := m.values[key]
	if !kept {
		answer(resp.NullValue())
		return nil
	}
	answer(resp.StringValue(value))
	return nil
}

func (m *memoryStore) Set(key string, value string, answer wrapper.RedisResponseCallback) error {
	m.values[key] = value
	if answer != nil {
		answer(resp.SimpleStringValue("OK"))
	}
	return nil
}
