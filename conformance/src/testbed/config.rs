//! Envoy's configuration: the same gateway for every run, so that only the plugin differs.
//!
//! It follows the setup of the Higress guide: HTTP/1.1, the scheme overwritten to https, the plugin in front of the
//! router. Headers that only measure time (`x-envoy-upstream-service-time`) are suppressed, the client's request id is
//! kept, and no time-out but the case's own applies.

use super::envoy::Listener;
use super::log;
use super::neighbours::Beside;
use crate::bridge;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The header in which the client says what time and chance are for a request, see [`bridge::NOW`]. The plugin does not see
/// it.
pub const CONTROL_HEADER: &str = "x-conformance-stream";

/// The file of the bootstrap configuration.
pub const BOOTSTRAP_FILE: &str = "envoy.json";
/// The file of the listeners. Envoy watches the directory it is in: with the logs in it, Envoy would wake at each line.
pub const LISTENERS_FILE: &str = "watched/listeners.json";
/// The file of the clusters.
pub const CLUSTERS_FILE: &str = "watched/clusters.json";
/// The file in which Envoy says where its admin endpoint is.
pub const ADMIN_ADDRESS: &str = "admin-address";
/// The file of the access log.
pub const ACCESS_LOG: &str = "access.json";

/// The filter state that the SDK is known to write, without the prefix `wasm.`.
pub const SDK_STATE: [&str; 7] = [
    "ai_log",
    "clear_route_cache",
    "custom_log",
    "set_decoder_buffer_limit",
    "set_encoder_buffer_limit",
    "wasm_need_rebuild",
    "x_request_id",
];

/// What Envoy allows in flight at once: enough never to matter.
const UNLIMITED: u32 = 1_000_000;

/// The command line.
pub fn arguments(directory: &Path) -> Vec<OsString> {
    let file = |name: &str| directory.join(name).into_os_string();
    let mut arguments: Vec<OsString> = vec!["--config-path".into(), file(BOOTSTRAP_FILE)];
    arguments.extend(["--admin-address-path".into(), file(ADMIN_ADDRESS)]);
    let fixed = [
        "--disable-hot-restart",
        "--concurrency",
        "1",
        "--log-level",
        "info",
        "--component-log-level",
        "wasm:debug",
        "--log-format",
        log::FORMAT,
        // Access log lines are to be seen at once, and removed listeners are to go at once.
        "--file-flush-min-size-kb",
        "0",
        "--file-flush-interval-msec",
        "10",
        "--drain-time-s",
        "0",
        "--drain-strategy",
        "immediate",
    ];
    arguments.extend(fixed.map(OsString::from));
    arguments
}

/// The bootstrap configuration: listeners and clusters come from files.
pub fn bootstrap(directory: &Path) -> Value {
    let source =
        |name: &str| json!({"resource_api_version": "V3", "path_config_source": {"path": directory.join(name)}});
    json!({
        "node": {"id": "conformance", "cluster": "conformance"},
        "admin": {"address": loopback(0)},
        // Histograms of plugins are to be seen at once.
        "stats_flush_on_admin": true,
        "dynamic_resources": {"lds_config": source(LISTENERS_FILE), "cds_config": source(CLUSTERS_FILE)},
    })
}

/// A file of listeners or clusters.
pub fn resources(version: u64, resources: &[Value]) -> Value {
    json!({"version_info": version.to_string(), "resources": resources})
}

fn loopback(port: u16) -> Value {
    json!({"socket_address": {"address": "127.0.0.1", "port_value": port}})
}

/// A listener that answers by itself, to see whether the worker is alive.
pub fn probe(name: &str) -> Value {
    let manager = json!({
        "@type": CONNECTION_MANAGER,
        "stat_prefix": name,
        "route_config": {"virtual_hosts": [{
            "name": name, "domains": ["*"],
            "routes": [{"match": {"prefix": "/"}, "direct_response": {"status": 200}}],
        }]},
        "http_filters": [router()],
    });
    listening(name, &manager, None)
}

/// A listener that sends everything back, to see at little cost whether the worker is done.
pub fn echo(name: &str) -> Value {
    let echo = json!({"@type": "type.googleapis.com/envoy.extensions.filters.network.echo.v3.Echo"});
    listening_with(
        name,
        &[json!({"name": "envoy.filters.network.echo", "typed_config": echo})],
        None,
    )
}

/// The type of a cluster.
pub const CLUSTER: &str = "type.googleapis.com/envoy.config.cluster.v3.Cluster";

/// The type of the filter that speaks HTTP.
pub const CONNECTION_MANAGER: &str =
    "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";

fn listening(name: &str, manager: &Value, buffer_limit: Option<u32>) -> Value {
    let filter = json!({"name": "envoy.filters.network.http_connection_manager", "typed_config": manager});
    listening_with(name, &[filter], buffer_limit)
}

