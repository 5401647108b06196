//! What a rule demands of a request.

use super::{MATCH_DOMAIN_KEY, MATCH_ROUTE_KEY, MATCH_ROUTE_PREFIX_KEY, MATCH_SERVICE_KEY};
use crate::{Str, gjson};

/// By what a rule chooses its requests. A rule that names several things chooses by the first of: route and service,
/// route, domain, service, route prefix.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Category {
    /// The name of the route.
    #[default]
    Route = 0,
    /// The domain of the request.
    Host = 1,
    /// The service that the request goes to.
    Service = 2,
    /// The beginning of the name of the route.
    RoutePrefix = 3,
    /// The name of the route and the service that the request goes to.
    RouteAndService = 4,
}

/// See [`Category::Route`].
pub const Route: Category = Category::Route;
/// See [`Category::Host`].
pub const Host: Category = Category::Host;
/// See [`Category::Service`].
pub const Service: Category = Category::Service;
/// See [`Category::RoutePrefix`].
pub const RoutePrefix: Category = Category::RoutePrefix;
/// See [`Category::RouteAndService`].
pub const RouteAndService: Category = Category::RouteAndService;

/// How a domain of a rule is compared with that of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum MatchType {
    /// The request's begins with it.
    Prefix = 0,
    /// They are equal.
    Exact = 1,
    /// The request's ends with it.
    Suffix = 2,
}

/// See [`MatchType::Prefix`].
pub const Prefix: MatchType = MatchType::Prefix;
/// See [`MatchType::Exact`].
pub const Exact: MatchType = MatchType::Exact;
/// See [`MatchType::Suffix`].
pub const Suffix: MatchType = MatchType::Suffix;

/// A domain of a rule, without its star.
#[derive(Clone, Debug)]
pub struct HostMatcher {
    match_type: MatchType,
    host: Str,
}

/// Texts in order, each once.
type Names = Vec<Str>;

/// What a rule demands of a request.
#[derive(Clone, Default)]
pub(crate) struct Conditions {
    category: Category,
    routes: Names,
    services: Names,
    route_prefixes: Names,
    hosts: Vec<HostMatcher>,
}

/// What of a request rules look at.
pub(super) struct Request<'a> {
    /// Without its port.
    host: &'a [u8],
    route: &'a [u8],
    /// Port and name of the service that the request goes to.
    service: Option<[&'a [u8]; 2]>,
}

impl<'a> Request<'a> {
    /// A request for a host, with the names of its route and its cluster.
    pub(super) fn new(host: &'a [u8], route: &'a [u8], cluster: &'a [u8]) -> Self {
        Request {
            host: without_port(host),
            route,
            service: service(cluster),
        }
    }
}

impl Conditions {
    /// The conditions of a rule; none if it has none.
    pub(super) fn read(rule: &gjson::Result) -> Option<Self> {
        let routes = names(rule, MATCH_ROUTE_KEY);
        let hosts: Vec<_> = rule
            .member(MATCH_DOMAIN_KEY)
            .Array()
            .iter()
            .map(|host| HostMatcher::read(host.String()))
            .collect();
        let services = names(rule, MATCH_SERVICE_KEY);
        let route_prefixes = names(rule, MATCH_ROUTE_PREFIX_KEY);
        let category = match (
            routes.is_empty(),
            hosts.is_empty(),
            services.is_empty(),
            route_prefixes.is_empty(),
        ) {
            (false, _, false, _) => Category::RouteAndService,
            (false, _, true, _) => Category::Route,
            (true, false, _, _) => Category::Host,
            (true, true, false, _) => Category::Service,
            (true, true, true, false) => Category::RoutePrefix,
            (true, true, true, true) => return None,
        };
        Some(Conditions {
            category,
            routes,
            services,
            route_prefixes,
            hosts,
        })
    }

    pub(super) fn hold_for(&self, request: &Request) -> bool {
        match self.category {
            Category::Route => self.matches_route(request.route),
            Category::Host => self.matches_host(request.host),
            Category::Service => self.matches_service(request.service),
            Category::RoutePrefix => self
                .route_prefixes
                .iter()
                .any(|prefix| request.route.starts_with(prefix)),
            Category::RouteAndService => self.matches_route(request.route) && self.matches_service(request.service),
        }
    }

