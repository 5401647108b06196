//! A header map as Envoy keeps it.

use crate::Str;

/// Request headers that Envoy keeps once: another value is appended with a comma. As measured with Envoy 1.40.
const REQUEST_ONCE: &[&str] = &[
    ":authority",
    ":method",
    ":path",
    ":protocol",
    ":scheme",
    "accept",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "access-control-request-private-network",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "grpc-accept-encoding",
    "grpc-timeout",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "origin",
    "pragma",
    "proxy-connection",
    "referer",
    "te",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
    "x-client-trace-id",
    "x-envoy-attempt-count",
    "x-envoy-decorator-operation",
    "x-envoy-downstream-service-cluster",
    "x-envoy-downstream-service-node",
    "x-envoy-expected-rq-timeout-ms",
    "x-envoy-external-address",
    "x-envoy-force-trace",
    "x-envoy-hedge-on-per-try-timeout",
    "x-envoy-internal",
    "x-envoy-ip-tags",
    "x-envoy-max-retries",
    "x-envoy-original-host",
    "x-envoy-original-path",
    "x-envoy-original-url",
    "x-envoy-retriable-header-names",
    "x-envoy-retriable-status-codes",
    "x-envoy-retry-grpc-on",
    "x-envoy-retry-on",
    "x-envoy-upstream-alt-stat-name",
    "x-envoy-upstream-rq-per-try-timeout-ms",
    "x-envoy-upstream-rq-timeout-ms",
    "x-envoy-upstream-stream-duration-ms",
    "x-forwarded-client-cert",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-request-id",
];

/// Response headers that Envoy keeps once.
const RESPONSE_ONCE: &[&str] = &[
    ":status",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-allow-private-network",
    "access-control-expose-headers",
    "access-control-max-age",
    "age",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "expires",
    "grpc-message",
    "grpc-status",
    "keep-alive",
    "last-modified",
    "location",
    "proxy-connection",
    "proxy-status",
    "server",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "x-envoy-decorator-operation",
    "x-envoy-degraded",
    "x-envoy-immediate-health-check-fail",
    "x-envoy-ratelimited",
    "x-envoy-upstream-canary",
    "x-envoy-upstream-healthchecked-cluster",
    "x-envoy-upstream-service-time",
    "x-request-id",
];

/// What a header map belongs to.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Request,
    Response,
    Trailers,
}

/// See the module.
pub(super) struct Headers {
    kind: Kind,
    list: Vec<[Str; 2]>,
}

impl Headers {
    pub(super) fn new(kind: Kind) -> Self {
        Headers { kind, list: Vec::new() }
    }

    pub(super) fn from(kind: Kind, list: &[[Str; 2]]) -> Self {
        let mut headers = Headers::new(kind);
        for [name, value] in list {
            headers.add(name, value);
        }
        headers
    }

    pub(super) fn list(&self) -> &[[Str; 2]] {
        &self.list
    }

    pub(super) fn set(&mut self, list: &[[Str; 2]]) {
        *self = Headers::from(self.kind, list);
    }

    /// The first value.
    pub(super) fn get(&self, name: &[u8]) -> Option<&Str> {
        let name = self.name(name);
        self.list
            .iter()
            .find(|[other, _]| *other == name)
            .map(|[_, value]| value)
    }

    pub(super) fn add(&mut self, name: &[u8], value: &[u8]) {
        let name = self.name(name);
        if self.is_kept_once(&name)
            && let Some([_, values]) = self.list.iter_mut().find(|[other, _]| *other == name)
        {
            *values = [&values[..], b",", value].concat().into();
            return;
        }
        let is_pseudo = |name: &Str| name.starts_with(b":");
        // Pseudo headers stand before all others.
        let at = match is_pseudo(&name) {
            true => self.list.iter().take_while(|[other, _]| is_pseudo(other)).count(),
            false => self.list.len(),
        };
        self.list.insert(at, [name, Str::copy_of(value)]);
    }

    pub(super) fn replace(&mut self, name: &[u8], value: &[u8]) {
        self.remove(name);
        self.add(name, value);
    }

    pub(super) fn remove(&mut self, name: &[u8]) {
        let name = self.name(name);
        self.list.retain(|[other, _]| *other != name);
    }

    /// The name that Envoy keeps a header under.
    fn name(&self, name: &[u8]) -> Str {
        let name = name.to_ascii_lowercase();
        match (self.kind, &name[..]) {
            (Kind::Request, b"host") => Str::from(":authority"),
            _ => Str::from(name),
        }
    }

    fn is_kept_once(&self, name: &Str) -> bool {
        let once = match self.kind {
            Kind::Request => REQUEST_ONCE,
            Kind::Response => RESPONSE_ONCE,
            Kind::Trailers => &[],
        };
        once.iter().any(|other| name == *other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(headers: &Headers) -> String {
        let lines: Vec<String> = headers
            .list()
            .iter()
            .map(|[name, value]| format!("{name}={value}"))
            .collect();
        lines.join(" ")
    }

    #[test]
    fn most_headers_are_kept_apart_and_some_are_kept_once() {
        let mut headers = Headers::new(Kind::Request);
        for name in ["X-A", "Accept", "cookie", "host"] {
            headers.add(name.as_bytes(), b"1");
            headers.add(name.as_bytes(), b"2");
        }
        assert_eq!(
            shown(&headers),
            ":authority=1,2 x-a=1 x-a=2 accept=1,2 cookie=1 cookie=2"
        );
        assert_eq!(headers.get(b"Host").unwrap(), "1,2");
        assert_eq!(headers.get(b"X-a").unwrap(), "1");
    }

    #[test]
    fn a_replaced_header_takes_the_place_of_all_and_comes_last() {
        let mut headers = Headers::new(Kind::Response);
        for (name, value) in [("x-a", "1"), (":status", "200"), ("x-b", "2"), ("x-a", "3")] {
            headers.add(name.as_bytes(), value.as_bytes());
        }
        headers.replace(b"X-A", b"4");
        headers.replace(b":status", b"201");
        assert_eq!(shown(&headers), ":status=201 x-b=2 x-a=4");
    }
}
