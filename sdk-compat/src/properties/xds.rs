//! What the request is configured by. Go: `xsd.go`.

use super::getters;
use super::types::IstioFilterMetadata;
use crate::Str;

getters! {
    /// The name of the cluster.
    GetXdsClusterName -> Str = string["xds", "cluster_name"];
    /// What Istio says of the cluster.
    GetXdsClusterMetadata -> IstioFilterMetadata = istio["xds", "cluster_metadata", "filter_metadata", "istio"];
    /// The name of the route.
    GetXdsRouteName -> Str = string["xds", "route_name"];
    /// What Istio says of the route.
    GetXdsRouteMetadata -> IstioFilterMetadata = istio["xds", "route_metadata", "filter_metadata", "istio"];
    /// What Istio says of the upstream host.
    GetXdsUpstreamHostMetadata -> IstioFilterMetadata =
        istio["xds", "upstream_host_metadata", "filter_metadata", "istio"];
    /// The name of the listener's filter chain.
    GetXdsListenerFilterChainName -> Str = string["xds", "filter_chain_name"];
}