fn listening_with(name: &str, filters: &[Value], buffer_limit: Option<u32>) -> Value {
    let mut listener = json!({
        "@type": "type.googleapis.com/envoy.config.listener.v3.Listener",
        "name": name,
        "address": loopback(0),
        // Some kernels give a port out twice to sockets that allow it.
        "enable_reuse_port": false,
        "filter_chains": [{"filters": filters}],
    });
    if let Some(limit) = buffer_limit {
        listener["per_connection_buffer_limit_bytes"] = limit.into();
    }
    listener
}

fn router() -> Value {
    json!({"name": "envoy.filters.http.router", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
        "suppress_envoy_headers": true,
    }})
}

/// The files of the modules in a chain.
pub struct Chain {
    /// Those before the plugin.
    pub before: Vec<(Beside, PathBuf)>,
    /// The plugin.
    pub module: PathBuf,
    /// Those after it.
    pub after: Vec<(Beside, PathBuf)>,
}

/// A listener with the plugin in front of a route to the run's upstream.
pub fn listener(listener: &Listener, chain: &Chain, access_log: &Path) -> Value {
    match listener.tcp {
        true => tcp_listener(listener, chain, access_log),
        false => http_listener(listener, chain, access_log),
    }
}

/// The plugin in front of a proxy of TCP connections.
fn tcp_listener(listener: &Listener, chain: &Chain, access_log: &Path) -> Value {
    let proxy = json!({"name": "envoy.filters.network.tcp_proxy", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
        "stat_prefix": "conformance",
        "cluster": listener.cluster,
        "metadata_match": {"filter_metadata": {"envoy.lb": {"run": listener.run}}},
        "access_log": logging(listener, access_log),
    }});
    let plugins = plugins(listener, chain);
    let filters: Vec<Value> = plugins
        .map(|config| filter("network", &config))
        .chain([proxy])
        .collect();
    listening_with(&listener.name, &filters, listener.buffer_limit)
}

fn logging(listener: &Listener, access_log: &Path) -> Value {
    json!([{"name": "envoy.access_loggers.file", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog",
        "path": access_log,
        "log_format": {"json_format": access_format(listener)},
    }}])
}

fn http_listener(listener: &Listener, chain: &Chain, access_log: &Path) -> Value {
    let manager = json!({
        "@type": CONNECTION_MANAGER,
        "stat_prefix": "conformance",
        "codec_type": "HTTP1",
        "http_protocol_options": {"enable_trailers": true},
        "scheme_header_transformation": {"scheme_to_overwrite": "https"},
        "preserve_external_request_id": true,
        "request_id_extension": {"typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig",
            "pack_trace_reason": false,
        }},
        "upgrade_configs": [{"upgrade_type": "websocket"}],
        "access_log": logging(listener, access_log),
        "route_config": {"virtual_hosts": [{
            "name": "conformance", "domains": ["*"],
            "routes": [{"name": listener.route, "match": {"prefix": "/"}, "route": {
                "cluster": listener.cluster,
                "timeout": "0s",
                "metadata_match": {"filter_metadata": {"envoy.lb": {"run": listener.run}}},
            }}],
        }]},
        "http_filters": filters(listener, chain),
    });
    listening(&listener.name, &manager, listener.buffer_limit)
}

/// The plugin before the router. Where time and chance are under control, what the client says of them moves from the
/// request's headers to its metadata before the plugin sees it.
fn filters(listener: &Listener, chain: &Chain) -> Vec<Value> {
    let controlled = listener.environment.iter().any(|(name, _)| *name == bridge::NOW);
    let control = controlled.then(|| {
        json!({"name": "envoy.filters.http.header_to_metadata", "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.header_to_metadata.v3.Config",
            "request_rules": [{
                "header": CONTROL_HEADER,
                "on_header_present": {"metadata_namespace": bridge::METADATA, "key": bridge::STREAM_KEY, "type": "STRING"},
                "remove": true,
            }],
        }})
    });
    let plugins = plugins(listener, chain).map(|config| filter("http", &config));
    control.into_iter().chain(plugins).chain([router()]).collect()
}

/// What the plugins of a chain are configured with, in order.
fn plugins(listener: &Listener, chain: &Chain) -> impl Iterator<Item = Value> {
    let beside = |neighbours: &[(Beside, PathBuf)]| -> Vec<Value> {
        let config = |(neighbour, module): &(Beside, PathBuf)| self::beside(listener, neighbour, module);
        neighbours.iter().map(config).collect()
    };
    let (before, after) = (beside(&chain.before), beside(&chain.after));
    before.into_iter().chain([plugin(listener, &chain.module)]).chain(after)
}

