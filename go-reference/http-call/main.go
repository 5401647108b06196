// http-call shows an asynchronous call-out: the request pauses, another service answers, its token is copied onto the
// request, and the request goes on. HeaderStopIteration holds back only requests without a body.
package main

import (
	"errors"
	"net/http"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"http-call",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onHttpRequestHeaders),
	)
}

// HttpCallConfig says which service is asked, at which path, and which header of its answer is copied.
type HttpCallConfig struct {
	client      wrapper.HttpClient
	requestPath string
	tokenHeader string
}

func parseConfig(json gjson.Result, config *HttpCallConfig, log log.Log) error {
	config.tokenHeader = json.Get("tokenHeader").String()
	if config.tokenHeader == "" {
		return errors.New("missing tokenHeader in config")
	}
	config.requestPath = json.Get("requestPath").String()
	if config.requestPath == "" {
		return errors.New("missing requestPath in config")
	}
	client, err := newClient(json)
	if err != nil {
		return err
	}
	config.client = client
	return nil
}

func newClient(json gjson.Result) (wrapper.HttpClient, error) {
	serviceName := json.Get("serviceName").String()
	servicePort := json.Get("servicePort").Int()
	if serviceName == "" || servicePort == 0 {
		return nil, errors.New("invalid service config")
	}
	switch serviceSource := json.Get("serviceSource").String(); serviceSource {
	case "k8s":
		return wrapper.NewClusterClient(wrapper.K8sCluster{
			ServiceName: serviceName,
			Namespace:   json.Get("namespace").String(),
			Port:        servicePort,
		}), nil
	case "nacos":
		namespace := json.Get("namespace").String()
		if namespace == "" {
			return nil, errors.New("missing namespace in config")
		}
		return wrapper.NewClusterClient(wrapper.NacosCluster{
			ServiceName: serviceName,
			NamespaceID: namespace,
			Port:        servicePort,
		}), nil
	case "ip":
		return wrapper.NewClusterClient(wrapper.StaticIpCluster{
			ServiceName: serviceName,
			Port:        servicePort,
		}), nil
	case "dns":
		domain := json.Get("domain").String()
		if domain == "" {
			return nil, errors.New("missing domain in config")
		}
		return wrapper.NewClusterClient(wrapper.DnsCluster{
			ServiceName: serviceName,
			Domain:      domain,
			Port:        servicePort,
		}), nil
	default:
		return nil, errors.New("unknown service source: " + serviceSource)
	}
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config HttpCallConfig, log log.Log) types.Action {
	err := config.client.Get(config.requestPath, nil, func(statusCode int, responseHeaders http.Header, responseBody []byte) {
		if statusCode != http.StatusOK {
			log.Errorf("http call failed, status: %d", statusCode)
			proxywasm.SendHttpResponse(500, nil, []byte("http call failed"), -1)
			return
		}
		log.Infof("http call answered, status: %d, body: %s", statusCode, responseBody)
		if token := responseHeaders.Get(config.tokenHeader); token != "" {
			proxywasm.AddHttpRequestHeader(config.tokenHeader, token)
		}
		proxywasm.ResumeHttpRequest()
	})
	if err != nil {
		log.Errorf("http call could not be dispatched: %v", err)
		return types.HeaderContinue
	}
	return types.HeaderStopIteration
}
