package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/higress-group/wasm-go/pkg/wrapper"
)

// urlParse adds the path and authority that the SDK makes of a URL for a call.
func urlParse(parts [][]byte) []byte {
	var d dump
	u, err := url.Parse(string(parts[0]))
	if err != nil {
		d.text("error", err.Error())
		return d.bytes()
	}
	d.text("scheme", u.Scheme)
	d.text("opaque", u.Opaque)
	if u.User == nil {
		d.number("user", "nil")
	} else {
		d.text("user", u.User.Username())
		if password, ok := u.User.Password(); ok {
			d.text("password", password)
		}
	}
	d.text("host", u.Host)
	d.text("path", u.Path)
	d.text("raw-path", u.RawPath)
	d.number("omit-host", u.OmitHost)
	d.number("force-query", u.ForceQuery)
	d.text("raw-query", u.RawQuery)
	d.text("fragment", u.Fragment)
	d.text("raw-fragment", u.RawFragment)
	d.text("escaped-path", u.EscapedPath())
	path := "/" + strings.TrimPrefix(u.Path, "/")
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	d.text("call-path", path)
	d.text("string", u.String())
	d.text("hostname", u.Hostname())
	d.text("port", u.Port())
	d.text("request-uri", u.RequestURI())
	d.text("query", u.Query().Encode())
	return d.bytes()
}

// urlEscapes answers what a text is with escapes and without them, and as a query.
func urlEscapes(parts [][]byte) []byte {
	var d dump
	text := string(parts[0])
	result := func(name, value string, err error) {
		if err != nil {
			name, value = name+" error", err.Error()
		}
		d.text(name, value)
	}
	d.text("query", url.QueryEscape(text))
	d.text("path", url.PathEscape(text))
	query, err := url.QueryUnescape(text)
	result("query without", query, err)
	path, err := url.PathUnescape(text)
	result("path without", path, err)
	values, err := url.ParseQuery(text)
	result("values", values.Encode(), err)
	values.Add("a", text)
	values.Set("c", "1")
	values.Del("b")
	d.text("changed", values.Encode())
	d.text("first", values.Get("a"))
	d.number("has", values.Has("d"))
	return d.bytes()
}

func canonicalHeader(parts [][]byte) []byte {
	header := http.Header{}
	header.Add(string(parts[0]), "value")
	for key := range header {
		return []byte(key)
	}
	return nil
}

// headers: steps of a letter, a name and a value each.
func headers(parts [][]byte) []byte {
	var d dump
	header := http.Header{}
	for ; len(parts) > 0; parts = parts[3:] {
		name, value := string(parts[1]), string(parts[2])
		switch parts[0][0] {
		case 'A':
			header.Add(name, value)
		case 'S':
			header.Set(name, value)
		case 'D':
			header.Del(name)
		case 'G':
			d.text("get", header.Get(name))
		case 'V':
			for _, value := range header.Values(name) {
				d.text("value", value)
			}
		default:
			header = header.Clone()
		}
	}
	d.text("printed", fmt.Sprintf("%v %#v %s %q", header, header, header, header))
	var written bytes.Buffer
	header.Write(&written)
	d.text("written", written.String())
	written.Reset()
	header.WriteSubset(&written, map[string]bool{"A": true, "Content-Type": true})
	d.text("subset", written.String())
	return d.bytes()
}

// clusterNames: the kind of the cluster and whether its registry is an extended one, five texts, and the port.
func clusterNames(parts [][]byte) []byte {
	var d dump
	texts := make([]string, 5)
	for i := range texts {
		texts[i] = string(parts[i+1])
	}
	service, second, third, version, host := texts[0], texts[1], texts[2], texts[3], texts[4]
	port := int64(binary.LittleEndian.Uint64(parts[6]))
	var cluster wrapper.Cluster
	switch parts[0][0] {
	case 0:
		cluster = wrapper.TargetCluster{Host: host, Cluster: service}
	case 1:
		cluster = wrapper.K8sCluster{ServiceName: service, Namespace: second, Port: port, Version: version, Host: host}
	case 2:
		cluster = wrapper.NacosCluster{ServiceName: service, Group: second, NamespaceID: third, Port: port,
			IsExtRegistry: parts[0][1] == 1, Version: version, Host: host}
	case 3:
		cluster = wrapper.StaticIpCluster{ServiceName: service, Port: port, Host: host}
	case 4:
		cluster = wrapper.DnsCluster{ServiceName: service, Domain: second, Port: port}
	case 5:
		cluster = wrapper.ConsulCluster{ServiceName: service, Datacenter: second, Port: port, Host: host}
	default:
		cluster = wrapper.FQDNCluster{FQDN: service, Host: host, Port: port}
	}
	d.text("cluster", cluster.ClusterName())
	d.text("host", cluster.HostName())
	return d.bytes()
}