/// A filter of Envoy for HTTP or for the network.
fn filter(level: &str, config: &Value) -> Value {
    json!({"name": format!("envoy.filters.{level}.wasm"), "typed_config": {
        "@type": format!("type.googleapis.com/envoy.extensions.filters.{level}.wasm.v3.Wasm"), "config": config,
    }})
}

/// A plugin beside the compared one: in the same VM id, so that they share data and queues.
fn beside(listener: &Listener, neighbour: &Beside, module: &Path) -> Value {
    let listener = Listener {
        plugin: neighbour.name.clone(),
        root_id: neighbour.root_id(),
        configuration: neighbour.configuration.clone(),
        allow_on_headers_stop_iteration: neighbour.allow_on_headers_stop_iteration,
        ..listener.clone()
    };
    plugin(&listener, module)
}

fn plugin(listener: &Listener, module: &Path) -> Value {
    let environment: BTreeMap<_, _> = listener.environment.iter().cloned().collect();
    let mut config = json!({
        "name": listener.plugin,
        "root_id": listener.root_id,
        "vm_config": {
            "vm_id": listener.origin.vm,
            "runtime": "envoy.wasm.runtime.v8",
            "code": {"local": {"filename": module}},
            "environment_variables": {"key_values": environment},
        },
    });
    if listener.allow_on_headers_stop_iteration {
        config["allow_on_headers_stop_iteration"] = true.into();
    }
    if let Some(text) = &listener.configuration {
        config["configuration"] = json!({"@type": "type.googleapis.com/google.protobuf.StringValue", "value": text});
    }
    config
}

fn access_format(listener: &Listener) -> Value {
    let state: BTreeMap<&String, String> = listener
        .state
        .iter()
        .map(|key| (key, format!("%FILTER_STATE(wasm.{key}:PLAIN)%")))
        .collect();
    json!({
        "listener": listener.name,
        "flags": "%RESPONSE_FLAGS%",
        "details": "%RESPONSE_CODE_DETAILS%",
        "state": state,
    })
}

/// The upstream cluster that all runs share under one name; each run's listeners select its own endpoint.
pub fn upstream_cluster<'a>(name: &str, runs: impl Iterator<Item = (&'a str, SocketAddr)>) -> Value {
    let endpoints: Vec<Value> = runs
        .map(|(run, address)| {
            let mut endpoint = endpoint(address);
            endpoint["metadata"] = json!({"filter_metadata": {"envoy.lb": {"run": run}}});
            endpoint
        })
        .collect();
    let mut cluster = cluster(name, &endpoints);
    cluster["lb_subset_config"] = json!({"fallback_policy": "NO_FALLBACK", "subset_selectors": [{"keys": ["run"]}]});
    cluster
}

/// The cluster of a called-out service of one run.
pub fn service_cluster(name: &str, address: SocketAddr) -> Value {
    cluster(name, &[endpoint(address)])
}

/// The cluster of the Redis gateway of one run.
pub fn gateway_cluster(name: &str, address: SocketAddr) -> Value {
    let mut cluster = crate::gateway::cluster(name, address);
    cluster["@type"] = CLUSTER.into();
    cluster
}

fn endpoint(address: SocketAddr) -> Value {
    json!({"endpoint": {"address": loopback(address.port())}})
}

fn cluster(name: &str, endpoints: &[Value]) -> Value {
    json!({
        "@type": CLUSTER,
        "name": name,
        "type": "STATIC",
        "connect_timeout": "5s",
        "circuit_breakers": {"thresholds": [{
            "max_connections": UNLIMITED, "max_pending_requests": UNLIMITED, "max_requests": UNLIMITED,
        }]},
        "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
            "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            "explicit_http_config": {"http_protocol_options": {"enable_trailers": true}},
        }},
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": endpoints}]},
    })
}

/// The port of every listener, from the admin endpoint's list.
pub fn ports(text: &[u8]) -> Option<BTreeMap<String, u16>> {
    let list: Value = serde_json::from_slice(text).ok()?;
    let port = |listener: &Value| {
        let name = listener["name"].as_str()?.to_string();
        let port = listener["local_address"]["socket_address"]["port_value"].as_u64()?;
        Some((name, u16::try_from(port).ok()?))
    };
    let listeners = list.get("listener_statuses")?.as_array()?;
    Some(listeners.iter().filter_map(port).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_from_the_admin_endpoint() {
        let text = br#"{"listener_statuses": [
            {"name": "probe", "local_address": {"socket_address": {"address": "127.0.0.1", "port_value": 34227}}}]}"#;
        assert_eq!(ports(text).unwrap()["probe"], 34227);
        assert_eq!(ports(b"{"), None);
    }
}
