//! Services by the place where the gateway knows them from, and the names of their Envoy clusters.

use super::request_wrapper::GetRequestHost;
use super::{HttpClient, RedisClient};
use crate::strconv::append_int;
use crate::{Str, args, go, proxywasm};

/// A service that can be called. Ports are not checked: 0 and negative ones are put into the name as they are.
#[allow(non_snake_case)]
pub trait Cluster {
    /// The name of the Envoy cluster.
    fn ClusterName(&self) -> Str;

    /// The `:authority` of calls whose URL has no host.
    fn HostName(&self) -> Str;
}

/// A cluster of a kind that is known when it runs: Go's variables of the type `wrapper.Cluster`. A call of nil panics, as in Go.
impl<C: Cluster + ?Sized> Cluster for go::Dyn<C> {
    fn ClusterName(&self) -> Str {
        C::ClusterName(self)
    }

    fn HostName(&self) -> Str {
        C::HostName(self)
    }
}

impl<C: Cluster + 'static> Cluster for go::Ptr<C> {
    fn ClusterName(&self) -> Str {
        self.borrow().ClusterName()
    }

    fn HostName(&self) -> Str {
        self.borrow().HostName()
    }
}

/// Leads from a kind of cluster to the types of its clients, which are the same for all of them.
pub trait Clients {
    /// The HTTP client.
    type Http;
    /// The client for Redis.
    type Redis;
}

impl<C: Cluster + ?Sized> Clients for C {
    type Http = HttpClient;
    type Redis = RedisClient;
}

/// What [`NewClusterClient`](super::NewClusterClient) makes of a cluster of type `C`: an [`HttpClient`].
pub type ClusterClient<C> = <C as Clients>::Http;

/// What [`NewRedisClusterClient`](super::NewRedisClusterClient) makes of a cluster of type `C`: a [`RedisClient`].
pub type RedisClusterClient<C> = <C as Clients>::Redis;

/// The name of the Envoy cluster of a service, of which `name` is the parts.
fn outbound(port: i64, version: &[u8], name: &[&[u8]]) -> Str {
    // A port takes up to 20 bytes.
    let parts = version.len() + name.iter().map(|part| part.len()).sum::<usize>();
    let mut out = Vec::with_capacity(b"outbound|||".len() + 20 + parts);
    out.extend_from_slice(b"outbound|");
    append_int(&mut out, port);
    for part in [b"|", version, b"|"] {
        out.extend_from_slice(part);
    }
    name.iter().for_each(|part| out.extend_from_slice(part));
    out.into()
}

/// The first of two names that is not empty.
fn or(name: &Str, other: &Str) -> Str {
    if name.is_empty() { other.clone() } else { name.clone() }
}

/// The service that the current request is routed to: the cluster of the property `cluster_name`.
#[derive(Clone, Debug, Default)]
#[allow(non_snake_case)]
pub struct RouteCluster {
    /// The host name; that of the request if empty.
    pub Host: Str,
}

impl Cluster for RouteCluster {
    fn ClusterName(&self) -> Str {
        match proxywasm::GetProperty(&["cluster_name"]) {
            Ok(name) => name.into(),
            Err(err) => {
                proxywasm::LogErrorf("get route cluster failed, err:%v", args![err]);
                Str::default()
            }
        }
    }

    fn HostName(&self) -> Str {
        if self.Host.is_empty() {
            GetRequestHost()
        } else {
            self.Host.clone()
        }
    }
}

/// A service by the name of its Envoy cluster.
#[derive(Clone, Debug, Default)]
#[allow(non_snake_case)]
pub struct TargetCluster {
    /// The host name.
    pub Host: Str,
    /// The name of the Envoy cluster.
    pub Cluster: Str,
}

impl Cluster for TargetCluster {
    fn ClusterName(&self) -> Str {
        self.Cluster.clone()
    }