    fn matches_route(&self, name: &[u8]) -> bool {
        self.routes.binary_search_by(|route| route.as_bytes().cmp(name)).is_ok()
    }

    fn matches_host(&self, host: &[u8]) -> bool {
        self.hosts.iter().any(|matcher| match matcher.match_type {
            MatchType::Suffix => host.ends_with(&matcher.host),
            MatchType::Prefix => host.starts_with(&matcher.host),
            MatchType::Exact => host == matcher.host.as_bytes(),
        })
    }

    /// A service of a rule may end with `:port`.
    fn matches_service(&self, service: Option<[&[u8]; 2]>) -> bool {
        let Some([port, name]) = service else { return false };
        self.services.iter().any(|service| {
            let with_port =
                last(service, b':').is_some_and(|colon| (&service[..colon], &service[colon + 1..]) == (name, port));
            with_port || name == service.as_bytes()
        })
    }

    /// The same for two rules with the same conditions, in whatever order they are written. Go takes domains as often as they
    /// are written, all else once.
    pub(super) fn hash_key(&self) -> Str {
        let mut key = format!("cat:{}", self.category as u32).into_bytes();
        let mut hosts = Names::new();
        for host in self.hosts.iter().map(HostMatcher::key) {
            let at = hosts.partition_point(|other| *other <= host);
            hosts.insert(at, host);
        }
        for (name, items) in [
            ("|routes:", &self.routes),
            ("|services:", &self.services),
            ("|prefixes:", &self.route_prefixes),
            ("|hosts:", &hosts),
        ] {
            for (at, item) in items.iter().enumerate() {
                key.extend_from_slice(if at == 0 { name.as_bytes() } else { b"," });
                key.extend_from_slice(item);
            }
        }
        Str::from(key)
    }
}

impl HostMatcher {
    fn read(host: Str) -> Self {
        if host.starts_with(b"*") {
            HostMatcher {
                match_type: MatchType::Suffix,
                host: host.slice(1..),
            }
        } else if host.ends_with(b"*") {
            HostMatcher {
                match_type: MatchType::Prefix,
                host: host.slice(..host.len() - 1),
            }
        } else {
            HostMatcher {
                match_type: MatchType::Exact,
                host,
            }
        }
    }

    fn key(&self) -> Str {
        Str::from([format!("{}:", self.match_type as u32).as_bytes(), &self.host].concat())
    }
}

/// The texts of the list under `key` that are not empty. A single value counts as a list of one.
fn names(rule: &gjson::Result, key: &str) -> Names {
    rule.member(key)
        .Array()
        .iter()
        .map(gjson::Result::String)
        .filter(|name| !name.is_empty())
        .fold(Names::new(), with)
}

/// `names` and `name`. (The sorts of the standard library would make every plugin 15 KB larger.)
fn with(mut names: Names, name: Str) -> Names {
    if let Err(at) = names.binary_search(&name) {
        names.insert(at, name);
    }
    names
}

/// Port and name of the service of a cluster, which is `outbound|port|subset|service`.
fn service(cluster: &[u8]) -> Option<[&[u8]; 2]> {
    let mut parts = cluster.split(|&byte| byte == b'|');
    let (_, port, _, name) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some([port, name])
}

fn last(bytes: &[u8], byte: u8) -> Option<usize> {
    bytes.iter().rposition(|&other| other == byte)
}

