package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/higress-group/proxy-wasm-go-sdk/properties"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/proxytest"
)

// getters maps the names of the properties' getters to them.
var getters = byName(
	properties.GetClusterMetadata,
	properties.GetClusterName,
	properties.GetDownstreamConnectionID,
	properties.GetDownstreamDnsSanLocalCertificate,
	properties.GetDownstreamDnsSanPeerCertificate,
	properties.GetDownstreamLocalAddress,
	properties.GetDownstreamLocalPort,
	properties.GetDownstreamRemoteAddress,
	properties.GetDownstreamRemotePort,
	properties.GetDownstreamRequestedServerName,
	properties.GetDownstreamSha256PeerCertificateDigest,
	properties.GetDownstreamSubjectLocalCertificate,
	properties.GetDownstreamSubjectPeerCertificate,
	properties.GetDownstreamTerminationDetails,
	properties.GetDownstreamTlsVersion,
	properties.GetDownstreamUriSanLocalCertificate,
	properties.GetDownstreamUriSanPeerCertificate,
	properties.GetListenerDirection,
	properties.GetListenerMetadata,
	properties.GetNodeClientFeatures,
	properties.GetNodeCluster,
	properties.GetNodeDynamicParams,
	properties.GetNodeExtensions,
	properties.GetNodeId,
	properties.GetNodeListeningAddresses,
	properties.GetNodeLocality,
	properties.GetNodeMetaAnnotations,
	properties.GetNodeMetaAppContainers,
	properties.GetNodeMetaClusterId,
	properties.GetNodeMetaEnvoyPrometheusPort,
	properties.GetNodeMetaEnvoyStatusPort,
	properties.GetNodeMetaInstanceIps,
	properties.GetNodeMetaInterceptionMode,
	properties.GetNodeMetaIstioProxySha,
	properties.GetNodeMetaIstioVersion,
	properties.GetNodeMetaLabels,
	properties.GetNodeMetaMeshId,
	properties.GetNodeMetaName,
	properties.GetNodeMetaNamespace,
	properties.GetNodeMetaNodeName,
	properties.GetNodeMetaOwner,
	properties.GetNodeMetaPilotSan,
	properties.GetNodeMetaPodPorts,
	properties.GetNodeMetaProxyConfigBinaryPath,
	properties.GetNodeMetaProxyConfigConcurrency,
	properties.GetNodeMetaProxyConfigConfigPath,
	properties.GetNodeMetaServiceAccount,
	properties.GetNodeMetaWorkloadName,
	properties.GetNodeProxyConfigControlPlaneAuthPolicy,
	properties.GetNodeProxyConfigDiscoveryAddress,
	properties.GetNodeProxyConfigDrainDuration,
	properties.GetNodeProxyConfigExtraStatTags,
	properties.GetNodeProxyConfigHoldApplicationUntilProxyStarts,
	properties.GetNodeProxyConfigProxyAdminPort,
	properties.GetNodeProxyConfigProxyStatsMatcher,
	properties.GetNodeProxyConfigServiceCluster,
	properties.GetNodeProxyConfigStatNameLength,
	properties.GetNodeProxyConfigStatusPort,
	properties.GetNodeProxyConfigTerminationDrainDuration,
	properties.GetNodeProxyConfigTracingDatadogAddress,
	properties.GetNodeProxyConfigTracingOpenCensusAgentAddress,
	properties.GetNodeProxyConfigTracingZipkinAddress,
	properties.GetNodeUserAgentBuildVersion,
	properties.GetNodeUserAgentName,
	properties.GetNodeUserAgentVersion,
	properties.GetPluginName,
	properties.GetPluginRootId,
	properties.GetPluginVmId,
	properties.GetRequestDuration,
	properties.GetRequestHeaders,
	properties.GetRequestHost,
	properties.GetRequestId,
	properties.GetRequestMethod,
	properties.GetRequestPath,
	properties.GetRequestProtocol,
	properties.GetRequestQuery,
	properties.GetRequestReferer,
	properties.GetRequestScheme,
	properties.GetRequestSize,
	properties.GetRequestTime,
	properties.GetRequestTotalSize,
	properties.GetRequestUrlPath,
	properties.GetRequestUserAgent,
	properties.GetResponseCode,
	properties.GetResponseCodeDetails,
	properties.GetResponseFlags,
	properties.GetResponseGrpcStatusCode,
	properties.GetResponseHeaders,
	properties.GetResponseSize,
	properties.GetResponseTotalSize,
	properties.GetResponseTrailers,
	properties.GetRouteMetadata,
	properties.GetRouteName,
	properties.GetUpstreamAddress,
	properties.GetUpstreamDnsSanLocalCertificate,
	properties.GetUpstreamDnsSanPeerCertificate,
	properties.GetUpstreamHostMetadata,
	properties.GetUpstreamLocalAddress,
	properties.GetUpstreamPort,
	properties.GetUpstreamSha256PeerCertificateDigest,
	properties.GetUpstreamSubjectLocalCertificate,
	properties.GetUpstreamSubjectPeerCertificate,
	properties.GetUpstreamTlsVersion,
	properties.GetUpstreamTransportFailureReason,
	properties.GetUpstreamUriSanLocalCertificate,
	properties.GetUpstreamUriSanPeerCertificate,
	properties.GetXdsClusterMetadata,
	properties.GetXdsClusterName,
	properties.GetXdsListenerFilterChainName,
	properties.GetXdsRouteMetadata,
	properties.GetXdsRouteName,
	properties.GetXdsUpstreamHostMetadata,
	properties.IsDownstreamConnectionTls,
)

