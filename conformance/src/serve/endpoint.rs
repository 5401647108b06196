//! Where an upstream or a called-out service answers, as written on the command line.

use crate::{Error, Result};
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// `http://HOST[:PORT]` or `https://HOST[:PORT]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The host: an address, without brackets, or a name.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Whether it speaks TLS.
    pub tls: bool,
}

impl Endpoint {
    /// The address of a host that is no name.
    pub fn address(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }
}

impl From<SocketAddr> for Endpoint {
    fn from(address: SocketAddr) -> Self {
        Endpoint {
            host: address.ip().to_string(),
            port: address.port(),
            tls: false,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "https" } else { "http" };
        match self.address() {
            Some(address) => write!(f, "{scheme}://{}", SocketAddr::new(address, self.port)),
            None => write!(f, "{scheme}://{}:{}", self.host, self.port),
        }
    }
}

impl FromStr for Endpoint {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self> {
        read(url).ok_or_else(|| {
            Error::new(format!("`{url}` is no `http://HOST:PORT`"))
                .next("give scheme, host and port only, such as http://127.0.0.1:3000")
        })
    }
}

fn read(url: &str) -> Option<Endpoint> {
    let (tls, rest) = match url.split_once("://")? {
        ("http", rest) => (false, rest),
        ("https", rest) => (true, rest),
        _ => return None,
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = match authority.strip_prefix('[') {
        Some(v6) => v6.split_once(']').filter(|(host, _)| host.parse::<IpAddr>().is_ok())?,
        None => authority.find(':').map_or((authority, ""), |at| authority.split_at(at)),
    };
    let port = match port.strip_prefix(':') {
        Some(port) => port.parse().ok().filter(|port| *port > 0)?,
        None if port.is_empty() => {
            if tls {
                443
            } else {
                80
            }
        }
        None => return None,
    };
    let named = !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte));
    named.then(|| Endpoint {
        host: host.into(),
        port,
        tls,
    })
}

/// A service that the plugin calls out to: the cluster's name, and where it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The name of the Envoy cluster, such as `outbound|80||token.static`.
    pub cluster: String,
    /// Where the service answers.
    pub endpoint: Endpoint,
}

impl FromStr for Service {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (cluster, url) = text
            .split_once('=')
            .filter(|(cluster, _)| !cluster.is_empty())
            .ok_or_else(|| {
                Error::new(format!("`{text}` names no cluster and URL"))
                    .next("write CLUSTER=URL, such as 'outbound|80||token.static=http://127.0.0.1:9000'")
            })?;
        Ok(Service {
            cluster: cluster.into(),
            endpoint: url.parse()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn endpoint(host: &str, port: u16, tls: bool) -> Endpoint {
        let host = host.into();
        Endpoint { host, port, tls }
    }

    #[test]
    fn a_url_is_scheme_host_and_port() {
        let read = |url: &str| url.parse::<Endpoint>().unwrap();
        assert_eq!(read("http://127.0.0.1:3000"), endpoint("127.0.0.1", 3000, false));
        assert_eq!(read("http://127.0.0.1:3000/"), endpoint("127.0.0.1", 3000, false));
        assert_eq!(read("http://localhost"), endpoint("localhost", 80, false));
        assert_eq!(read("https://example.com"), endpoint("example.com", 443, true));
        assert_eq!(read("http://[::1]:8080"), endpoint("::1", 8080, false));
        assert_eq!(read("http://[::1]:8080").to_string(), "http://[::1]:8080");
        assert_eq!(read("https://example.com").to_string(), "https://example.com:443");
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        let bad = [
            "",
            "127.0.0.1:3000",
            "ftp://a",
            "http://",
            "http://a:b",
            "http://a:0",
            "http://a:70000",
            "http://a/path",
            "http://a?b",
            "http://user@a",
            "http://[::1",
            "http://[x]:1",
            "http://[::1]x",
            "http://a b",
        ];
        for url in bad {
            let error = url.parse::<Endpoint>().unwrap_err().to_string();
            assert!(
                error.contains(url) && error.contains("http://127.0.0.1:3000"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_service_is_a_cluster_and_a_url() {
        let service: Service = "outbound|80||token.static=http://127.0.0.1:9000".parse().unwrap();
        assert_eq!(service.cluster, "outbound|80||token.static");
        assert_eq!(service.endpoint, endpoint("127.0.0.1", 9000, false));
        assert!(
            "http://127.0.0.1:9000"
                .parse::<Service>()
                .unwrap_err()
                .to_string()
                .contains("CLUSTER=URL")
        );
        assert!("=http://127.0.0.1:9000".parse::<Service>().is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "(https?://)?[\\[\\]:/a0.=]{0,12}|\\PC{0,12}") {
            let _ = text.parse::<Service>();
            let _ = text.parse::<Endpoint>();
        }
    }
}
