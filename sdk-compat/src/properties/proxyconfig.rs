//! The configuration that Istio starts the proxy with.

use super::types::IstioProxyStatsMatcher;
use super::{getters, util};
use crate::{Error, Str, go};

getters! {
    /// Where the proxy's program is.
    GetNodeMetaProxyConfigBinaryPath -> Str = string["node", "metadata", "PROXY_CONFIG", "binaryPath"];
    /// How many worker threads it has.
    GetNodeMetaProxyConfigConcurrency -> f64 = float["node", "metadata", "PROXY_CONFIG", "concurrency"];
    /// Where the files of its configuration are.
    GetNodeMetaProxyConfigConfigPath -> Str = string["node", "metadata", "PROXY_CONFIG", "configPath"];
    /// How the proxy and the control plane know each other.
    GetNodeProxyConfigControlPlaneAuthPolicy -> Str =
        string["node", "metadata", "PROXY_CONFIG", "controlPlaneAuthPolicy"];
    /// Where the control plane is.
    GetNodeProxyConfigDiscoveryAddress -> Str = string["node", "metadata", "PROXY_CONFIG", "discoveryAddress"];
    /// How long connections may go on during a restart, such as `45s`.
    GetNodeProxyConfigDrainDuration -> Str = string["node", "metadata", "PROXY_CONFIG", "drainDuration"];
    /// The tags that statistics have besides the usual ones.
    GetNodeProxyConfigExtraStatTags -> Vec<Str> = strings["node", "metadata", "PROXY_CONFIG", "extraStatTags"];
    /// Whether the application waits until the proxy is ready.
    GetNodeProxyConfigHoldApplicationUntilProxyStarts -> bool =
        bool["node", "metadata", "PROXY_CONFIG", "holdApplicationUntilProxyStarts"];
    /// The port of the admin endpoint.
    GetNodeProxyConfigProxyAdminPort -> f64 = float["node", "metadata", "PROXY_CONFIG", "proxyAdminPort"];
    /// The service that the proxy stands before.
    GetNodeProxyConfigServiceCluster -> Str = string["node", "metadata", "PROXY_CONFIG", "serviceCluster"];
    /// How long the names of statistics may be.
    GetNodeProxyConfigStatNameLength -> f64 = float["node", "metadata", "PROXY_CONFIG", "statNameLength"];
    /// The port that says whether the proxy is healthy.
    GetNodeProxyConfigStatusPort -> f64 = float["node", "metadata", "PROXY_CONFIG", "statusPort"];
    /// How long connections may go on when the proxy ends, such as `5s`.
    GetNodeProxyConfigTerminationDrainDuration -> Str =
        string["node", "metadata", "PROXY_CONFIG", "terminationDrainDuration"];
    /// Where Datadog takes traces.
    GetNodeProxyConfigTracingDatadogAddress -> Str =
        string["node", "metadata", "PROXY_CONFIG", "tracing", "datadog", "address"];
    /// Where OpenCensus takes traces.
    GetNodeProxyConfigTracingOpenCensusAgentAddress -> Str =
        string["node", "metadata", "PROXY_CONFIG", "tracing", "opencensusagent", "address"];
    /// Where Zipkin takes traces.
    GetNodeProxyConfigTracingZipkinAddress -> Str =
        string["node", "metadata", "PROXY_CONFIG", "tracing", "zipkin", "address"];
}

/// Which statistics the proxy creates.
///
/// # Errors
/// Only where nothing of it is there.
#[go]
pub fn GetNodeProxyConfigProxyStatsMatcher() -> Result<IstioProxyStatsMatcher, Error> {
    let part = |name| util::strings(&["node", "metadata", "PROXY_CONFIG", "proxyStatsMatcher", name]);
    match (
        part("inclusionPrefixes"),
        part("inclusionRegexps"),
        part("inclusionSuffixes"),
    ) {
        (Err(_), Err(_), Err(_)) => Err(Error::new("failed to fetch any components of IstioProxyStatsMatcher")),
        (prefixes, regexps, suffixes) => Ok(IstioProxyStatsMatcher {
            InclusionPrefixes: prefixes.unwrap_or_default(),
            InclusionRegexps: regexps.unwrap_or_default(),
            InclusionSuffixes: suffixes.unwrap_or_default(),
        }),
    }
}
