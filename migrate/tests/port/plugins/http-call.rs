//! http-call shows an asynchronous call-out: the request pauses, another service answers, its token is copied onto the
//! request, and the request goes on. HeaderStopIteration holds back only requests without a body.

#[cfg(test)]
mod tests;

use sdk_compat::{Config, Error, Str, args, clone, errors, gjson, http, log, proxywasm, types, wrapper};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "http-call",
        [
            wrapper::ParseConfigBy(parse_config),
            wrapper::ProcessRequestHeadersBy(on_http_request_headers),
        ],
    );
}

/// HttpCallConfig says which service is asked, at which path, and which header of its answer is copied.
#[derive(Clone, Default)]
struct HttpCallConfig {
    client: wrapper::HttpClient,
    request_path: Str,
    token_header: Str,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut HttpCallConfig, _log: log::Log) -> Result<(), Error> {
    config.token_header = json.Get("tokenHeader").String();
    if config.token_header.is_empty() {
        return Err(errors::New("missing tokenHeader in config"));
    }
    config.request_path = json.Get("requestPath").String();
    if config.request_path.is_empty() {
        return Err(errors::New("missing requestPath in config"));
    }
    let client = new_client(&json)?;
    config.client = client;
    Ok(())
}

/// Go: `newClient`.
fn new_client(json: &gjson::Result) -> Result<wrapper::HttpClient, Error> {
    let service_name = json.Get("serviceName").String();
    let service_port = json.Get("servicePort").Int();
    if service_name.is_empty() || service_port == 0 {
        return Err(errors::New("invalid service config"));
    }
    let service_source = json.Get("serviceSource").String();
    match service_source.as_str() {
        Some("k8s") => Ok(wrapper::NewClusterClient(wrapper::K8sCluster {
            ServiceName: service_name,
            Namespace: json.Get("namespace").String(),
            Port: service_port,
            ..Default::default()
        })),
        Some("nacos") => {
            let namespace = json.Get("namespace").String();
            if namespace.is_empty() {
                return Err(errors::New("missing namespace in config"));
            }
            Ok(wrapper::NewClusterClient(wrapper::NacosCluster {
                ServiceName: service_name,
                NamespaceID: namespace,
                Port: service_port,
                ..Default::default()
            }))
        }
        Some("ip") => Ok(wrapper::NewClusterClient(wrapper::StaticIpCluster {
            ServiceName: service_name,
            Port: service_port,
            ..Default::default()
        })),
        Some("dns") => {
            let domain = json.Get("domain").String();
            if domain.is_empty() {
                return Err(errors::New("missing domain in config"));
            }
            Ok(wrapper::NewClusterClient(wrapper::DnsCluster {
                ServiceName: service_name,
                Domain: domain,
                Port: service_port,
            }))
        }
        _ => Err(errors::New(Str::from("unknown service source: ") + &service_source)),
    }
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(_ctx: wrapper::HttpContext, config: Config<HttpCallConfig>, log: log::Log) -> types::Action {
    if let Some(err) = config.client.Get(
        &config.request_path,
        &[],
        clone!(config => move |status_code: i64, response_headers: http::Header, response_body: Vec<u8>| {
                if status_code != http::StatusOK {
                    log.Errorf("http call failed, status: %d", args![status_code]);
                    proxywasm::SendHttpResponse(500, &[], "http call failed", -1);
                    return;
                }
                log.Infof(
                    "http call answered, status: %d, body: %s",
                    args![status_code, response_body],
                );
                let token = response_headers.Get(&config.token_header);
                if !token.is_empty() {
                    proxywasm::AddHttpRequestHeader(&config.token_header, &token);
                }
                proxywasm::ResumeHttpRequest();
            },
        ),
        &[],
    ) {
        log.Errorf("http call could not be dispatched: %v", args![err]);
        return types::HeaderContinue;
    }
    types::HeaderStopIteration
}
