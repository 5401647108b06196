//! The Envoy configuration of `serve`: the guide's, with one plugin and what the plugin may call.

use super::endpoint::{Endpoint, Service};
use crate::testbed::config::{CLUSTER, CONNECTION_MANAGER};
use serde_json::{Value, json};
use std::path::Path;

/// The name of the cluster that the gateway routes everything to.
pub const UPSTREAM: &str = "upstream";

/// The name of the gateway's listener.
pub const GATEWAY: &str = "gateway";

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
    /// Its root id; an empty one where none is given.
    pub root_id: Option<&'a str>,
}

/// Everything in one file: the gateway and its clusters.
pub fn alone(gateway: Value, clusters: Vec<Value>) -> Value {
    // What stands in its place needs no type.
    let untyped = |mut resource: Value| {
        resource.as_object_mut().map(|fields| fields.shift_remove("@type"));
        resource
    };
    let clusters: Vec<_> = clusters.into_iter().map(untyped).collect();
    json!({
        "admin": { "address": socket_address("127.0.0.1", 9901) },
        "static_resources": { "listeners": [untyped(gateway)], "clusters": clusters },
    })
}

/// The listener of the gateway on a loopback port; without a plugin for what is to be compared with.
pub fn listener(name: &str, port: u16, plugin: Option<&Plugin<'_>>) -> Value {
    let routes = json!([{ "match": { "prefix": "/" }, "route": { "cluster": UPSTREAM } }]);
    let filters: Vec<_> = plugin.map(wasm_filter).into_iter().chain([router()]).collect();
    let manager = json!({
        "@type": CONNECTION_MANAGER,
        "stat_prefix": name,
        "scheme_header_transformation": { "scheme_to_overwrite": "https" },
        "early_header_mutation_extensions": [higress_headers()],
        "route_config": { "virtual_hosts": [{ "name": name, "domains": ["*"], "routes": routes }] },
        "http_filters": filters,
    });
    json!({
        "@type": "type.googleapis.com/envoy.config.listener.v3.Listener",
        "name": name,
        "address": socket_address("127.0.0.1", port),
        // Else a second gateway on the same port would take half of the connections.
        "enable_reuse_port": false,
        "filter_chains": [{
            "filters": [{ "name": "envoy.filters.network.http_connection_manager", "typed_config": manager }],
        }],
    })
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
    if let Some(root_id) = plugin.root_id {
        config["root_id"] = root_id.into();
    }
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
        "@type": CLUSTER,
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
fn socket_address(address: &str, port: u16) -> Value {
    json!({ "socket_address": { "address": address, "port_value": port } })
}
