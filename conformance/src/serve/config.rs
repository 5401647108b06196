//! The Envoy configuration of `serve`: the guide's, with one plugin and what the plugin may call.

use super::endpoint::{Endpoint, Service};
use serde_json::{Value, json};
use std::path::Path;

/// The name of the cluster that the gateway routes everything to.
pub const UPSTREAM: &str = "upstream";

/// The name of the gateway's listener.
pub const GATEWAY: &str = "gateway";

/// The name of the listener that answers without a plugin, to see whether the worker still runs.
pub const PROBE: &str = "probe";

/// The plugin as Envoy is to load it.
#[derive(Debug, Clone)]
pub struct Plugin<'a> {
    /// Its name in Envoy's log.
    pub name: &'a str,
    /// The bridged module.
    pub module: &'a Path,
    /// Its configuration; none where none was given.
    pub configuration: Option<&'a str>,
    /// Whether `HeaderStopIteration` is passed through, as in Higress.
    pub allow_on_headers_stop_iteration: bool,
}

/// All that Envoy starts with: where its listeners come from, and the clusters.
pub fn bootstrap(listeners: &Path, clusters: &[Value]) -> Value {
    json!({
        "admin": { "address": socket_address("127.0.0.1", 0) },
        "dynamic_resources": {
            "lds_config": {
                "resource_api_version": "V3",
                "path_config_source": { "path": listeners, "watched_directory": { "path": listeners.parent() } },
            },
        },
        "node": { "id": "conformance", "cluster": "conformance" },
        "static_resources": { "clusters": clusters, "listeners": [probe()] },
    })
}

/// Everything in one file: the gateway and its clusters.
pub fn alone(gateway: Value, clusters: &[Value]) -> Value {
    json!({
        "admin": { "address": socket_address("127.0.0.1", 9901) },
        "static_resources": { "listeners": [gateway], "clusters": clusters },
    })
}

/// All listeners that come by a file.
pub fn listeners(version: u64, listeners: &[Value]) -> Value {
    let typed = |listener: &Value| {
        let mut listener = listener.clone();
        listener["@type"] = "type.googleapis.com/envoy.config.listener.v3.Listener".into();
        listener
    };
    let resources: Vec<_> = listeners.iter().map(typed).collect();
    json!({ "version_info": version.to_string(), "resources": resources })
}

fn probe() -> Value {
    let routes = json!([{ "match": { "prefix": "/" }, "direct_response": { "status": 200 } }]);
    connection_listener(
        PROBE,
        0,
        json!({ "stat_prefix": PROBE, "route_config": route_config(PROBE, &routes), "http_filters": [router()] }),
    )
}

/// The listener of the gateway on a loopback port; without a plugin for what is to be compared with.
pub fn listener(name: &str, port: u16, plugin: Option<&Plugin<'_>>) -> Value {
    let routes = json!([{ "match": { "prefix": "/" }, "route": { "cluster": UPSTREAM } }]);
    let filters: Vec<_> = plugin.map(wasm_filter).into_iter().chain([router()]).collect();
    connection_listener(
        name,
        port,
        json!({
            "stat_prefix": name,
            "scheme_header_transformation": { "scheme_to_overwrite": "https" },
            "early_header_mutation_extensions": [higress_headers()],
            "route_config": route_config(name, &routes),
            "http_filters": filters,
        }),
    )
}

fn connection_listener(name: &str, port: u16, manager: Value) -> Value {
    let mut manager = manager;
    manager["@type"] =
        "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager".into();
    json!({
        "name": name,
        "address": socket_address("127.0.0.1", port),
        "filter_chains": [{
            "filters": [{ "name": "envoy.filters.network.http_connection_manager", "typed_config": manager }],
        }],
    })
}

fn route_config(name: &str, routes: &Value) -> Value {
    json!({ "virtual_hosts": [{ "name": name, "domains": ["*"], "routes": routes }] })
}

fn router() -> Value {
    json!({
        "name": "envoy.filters.http.router",
        "typed_config": { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
    })
}

/// The two headers that Higress gives every request before a plugin sees it.
fn higress_headers() -> Value {
    let set = |name: &str, value: &str| json!({ "append": { "header": { "key": name, "value": value }, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD" } });
    json!({
        "name": "envoy.http.early_header_mutation.header_mutation",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation",
            "mutations": [
                set("original-host", "%REQ(:authority)%"),
                set("req-start-time", "%START_TIME(%s%3f)%"),
            ],
        },
    })
}

fn wasm_filter(plugin: &Plugin<'_>) -> Value {
    let mut config = json!({
        "name": plugin.name,
        "vm_config": {
            "runtime": "envoy.wasm.runtime.v8",
            "code": { "local": { "filename": plugin.module } },
        },
        // Higress starts a plugin that trapped anew.
        "failure_policy": "FAIL_RELOAD",
        "allow_on_headers_stop_iteration": plugin.allow_on_headers_stop_iteration,
    });
    if let Some(text) = plugin.configuration {
        config["configuration"] = json!({ "@type": "type.googleapis.com/google.protobuf.StringValue", "value": text });
    }
    json!({
        "name": "envoy.filters.http.wasm",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
            "config": config,
        },
    })
}

/// The cluster of a service.
pub fn cluster(service: &Service) -> Value {
    let Endpoint { host, port, tls } = &service.endpoint;
    let mut cluster = json!({
        "name": service.cluster,
        "type": if service.endpoint.address().is_some() { "STATIC" } else { "STRICT_DNS" },
        "dns_lookup_family": "V4_PREFERRED",
        "load_assignment": {
            "cluster_name": service.cluster,
            "endpoints": [{ "lb_endpoints": [{ "endpoint": { "address": socket_address(host, *port) } }] }],
        },
    });
    if *tls {
        cluster["transport_socket"] = json!({
            "name": "envoy.transport_sockets.tls",
            "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
                "sni": host,
            },
        });
    }
    cluster
}

/// An address and port.
pub fn socket_address(address: &str, port: u16) -> Value {
    json!({ "socket_address": { "address": address, "port_value": port } })
}
