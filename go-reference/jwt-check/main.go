// jwt-check lets requests in that carry a token signed with a key it knows (HS256, HS384, HS512), checks issuer, audience
// and times, and copies claims to headers for the upstream.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"
	"time"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"jwt-check",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
	)
}

const defaultSkew = 60

// Issuer signs tokens.
type Issuer struct {
	name      string
	audiences []string
	keys      map[string][]byte
}

// ClaimHeader is a claim that goes to the upstream as a header.
type ClaimHeader struct {
	claim    string
	header   string
	override bool
}

// JwtCheckConfig says whom to trust and what to copy.
type JwtCheckConfig struct {
	issuers  map[string]*Issuer
	claims   []ClaimHeader
	skew     time.Duration
	optional bool
	keep     bool
}

// Header is the first part of a token.
type Header struct {
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid,omitempty"`
	Type      string `json:"typ,omitempty"`
}

// Problem is what the client is told.
type Problem struct {
	Code   string         `json:"error"`
	Detail string         `json:"error_description,omitempty"`
	Seen   map[string]any `json:"seen,omitempty"`
}

func (p *Problem) Error() string {
	return p.Code + ": " + p.Detail
}

func problem(code, format string, args ...any) *Problem {
	return &Problem{Code: code, Detail: fmt.Sprintf(format, args...)}
}

var errNoToken = errors.New("no token")

func parseConfig(json gjson.Result, config *JwtCheckConfig) error {
	config.issuers = map[string]*Issuer{}
	for _, item := range json.Get("issuers").Array() {
		issuer := &Issuer{name: item.Get("issuer").String(), keys: map[string][]byte{}}
		if issuer.name == "" {
			return errors.New("an issuer has no name")
		}
		for _, audience := range item.Get("audiences").Array() {
			issuer.audiences = append(issuer.audiences, audience.String())
		}
		for id, key := range item.Get("keys").Map() {
			secret, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(key.String(), "="))
			if err != nil {
				return fmt.Errorf("issuer %s: key %s: %w", issuer.name, id, err)
			}
			if len(secret) < 16 {
				return fmt.Errorf("issuer %s: key %s has %d bytes, want 16 or more", issuer.name, id, len(secret))
			}
			issuer.keys[id] = secret
		}
		if len(issuer.keys) == 0 {
			return fmt.Errorf("issuer %s has no keys", issuer.name)
		}
		config.issuers[issuer.name] = issuer
	}
	if len(config.issuers) == 0 {
		return errors.New("no issuers in config")
	}
	for _, item := range json.Get("claimsToHeaders").Array() {
		config.claims = append(config.claims, ClaimHeader{
			claim:    item.Get("claim").String(),
			header:   item.Get("header").String(),
			override: !item.Get("override").Exists() || item.Get("override").Bool(),
		})
	}
	skew := json.Get("clockSkewSeconds")
	if !skew.Exists() {
		config.skew = defaultSkew * time.Second
	} else if skew.Int() < 0 {
		return errors.New("clockSkewSeconds is negative")
	} else {
		config.skew = time.Duration(skew.Int()) * time.Second
	}
	config.optional = json.Get("optional").Bool()
	config.keep = json.Get("keepToken").Bool()
	return nil
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config JwtCheckConfig) types.Action {
	ctx.DontReadRequestBody()
	token, err := tokenOf(ctx)
	if errors.Is(err, errNoToken) && config.optional {
		log.Debug("no token, and none needed")
		return types.HeaderContinue
	}
	if err != nil {
		return deny(problem("missing_token", "%v", err))
	}
	claims, err := config.verify(token, time.Now())
	var found *Problem
	if errors.As(err, &found) {
		return deny(found)
	} else if err != nil {
		return deny(problem("invalid_token", "%v", err))
	}
	for _, copied := range config.claims {
		copyClaim(claims.Get(copied.claim), copied)
	}
	if !config.keep {
		proxywasm.RemoveHttpRequestHeader("authorization")
	}
	ctx.SetUserAttribute("sub", claims.Get("sub").String())
	ctx.WriteUserAttributeToLog()
	return types.HeaderContinue
}

func tokenOf(ctx wrapper.HttpContext) (string, error) {
	value, err := proxywasm.GetHttpRequestHeader("authorization")
	if err != nil || value == "" {
		return "", fmt.Errorf("%s %s: %w", ctx.Method(), ctx.Host(), errNoToken)
	}
	scheme, token, found := strings.Cut(value, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return "", fmt.Errorf("scheme %q", scheme)
	}
	return strings.TrimSpace(token), nil
}