/// `host` up to its last colon, unless that is inside the brackets of an IPv6 address.
fn without_port(host: &[u8]) -> &[u8] {
    match (last(host, b':'), last(host, b']')) {
        (Some(colon), Some(bracket)) if bracket > colon => host,
        (Some(colon), _) => &host[..colon],
        (None, _) => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions(rule: &str) -> Conditions {
        Conditions::read(&gjson::Parse(String::from(rule))).expect("the rule has a condition")
    }

    fn matches(rule: &str, host: &str, route: &str, cluster: &str) -> bool {
        conditions(rule).hold_for(&Request::new(host.as_bytes(), route.as_bytes(), cluster.as_bytes()))
    }

    #[test]
    fn domains() {
        for (domain, host, expected) in [
            ("a.com", "a.com", true),
            ("a.com", "a.com:8080", true),
            ("a.com", "A.com", false),
            ("a.com", "b.a.com", false),
            ("*.a.com", "b.a.com", true),
            ("*.a.com", "a.com", false),
            ("*", "anything", true),
            ("*", "", true),
            ("a.*", "a.com", true),
            ("a.*", "ba.com", false),
            ("*mid*", "has-mid*", true),
            ("*mid*", "has-mid-dle", false),
            ("", "", true),
            ("", "a.com", false),
            ("[::1]", "[::1]:80", true),
            ("[::1]", "[::1]", true),
            ("fe80:", "fe80::1", true),
        ] {
            let rule = format!(r#"{{"_match_domain_":["{domain}"]}}"#);
            assert_eq!(matches(&rule, host, "", ""), expected, "{domain} against {host}");
        }
    }

    #[test]
    fn services() {
        for (service, cluster, expected) in [
            ("s.dns", "outbound|80||s.dns", true),
            ("s.dns:80", "outbound|80||s.dns", true),
            ("s.dns:81", "outbound|80||s.dns", false),
            ("s:80", "outbound|9||s:80", true),
            ("s.dns", "s.dns", false),
            ("s.dns", "outbound|80||s.dns|x", false),
        ] {
            let rule = format!(r#"{{"_match_service_":["{service}"]}}"#);
            assert_eq!(matches(&rule, "", "", cluster), expected, "{service} against {cluster}");
        }
    }

    #[test]
    fn routes_and_their_prefixes() {
        assert!(matches(r#"{"_match_route_":["r1","r2"]}"#, "", "r2", ""));
        assert!(!matches(r#"{"_match_route_":["r1"]}"#, "", "r10", ""));
        assert!(matches(r#"{"_match_route_prefix_":["r1"]}"#, "", "r10", ""));
        assert!(!matches(r#"{"_match_route_prefix_":["r1"]}"#, "", "ar1", ""));
    }

    #[test]
    fn a_single_value_counts_as_a_list_and_its_text_is_compared() {
        assert!(matches(r#"{"_match_route_":"r"}"#, "", "r", ""));
        assert!(matches(r#"{"_match_route_":[7,true]}"#, "", "7", ""));
        assert!(matches(r#"{"_match_route_":[7,true]}"#, "", "true", ""));
    }

    #[test]
    fn one_category_wins_and_the_rest_is_ignored() {
        let route_and_service =
            r#"{"_match_route_":["r"],"_match_service_":["s"],"_match_domain_":["d"],"_match_route_prefix_":["p"]}"#;
        assert!(matches(route_and_service, "other", "r", "outbound|1||s"));
        assert!(!matches(route_and_service, "d", "r", "outbound|1||t"));
        let domain = r#"{"_match_domain_":["d"],"_match_service_":["s"],"_match_route_prefix_":["p"]}"#;
        assert!(matches(domain, "d", "x", "x"));
        let service = r#"{"_match_service_":["s"],"_match_route_prefix_":["p"]}"#;
        assert!(!matches(service, "", "p", ""));
    }

    #[test]
    fn empty_names_are_no_condition_but_an_empty_domain_is() {
        let read = |rule: &str| Conditions::read(&gjson::Parse(String::from(rule)));
        assert!(read(r#"{"_match_route_":[""],"_match_service_":[""],"_match_route_prefix_":[""]}"#).is_none());
        assert!(read(r#"{"_match_domain_":[]}"#).is_none());
        assert!(read(r#"{"_match_domain_":[""]}"#).is_some());
        assert!(read("7").is_none());
    }

    #[test]
    fn the_key_of_a_rule_does_not_depend_on_order() {
        let rule = conditions(r#"{"_match_route_":["b","a"],"_match_service_":["s"]}"#);
        assert_eq!(rule.hash_key(), "cat:4|routes:a,b|services:s");
        let rule = conditions(r#"{"_match_domain_":["b","*.a","c*"],"_match_route_prefix_":["p"]}"#);
        assert_eq!(rule.hash_key(), "cat:1|prefixes:p|hosts:0:c,1:b,2:.a");
        let rule = conditions(r#"{"_match_domain_":["b","a","b"],"_match_route_prefix_":["p","p"]}"#);
        assert_eq!(rule.hash_key(), "cat:1|prefixes:p|hosts:1:a,1:b,1:b");
    }
}
