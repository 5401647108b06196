// ip-allow lets requests in by the address they come from: lists of addresses and networks that are allowed or denied, the
// narrowest network decides, and a header of trusted proxies can name the client.
package main

import (
	"errors"
	"fmt"
	"net"
	"sort"
	"strings"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"ip-allow",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
	)
}

type verdict bool

const (
	allowed verdict = true
	denied  verdict = false
)

// entry is a network and what becomes of those who come from it.
type entry struct {
	network *net.IPNet
	ones    int
	verdict verdict
}

// IpAllowConfig holds the networks, the narrowest first.
type IpAllowConfig struct {
	entries  []entry
	fallback verdict
	trusted  []*net.IPNet
	header   string
	status   uint32
	message  string
}

func parseConfig(json gjson.Result, config *IpAllowConfig) error {
	config.fallback = denied
	if json.Get("default").String() == "allow" {
		config.fallback = allowed
	}
	for verdict, key := range map[verdict]string{allowed: "allow", denied: "deny"} {
		for _, item := range json.Get(key).Array() {
			network, err := parseNetwork(item.String())
			if err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			ones, _ := network.Mask.Size()
			config.entries = append(config.entries, entry{network, ones, verdict})
		}
	}
	if len(config.entries) == 0 {
		return errors.New("neither allow nor deny in config")
	}
	sort.SliceStable(config.entries, func(i, j int) bool {
		one, other := config.entries[i], config.entries[j]
		if one.ones != other.ones {
			return one.ones > other.ones
		}
		if one.verdict != other.verdict {
			return one.verdict == denied
		}
		return one.network.String() < other.network.String()
	})
	for _, item := range json.Get("trustedProxies").Array() {
		network, err := parseNetwork(item.String())
		if err != nil {
			return fmt.Errorf("trustedProxies: %w", err)
		}
		config.trusted = append(config.trusted, network)
	}
	config.header = strings.ToLower(json.Get("header").String())
	config.status = uint32(json.Get("status").Uint())
	if config.status == 0 {
		config.status = 403
	}
	config.message = json.Get("message").String()
	return nil
}

// parseNetwork reads a network, or an address as the network that holds it alone.
func parseNetwork(text string) (*net.IPNet, error) {
	if strings.Contains(text, "/") {
		_, network, err := net.ParseCIDR(text)
		return network, err
	}
	ip := net.ParseIP(text)
	if ip == nil {
		return nil, fmt.Errorf("%q is no address", text)
	}
	bits := 128
	if v4 := ip.To4(); v4 != nil {
		ip, bits = v4, 32
	}
	return &net.IPNet{IP: ip, Mask: net.CIDRMask(bits, bits)}, nil
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config IpAllowConfig) types.Action {
	ctx.DontReadRequestBody()
	source, err := sourceAddress()
	if err != nil {
		log.Errorf("no source address: %v", err)
		return config.refuse("unknown")
	}
	client := config.clientAddress(source)
	found, by := config.judge(client)
	log.Debugf("%s by %s: %t", client, by, bool(found))
	if found == allowed {
		proxywasm.ReplaceHttpRequestHeader("x-client-ip", client.String())
		return types.HeaderContinue
	}
	return config.refuse(client.String())
}

func sourceAddress() (net.IP, error) {
	bytes, err := proxywasm.GetProperty([]string{"source", "address"})
	if err != nil {
		return nil, err
	}
	text := string(bytes)
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	if ip := net.ParseIP(text); ip != nil {
		return ip, nil
	}
	return nil, fmt.Errorf("%q is no address", text)
}

// clientAddress goes from the last proxy to the first, as long as it trusts them.
func (c *IpAllowConfig) clientAddress(source net.IP) net.IP {
	if c.header == "" || !within(c.trusted, source) {
		return source
	}
	value, err := proxywasm.GetHttpRequestHeader(c.header)
	if err != nil {
		return source
	}
	hops := strings.Split(value, ",")
	client := source
	for i := len(hops) - 1; i >= 0; i-- {
		ip := net.ParseIP(strings.TrimSpace(hops[i]))
		if ip == nil {
			log.Warnf("%s: hop %d is no address: %q", c.header, i, hops[i])
			break
		}
		client = ip
		if !within(c.trusted, ip) {
			break
		}
	}
	return client
}

func within(networks []*net.IPNet, ip net.IP) bool {
	for _, network := range networks {
		if network.Contains(ip) {
			return true
		}
	}
	return false
}

func (c *IpAllowConfig) judge(ip net.IP) (verdict, string) {
	for _, entry := range c.entries {
		if entry.network.Contains(ip) {
			return entry.verdict, entry.network.String()
		}
	}
	return c.fallback, "default"
}

func (c *IpAllowConfig) refuse(client string) types.Action {
	message := c.message
	if message == "" {
		message = "no access from " + client
	}
	proxywasm.SendHttpResponse(c.status, nil, []byte(message), -1)
	return types.HeaderStopAllIterationAndWatermark
}
