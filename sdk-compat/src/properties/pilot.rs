//! What Istio's control plane says of the node.

use std::collections::BTreeMap;

use super::types::{IstioTrafficInterceptionMode, ParseIstioTrafficInterceptionMode};
use super::{getters, util};
use crate::{Error, Str, go};

getters! {
    /// The annotations of the pod.
    GetNodeMetaAnnotations -> BTreeMap<Str, Str> = map["node", "metadata", "ANNOTATIONS"];
    /// The containers of the pod, with commas between them.
    GetNodeMetaAppContainers -> Str = string["node", "metadata", "APP_CONTAINERS"];
    /// The Kubernetes cluster that the node is in.
    GetNodeMetaClusterId -> Str = string["node", "metadata", "CLUSTER_ID"];
    /// The port where Prometheus reads Envoy's statistics.
    GetNodeMetaEnvoyPrometheusPort -> f64 = float["node", "metadata", "ENVOY_PROMETHEUS_PORT"];
    /// The port that says whether Envoy is healthy.
    GetNodeMetaEnvoyStatusPort -> f64 = float["node", "metadata", "ENVOY_STATUS_PORT"];
    /// The addresses of the node, with commas between them.
    GetNodeMetaInstanceIps -> Str = string["node", "metadata", "INSTANCE_IPS"];
    /// The revision of the proxy.
    GetNodeMetaIstioProxySha -> Str = string["node", "metadata", "ISTIO_PROXY_SHA"];
    /// The version of Istio.
    GetNodeMetaIstioVersion -> Str = string["node", "metadata", "ISTIO_VERSION"];
    /// The labels of the pod.
    GetNodeMetaLabels -> BTreeMap<Str, Str> = map["node", "metadata", "LABELS"];
    /// The mesh that the node belongs to.
    GetNodeMetaMeshId -> Str = string["node", "metadata", "MESH_ID"];
    /// The name of the pod.
    GetNodeMetaName -> Str = string["node", "metadata", "NAME"];
    /// The namespace of the pod.
    GetNodeMetaNamespace -> Str = string["node", "metadata", "NAMESPACE"];
    /// The machine that the pod runs on.
    GetNodeMetaNodeName -> Str = string["node", "metadata", "NODE_NAME"];
    /// The workload that owns the pod.
    GetNodeMetaOwner -> Str = string["node", "metadata", "OWNER"];
    /// The names that the control plane's certificate may have.
    GetNodeMetaPilotSan -> Vec<Str> = strings["node", "metadata", "PILOT_SAN"];
    /// The ports of the pod, as JSON.
    GetNodeMetaPodPorts -> Str = string["node", "metadata", "POD_PORTS"];
    /// The service account of the pod.
    GetNodeMetaServiceAccount -> Str = string["node", "metadata", "SERVICE_ACCOUNT"];
    /// The name of the workload.
    GetNodeMetaWorkloadName -> Str = string["node", "metadata", "WORKLOAD_NAME"];
}

/// How traffic gets to the proxy.
///
/// # Errors
/// Those of [`GetProperty`](crate::proxywasm::GetProperty), and where there is no such mode.
#[go]
pub fn GetNodeMetaInterceptionMode() -> Result<IstioTrafficInterceptionMode, Error> {
    ParseIstioTrafficInterceptionMode(util::string(&["node", "metadata", "INTERCEPTION_MODE"])?)
}