// verify checks the token and returns its claims.
func (c *JwtCheckConfig) verify(token string, now time.Time) (claims gjson.Result, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims, problem("invalid_token", "%d parts", len(parts))
	}
	var decoded [3][]byte
	for i, part := range parts {
		if decoded[i], err = base64.RawURLEncoding.DecodeString(part); err != nil {
			return claims, fmt.Errorf("part %d: %w", i, err)
		}
	}
	var header Header
	if err = json.Unmarshal(decoded[0], &header); err != nil {
		return claims, fmt.Errorf("header: %w", err)
	}
	if !gjson.ValidBytes(decoded[1]) {
		return claims, errors.New("claims are no JSON")
	}
	claims = gjson.ParseBytes(decoded[1])
	issuer, known := c.issuers[claims.Get("iss").String()]
	if !known {
		return claims, problem("unknown_issuer", "%s", claims.Get("iss").String())
	}
	if err = issuer.checkSignature(header, parts[0]+"."+parts[1], decoded[2]); err != nil {
		return claims, err
	}
	if err = issuer.checkAudience(claims.Get("aud")); err != nil {
		return claims, err
	}
	return claims, checkTimes(claims, now, c.skew)
}

func (i *Issuer) checkSignature(header Header, signed string, signature []byte) error {
	var newHash func() hash.Hash
	switch header.Algorithm {
	case "HS256":
		newHash = sha256.New
	case "HS384":
		newHash = sha512.New384
	case "HS512":
		newHash = sha512.New
	default:
		return problem("invalid_token", "algorithm %q", header.Algorithm)
	}
	key, found := i.keys[header.KeyID]
	if !found && header.KeyID == "" && len(i.keys) == 1 {
		for _, only := range i.keys {
			key, found = only, true
		}
	}
	if !found {
		return &Problem{Code: "unknown_key", Detail: header.KeyID, Seen: map[string]any{"alg": header.Algorithm, "keys": len(i.keys)}}
	}
	mac := hmac.New(newHash, key)
	mac.Write([]byte(signed))
	if !hmac.Equal(mac.Sum(nil), signature) {
		return problem("invalid_token", "signature")
	}
	return nil
}

func (i *Issuer) checkAudience(claim gjson.Result) error {
	if len(i.audiences) == 0 {
		return nil
	}
	given := []gjson.Result{claim}
	if claim.IsArray() {
		given = claim.Array()
	}
	for _, audience := range given {
		for _, wanted := range i.audiences {
			if audience.String() == wanted {
				return nil
			}
		}
	}
	return problem("wrong_audience", "%s", claim.Raw)
}

func checkTimes(claims gjson.Result, now time.Time, skew time.Duration) error {
	if expires := claims.Get("exp"); expires.Exists() {
		end := time.Unix(expires.Int(), 0)
		if now.After(end.Add(skew)) {
			return problem("expired", "at %s", end.UTC().Format(time.RFC3339))
		}
	}
	if begins := claims.Get("nbf"); begins.Exists() {
		begin := time.Unix(begins.Int(), 0)
		if now.Add(skew).Before(begin) {
			return problem("not_yet", "before %s", begin.UTC().Format(time.RFC3339))
		}
	}
	return nil
}

func copyClaim(value gjson.Result, to ClaimHeader) {
	var text string
	switch value.Type {
	case gjson.Null:
		return
	case gjson.String:
		text = value.Str
	case gjson.Number:
		text = strconv.FormatFloat(value.Num, 'f', -1, 64)
	case gjson.True, gjson.False:
		text = strconv.FormatBool(value.Bool())
	default:
		text = base64.RawURLEncoding.EncodeToString([]byte(value.Raw))
	}
	if to.override {
		proxywasm.ReplaceHttpRequestHeader(to.header, text)
	} else {
		proxywasm.AddHttpRequestHeader(to.header, text)
	}
}

func deny(why *Problem) types.Action {
	log.Warnf("denied: %v", why)
	body, err := json.Marshal(why)
	if err != nil {
		log.Errorf("problem: %v", err)
	}
	headers := [][2]string{
		{"content-type", "application/json"},
		{"www-authenticate", fmt.Sprintf(`Bearer error="%s"`, why.Code)},
	}
	proxywasm.SendHttpResponse(401, headers, body, -1)
	return types.HeaderStopAllIterationAndWatermark
}