    fn HostName(&self) -> Str {
        self.Host.clone()
    }
}

/// A Kubernetes service: the cluster `outbound|<port>|<version>|<service>.<namespace>.svc.cluster.local`.
#[derive(Clone, Debug, Default)]
#[allow(non_snake_case)]
pub struct K8sCluster {
    /// The name of the service.
    pub ServiceName: Str,
    /// The namespace; `default` if empty, but only in the name of the cluster.
    pub Namespace: Str,
    /// The port.
    pub Port: i64,
    /// The subset.
    pub Version: Str,
    /// The host name; made of service and namespace if empty.
    pub Host: Str,
}

impl Cluster for K8sCluster {
    fn ClusterName(&self) -> Str {
        let namespace = or(&self.Namespace, &Str::from("default"));
        let name: [&[u8]; 4] = [&self.ServiceName, b".", &namespace, b".svc.cluster.local"];
        outbound(self.Port, &self.Version, &name)
    }

    fn HostName(&self) -> Str {
        if !self.Host.is_empty() {
            return self.Host.clone();
        }
        let name: [&[u8]; 4] = [&self.ServiceName, b".", &self.Namespace, b".svc.cluster.local"];
        name.concat().into()
    }
}

/// A service from a Nacos registry: the cluster `outbound|<port>|<version>|<service>.<group>.<namespace id>.nacos`.
#[derive(Clone, Debug, Default)]
#[allow(non_snake_case)]
pub struct NacosCluster {
    /// The name of the service.
    pub ServiceName: Str,
    /// The group; `DEFAULT-GROUP` if empty.
    pub Group: Str,
    /// The id of the namespace.
    pub NamespaceID: Str,
    /// The port.
    pub Port: i64,
    /// Whether it is an EDAS or SAE registry.
    pub IsExtRegistry: bool,
    /// The subset.
    pub Version: Str,
    /// The host name; the service's if empty.
    pub Host: Str,
}

impl Cluster for NacosCluster {
    fn ClusterName(&self) -> Str {
        let dashed = |byte: &u8| if *byte == b'_' { b'-' } else { *byte };
        let group: Vec<u8> = or(&self.Group, &Str::from("DEFAULT-GROUP"))
            .iter()
            .map(dashed)
            .collect();
        let tail: &[u8] = if self.IsExtRegistry { b".nacos-ext" } else { b".nacos" };
        let name: [&[u8]; 6] = [&self.ServiceName, b".", &group, b".", &self.NamespaceID, tail];
        outbound(self.Port, &self.Version, &name)
    }

    fn HostName(&self) -> Str {
        or(&self.Host, &self.ServiceName)
    }
}

/// A service by fixed addresses: the cluster `outbound|<port>||<service>.static`.
#[derive(Clone, Debug, Default)]
#[allow(non_snake_case)]
pub struct StaticIpCluster {
    /// The name of the service.
    pub ServiceName: Str,
    /// The port.
    pub Port: i64,
    /// The host name; the service's if empty.
    pub Host: Str,
}

impl Cluster for StaticIpCluster {
    fn ClusterName(&self) -> Str {
        outbound(self.Port, b"", &[&self.ServiceName, b".static"])
    }

    fn HostName(&self) -> Str {
        or(&self.Host, &self.ServiceName)
    }
}

/// A service by its domain: the cluster `outbound|<port>||<service>.dns`.
#[derive(Clone, Debug, Default)]
#[allow(non_snake_case)]
pub struct DnsCluster {
    /// The name of the service.
    pub ServiceName: Str,
    /// The domain, which is the host name too.
    pub Domain: Str,
    /// The port.
    pub Port: i64,
}

impl Cluster for DnsCluster {
    fn ClusterName(&self) -> Str {
        outbound(self.Port, b"", &[&self.ServiceName, b".dns"])
    }

    fn HostName(&self) -> Str {
        self.Domain.clone()
    }
}

