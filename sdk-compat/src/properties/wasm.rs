//! The plugin, its node, and what serves the request.

use super::serialization::{self, Decoded, Slice};
use super::types::{EnvoyExtension, EnvoyLocality, EnvoyTrafficDirection, IstioFilterMetadata};
use super::{getters, util};
use crate::{Error, Str, go, proxywasm};

getters! {
    /// The name of the plugin.
    GetPluginName -> Str = string["plugin_name"];
    /// The root id of the plugin.
    GetPluginRootId -> Str = string["plugin_root_id"];
    /// The id of the VM that the plugin runs in.
    GetPluginVmId -> Str = string["plugin_vm_id"];
    /// The name of the upstream cluster.
    GetClusterName -> Str = string["cluster_name"];
    /// The name of the route.
    GetRouteName -> Str = string["route_name"];
    /// The id of the node.
    GetNodeId -> Str = string["node", "id"];
    /// The service that the node belongs to.
    GetNodeCluster -> Str = string["node", "cluster"];
    /// The parameters that the node sends to its control plane.
    GetNodeDynamicParams -> Str = string["node", "dynamic_parameters", "params"];
    /// The name of the proxy's program.
    GetNodeUserAgentName -> Str = string["node", "user_agent_name"];
    /// The version of the proxy.
    GetNodeUserAgentVersion -> Str = string["node", "user_agent_version"];
    /// What is known of the proxy's build.
    GetNodeUserAgentBuildVersion -> Str = string["node", "user_agent_build_version", "metadata"];
    /// What the proxy supports.
    GetNodeClientFeatures -> Vec<Str> = proto_strings["node", "client_features"];
    /// The addresses that the node listens on.
    GetNodeListeningAddresses -> Vec<Str> = strings["node", "listening_addresses"];
    /// What Istio says of the cluster.
    GetClusterMetadata -> IstioFilterMetadata = istio["node", "cluster_metadata", "filter_metadata", "istio"];
    /// What Istio says of the listener.
    GetListenerMetadata -> IstioFilterMetadata = istio["node", "listener_metadata", "filter_metadata", "istio"];
    /// What Istio says of the route.
    GetRouteMetadata -> IstioFilterMetadata = istio["node", "route_metadata", "filter_metadata", "istio"];
    /// What Istio says of the upstream host.
    GetUpstreamHostMetadata -> IstioFilterMetadata =
        istio["node", "upstream_host_metadata", "filter_metadata", "istio"];
}

/// Whether the listener takes what comes in or what goes out.
///
/// # Errors
/// Those of [`GetProperty`](crate::proxywasm::GetProperty).
#[go]
pub fn GetListenerDirection() -> Result<EnvoyTrafficDirection, Error> {
    util::unsigned(&["listener_direction"]).map(|number| EnvoyTrafficDirection(number as i64))
}

/// Where the node runs.
///
/// # Errors
/// Only where nothing of it is known; it joins the host's.
#[go]
pub fn GetNodeLocality() -> Result<EnvoyLocality, Error> {
    let part = |name| util::string(&["node", "locality", name]);
    match (part("region"), part("zone"), part("subzone")) {
        (Err(region), Err(zone), Err(subzone)) => Err(Error::new(format!("{region}; {zone}; {subzone}"))),
        (region, zone, subzone) => Ok(EnvoyLocality {
            Region: region.unwrap_or_default(),
            Zone: zone.unwrap_or_default(),
            Subzone: subzone.unwrap_or_default(),
        }),
    }
}

/// The extensions that the proxy has.
///
/// # Errors
/// Those of [`GetProperty`](crate::proxywasm::GetProperty).
#[go]
pub fn GetNodeExtensions() -> Result<Vec<EnvoyExtension>, Error> {
    let value = proxywasm::GetProperty(&["node", "extensions"])?;
    Ok(util::items(&value, extension))
}

fn extension(value: Slice) -> Decoded<EnvoyExtension> {
    let mut strings = serialization::proto_strings(value)?.into_iter();
    Ok(EnvoyExtension {
        Name: strings.next().unwrap_or_default(),
        Category: strings.next().unwrap_or_default(),
        TypeUrls: strings.collect(),
    })
}