func byName(functions ...any) map[string]reflect.Value {
	named := map[string]reflect.Value{}
	for _, function := range functions {
		value := reflect.ValueOf(function)
		full := runtime.FuncForPC(value.Pointer()).Name()
		named[full[strings.LastIndex(full, ".")+1:]] = value
	}
	return named
}

// most is how many items a value may claim to have: the getters make room for all of them before they look.
const most = 1 << 16

// claimsTooMuch tells a value that a getter with such a result would make gigabytes of room for.
func claimsTooMuch(result reflect.Type, value []byte) bool {
	switch result.Kind() {
	case reflect.Slice, reflect.Map, reflect.Struct:
	default:
		return false
	}
	if result == reflect.TypeFor[time.Time]() || count(value) <= most && result != reflect.TypeFor[properties.IstioFilterMetadata]() {
		return false
	}
	return count(value) > most || slices.ContainsFunc(items(value), func(item []byte) bool { return count(item) > most })
}

// count returns how many items a list or a map claims to have.
func count(value []byte) int {
	if len(value) < 4 {
		return 0
	}
	return int(binary.LittleEndian.Uint32(value))
}

// items returns what begins where the items of a list begin.
func items(value []byte) (items [][]byte) {
	start := 4 + 8*count(value)
	for at := 4; at+8 <= len(value) && start >= 0 && start <= len(value) && len(items) < count(value); at += 8 {
		items = append(items, value[start:])
		start += int(binary.LittleEndian.Uint64(value[at:])) + 2
	}
	return items
}

// property answers what a getter, the first part, makes of the properties of a host: a path, with zero bytes between its
// parts, and a value each. Where the getter panics the answer is the panic's text.
func property(parts [][]byte) (answer []byte) {
	getter := getters[string(parts[0])]
	options := proxytest.NewEmulatorOption()
	for at := 1; at < len(parts); at += 2 {
		if claimsTooMuch(getter.Type().Out(0), parts[at+1]) {
			panic("no room")
		}
		options.WithProperty(strings.Split(string(parts[at]), "\x00"), bytes.Clone(parts[at+1]))
	}
	_, reset := proxytest.NewHostEmulator(options)
	defer reset()
	var d dump
	defer func() {
		if reason := recover(); reason != nil {
			d.Reset()
			d.text("panic", fmt.Sprint(reason))
			answer = d.bytes()
		}
	}()
	results := getter.Call(nil)
	if err, failed := results[1].Interface().(error); failed {
		d.text("error", err.Error())
	} else {
		d.value("value", results[0])
	}
	return d.bytes()
}

// value writes any value of the package properties.
func (d *dump) value(name string, value reflect.Value) {
	if named, ok := value.Interface().(fmt.Stringer); ok && value.Kind() == reflect.Int {
		d.number(name, fmt.Sprintf("%d %s", value.Int(), named))
		return
	}
	if moment, ok := value.Interface().(time.Time); ok {
		d.number(name, moment.UnixNano())
		return
	}
	switch value.Kind() {
	case reflect.String:
		d.text(name, value.String())
	case reflect.Float64:
		d.float(name, value.Float())
	case reflect.Slice:
		d.inside(name, func() {
			for at := range value.Len() {
				d.value("item", value.Index(at))
			}
		})
	case reflect.Map:
		keys := value.MapKeys()
		sort.Slice(keys, func(a, b int) bool { return keys[a].String() < keys[b].String() })
		d.inside(name, func() {
			for _, key := range keys {
				d.text("key", key.String())
				d.value("of", value.MapIndex(key))
			}
		})
	case reflect.Struct:
		d.inside(name, func() {
			for at := range value.NumField() {
				d.value(value.Type().Field(at).Name, value.Field(at))
			}
		})
	default:
		d.number(name, value.Interface())
	}
}