/// A service from a Consul registry: the cluster `outbound|<port>||<service>.<datacenter>.consul`.
#[derive(Clone, Debug, Default)]
#[allow(non_snake_case)]
pub struct ConsulCluster {
    /// The name of the service.
    pub ServiceName: Str,
    /// The datacenter.
    pub Datacenter: Str,
    /// The port.
    pub Port: i64,
    /// The host name; the service's if empty.
    pub Host: Str,
}

impl Cluster for ConsulCluster {
    fn ClusterName(&self) -> Str {
        let name: [&[u8]; 4] = [&self.ServiceName, b".", &self.Datacenter, b".consul"];
        outbound(self.Port, b"", &name)
    }

    fn HostName(&self) -> Str {
        or(&self.Host, &self.ServiceName)
    }
}

/// A service by its full name, with the suffix of its registry.
#[derive(Clone, Debug, Default)]
#[allow(non_snake_case)]
pub struct FQDNCluster {
    /// The full name.
    pub FQDN: Str,
    /// The host name; the full name if empty.
    pub Host: Str,
    /// The port.
    pub Port: i64,
}

impl Cluster for FQDNCluster {
    fn ClusterName(&self) -> Str {
        outbound(self.Port, b"", &[&self.FQDN])
    }

    fn HostName(&self) -> Str {
        or(&self.Host, &self.FQDN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cluster, cluster name, host name.
    fn check(cluster: impl Cluster, name: &str, host: &str) {
        assert_eq!(cluster.ClusterName(), name);
        assert_eq!(cluster.HostName(), host);
    }

    #[test]
    fn names_of_clusters_and_hosts() {
        let k8s = K8sCluster {
            ServiceName: "echo".into(),
            Port: 80,
            Version: "v1".into(),
            ..K8sCluster::default()
        };
        check(
            k8s.clone(),
            "outbound|80|v1|echo.default.svc.cluster.local",
            "echo..svc.cluster.local",
        );
        let k8s = K8sCluster {
            Namespace: "shop".into(),
            ..k8s
        };
        check(
            k8s.clone(),
            "outbound|80|v1|echo.shop.svc.cluster.local",
            "echo.shop.svc.cluster.local",
        );
        check(
            K8sCluster {
                Host: "a.com".into(),
                ..k8s
            },
            "outbound|80|v1|echo.shop.svc.cluster.local",
            "a.com",
        );

        let nacos = NacosCluster {
            ServiceName: "echo".into(),
            NamespaceID: "public".into(),
            ..NacosCluster::default()
        };
        check(nacos.clone(), "outbound|0||echo.DEFAULT-GROUP.public.nacos", "echo");
        let nacos = NacosCluster {
            Group: "my_group".into(),
            Port: -1,
            IsExtRegistry: true,
            ..nacos
        };
        check(nacos, "outbound|-1||echo.my-group.public.nacos-ext", "echo");

        let fixed = StaticIpCluster {
            ServiceName: "echo".into(),
            Port: 8080,
            Host: "a.com".into(),
        };
        check(fixed, "outbound|8080||echo.static", "a.com");
        let dns = DnsCluster {
            ServiceName: "echo".into(),
            Port: 443,
            ..DnsCluster::default()
        };
        check(dns, "outbound|443||echo.dns", "");
        let consul = ConsulCluster {
            ServiceName: "echo".into(),
            Datacenter: "dc1".into(),
            Port: 80,
            ..ConsulCluster::default()
        };
        check(consul, "outbound|80||echo.dc1.consul", "echo");
        let full = FQDNCluster {
            FQDN: "echo.dns".into(),
            Port: 80,
            ..FQDNCluster::default()
        };
        check(full, "outbound|80||echo.dns", "echo.dns");
        check(
            TargetCluster {
                Host: "a.com".into(),
                Cluster: "echo".into(),
            },
            "echo",
            "a.com",
        );
    }
}
