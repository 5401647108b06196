//! What the getters return.
#![allow(non_snake_case, reason = "fields have their Go spelling")]

use crate::{Error, Str, go};

/// Whether a listener takes what comes in or what goes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct EnvoyTrafficDirection(pub i64);

/// Neither is said.
pub const EnvoyTrafficDirectionUnspecified: EnvoyTrafficDirection = EnvoyTrafficDirection(0);
/// Traffic that comes in.
pub const EnvoyTrafficDirectionInbound: EnvoyTrafficDirection = EnvoyTrafficDirection(1);
/// Traffic that goes out.
pub const EnvoyTrafficDirectionOutbound: EnvoyTrafficDirection = EnvoyTrafficDirection(2);

#[go]
impl EnvoyTrafficDirection {
    /// The name in capitals; that of an unknown direction is `UNSPECIFIED`.
    pub fn String(self) -> Str {
        match self {
            EnvoyTrafficDirectionInbound => "INBOUND".into(),
            EnvoyTrafficDirectionOutbound => "OUTBOUND".into(),
            _ => "UNSPECIFIED".into(),
        }
    }
}

/// Where the gateway runs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EnvoyLocality {
    /// The region.
    pub Region: Str,
    /// The zone of the region.
    pub Zone: Str,
    /// The part of the zone.
    pub Subzone: Str,
}

/// An extension that the gateway has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EnvoyExtension {
    /// Its name.
    pub Name: Str,
    /// What kind of extension it is.
    pub Category: Str,
    /// The types of its configurations.
    pub TypeUrls: Vec<Str>,
}

/// What Istio says of a cluster, a route, a listener or a host.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct IstioFilterMetadata {
    /// The path of the configuration that it comes from.
    pub Config: Str,
    /// The services that it is about.
    pub Services: Vec<IstioService>,
}

/// A service of Istio.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct IstioService {
    /// The host name.
    pub Host: Str,
    /// The name.
    pub Name: Str,
    /// The namespace that it is in.
    pub Namespace: Str,
}

/// Which statistics the proxy creates.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct IstioProxyStatsMatcher {
    /// Those whose name begins like this.
    pub InclusionPrefixes: Vec<Str>,
    /// Those whose name matches this expression.
    pub InclusionRegexps: Vec<Str>,
    /// Those whose name ends like this.
    pub InclusionSuffixes: Vec<Str>,
}

/// How traffic gets to the proxy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct IstioTrafficInterceptionMode(pub i64);

/// By no redirection.
pub const IstioTrafficInterceptionModeNone: IstioTrafficInterceptionMode = IstioTrafficInterceptionMode(0);
/// Through iptables' TPROXY, which keeps the addresses and ports of both sides.
pub const IstioTrafficInterceptionModeTproxy: IstioTrafficInterceptionMode = IstioTrafficInterceptionMode(1);
/// Through iptables' REDIRECT, which loses the source address.
pub const IstioTrafficInterceptionModeRedirect: IstioTrafficInterceptionMode = IstioTrafficInterceptionMode(2);

#[go]
impl IstioTrafficInterceptionMode {
    /// The name in capitals; that of an unknown mode is `REDIRECT`.
    pub fn String(self) -> Str {
        match self {
            IstioTrafficInterceptionModeNone => "NONE".into(),
            IstioTrafficInterceptionModeTproxy => "TPROXY".into(),
            _ => "REDIRECT".into(),
        }
    }
}

/// The mode of this name.
///
/// # Errors
/// Where no mode has it.
#[go]
pub fn ParseIstioTrafficInterceptionMode(name: impl AsRef<[u8]>) -> Result<IstioTrafficInterceptionMode, Error> {
    match name.as_ref() {
        b"NONE" => Ok(IstioTrafficInterceptionModeNone),
        b"TPROXY" => Ok(IstioTrafficInterceptionModeTproxy),
        b"REDIRECT" => Ok(IstioTrafficInterceptionModeRedirect),
        other => Err(Error::new([b"invalid IstioTrafficInterceptionMode: ", other].concat())),
    }
}
