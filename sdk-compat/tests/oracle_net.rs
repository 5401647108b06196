//! `url`, `http` headers and the names of clusters against Go's.
#![allow(non_snake_case, reason = "fields have their Go spelling")]

mod oracle;

use oracle::{Dump, compare};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::{Error, Str, args, fmt, http, url, wrapper};

/// Pieces of URLs.
const URL_PIECES: &[&str] = &[
    "http:",
    "HTTPS:",
    "mailto:",
    "//",
    "/",
    "///",
    "a.com",
    "A.com:80",
    ":80",
    ":",
    "user@",
    "user:pa%20ss@",
    "a@b@",
    "@",
    "[::1]",
    "[fe80::1%25en0]",
    "[fe80::1%25e%20n]:8",
    "[1.2.3.4]",
    "[::ffff:1.2.3.4]",
    "[1:2:3:4:5:6:7:8]",
    "[1::2::3]",
    "[12345::]",
    "[::1.2.3]",
    "[::01.2.3.4]",
    "[1:2]",
    "[:1]",
    "[1:]",
    "[g::]",
    "[::1",
    "]",
    "[",
    "[]",
    "[%25]",
    "[::1%25]",
    "p/q",
    "a%20b",
    "%2F",
    "%zz",
    "%",
    "%4",
    "%41",
    "%e4%bd%a0",
    "é",
    " ",
    "+",
    "*",
    "?",
    "?a=1&b=2",
    "??",
    "#",
    "#frag%20",
    "#%zz",
    "..",
    ";",
    ",",
    "!",
    "'",
    "(",
    ")",
    "$",
    "&",
    "=",
    "~",
    "-",
    "_",
    ".",
    "\"",
    "<",
    ">",
    "\\",
    "^",
    "`",
    "{",
    "|",
    "\u{1}",
    "\u{7f}",
    "a:b",
    "1:",
    "-a:",
];

/// Pieces of URLs, put together in any order.
fn any_url() -> impl Strategy<Value = Vec<u8>> {
    let piece = select(URL_PIECES);
    prop_oneof![
        6 => vec(piece, 0..7).prop_map(|pieces| pieces.concat().into_bytes()),
        1 => vec(any::<u8>(), 0..12),
    ]
}

/// The path that the SDK makes of a URL for a call.
fn call_path(url: &url::URL) -> Vec<u8> {
    let mut path = [b"/", url.Path.strip_prefix(b"/").unwrap_or(&url.Path)].concat();
    if !url.RawQuery.is_empty() {
        path.extend([b"?", &url.RawQuery[..]].concat());
    }
    path
}

#[test]
fn a_url_is_taken_apart_as_in_go() {
    let ours = |raw: &Vec<u8>| {
        let mut dump = Dump::default();
        let url = match url::Parse(raw.clone()) {
            Ok(url) => url,
            Err(error) => {
                dump.text("error", &error.text());
                return dump.bytes();
            }
        };
        dump.text("scheme", &url.Scheme);
        dump.text("opaque", &url.Opaque);
        match &url.User {
            None => dump.number("user", "nil"),
            Some(user) => {
                dump.text("user", &user.Username());
                if let Some(password) = user.Password() {
                    dump.text("password", &password);
                }
            }
        }
        dump.text("host", &url.Host);
        dump.text("path", &url.Path);
        dump.text("raw-path", &url.RawPath);
        dump.number("omit-host", url.OmitHost);
        dump.number("force-query", url.ForceQuery);
        dump.text("raw-query", &url.RawQuery);
        dump.text("fragment", &url.Fragment);
        dump.text("raw-fragment", &url.RawFragment);
        dump.text("escaped-path", &url.EscapedPath());
        dump.text("call-path", &call_path(&url));
        dump.text("string", &url.String());
        dump.text("hostname", &url.Hostname());
        dump.text("port", &url.Port());
        dump.text("request-uri", &url.RequestURI());
        dump.text("query", &url.Query().Encode());
        dump.bytes()
    };
    compare(any_url(), ours, |oracle, raw| oracle.ask(b'u', &[raw]));
}

fn query() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &[&str] = &[
        "a", "b", "c", "d", "=", "&", ";", "+", " ", "%20", "%zz", "%2", "%", "/", "?", "é", "%e4", "~", "*", "'", "@",
        ":", ",", "$",
    ];
    prop_oneof![
        6 => vec(select(PIECES), 0..10).prop_map(|pieces| pieces.concat().into_bytes()),
        1 => vec(any::<u8>(), 0..8),
    ]
}

#[test]
fn escapes_and_queries_are_gos() {
    let ours = |text: &Vec<u8>| {
        let mut dump = Dump::default();
        let result = |dump: &mut Dump, name: &str, result: Result<Str, Error>| match result {
            Ok(value) => dump.text(name, &value),
            Err(error) => dump.text(&format!("{name} error"), &error.text()),
        };
        dump.text("query", &url::QueryEscape(text));
        dump.text("path", &url::PathEscape(text));
        result(&mut dump, "query without", url::QueryUnescape(text));
        result(&mut dump, "path without", url::PathUnescape(text));
        result(&mut dump, "values", url::ParseQuery(text).map(|values| values.Encode()));
        let values = url::URL {
            RawQuery: Str::copy_of(text),
            ..Default::default()
        }
        .Query();
        values.Add("a", Str::copy_of(text));
        values.Set("c", "1");
        values.Del("b");
        dump.text("changed", &values.Encode());
        dump.text("first", &values.Get("a"));
        dump.number("has", values.Has("d"));
        dump.bytes()
    };
    compare(query(), ours, |oracle, text| oracle.ask(b'e', &[text]));
}

fn header_name() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => select(["a", "A", "x-a", "X-A", "x--A", "-a-", "content-type", "Content-Type", "", ":status", "x a", "x_a", "é"].as_slice())
            .prop_map(Vec::from),
        3 => "[a-zA-Z0-9-]{0,12}".prop_map(String::into_bytes),
        2 => "[ -~]{0,8}".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..8),
    ]
}

#[test]
fn a_header_name_gets_gos_canonical_form() {
    let ours = |name: &Vec<u8>| Vec::from(http::CanonicalHeaderKey(name.clone()));
    compare(header_name(), ours, |oracle, name| oracle.ask(b'h', &[name]));
}

#[test]
fn headers_change_as_in_go() {
    let value = prop_oneof![3 => "[a-c]{0,3}".prop_map(String::into_bytes), 1 => "[ \r\n\ta]{0,4}".prop_map(String::into_bytes), 1 => vec(any::<u8>(), 0..4)];
    let steps = vec((select(b"ASDGVC".as_slice()), header_name(), value), 0..8);
    let ours = |steps: &Vec<(u8, Vec<u8>, Vec<u8>)>| {
        let mut dump = Dump::default();
        let mut header = http::Header::make();
        for (step, name, value) in steps {
            let (name, value) = (Str::copy_of(name), Str::copy_of(value));
            match step {
                b'A' => header.Add(name, value),
                b'S' => header.Set(name, value),
                b'D' => header.Del(name),
                b'G' => dump.text("get", &header.Get(name)),
                b'V' => header.Values(name).iter().for_each(|value| dump.text("value", value)),
                _ => header = header.Clone(),
            }
        }
        dump.text(
            "printed",
            &fmt::Sprintf("%v %#v %s %q", args![&header, &header, &header, &header]),
        );
        let mut written = Vec::new();
        header.Write(&mut written);
        dump.text("written", &written);
        let mut written = Vec::new();
        header.WriteSubset(&mut written, &["A".into(), "Content-Type".into()]);
        dump.text("subset", &written);
        dump.bytes()
    };
    compare(steps, ours, |oracle, steps| {
        let parts: Vec<&[u8]> = steps
            .iter()
            .flat_map(|(step, name, value)| [std::slice::from_ref(step), name, value])
            .collect();
        oracle.ask(b'H', &parts)
    });
}

/// All that a cluster of any kind is made of.
type Service = (u8, [Vec<u8>; 5], i64, bool);

fn cluster((kind, texts, port, ext): &Service) -> Box<dyn wrapper::Cluster> {
    let [ServiceName, second, third, Version, Host] = texts.clone().map(Str::from);
    let Port = *port;
    match kind {
        0 => Box::new(wrapper::TargetCluster {
            Host,
            Cluster: ServiceName,
        }),
        1 => Box::new(wrapper::K8sCluster {
            ServiceName,
            Namespace: second,
            Port,
            Version,
            Host,
        }),
        2 => Box::new(wrapper::NacosCluster {
            ServiceName,
            Group: second,
            NamespaceID: third,
            Port,
            IsExtRegistry: *ext,
            Version,
            Host,
        }),
        3 => Box::new(wrapper::StaticIpCluster {
            ServiceName,
            Port,
            Host,
        }),
        4 => Box::new(wrapper::DnsCluster {
            ServiceName,
            Domain: second,
            Port,
        }),
        5 => Box::new(wrapper::ConsulCluster {
            ServiceName,
            Datacenter: second,
            Port,
            Host,
        }),
        _ => Box::new(wrapper::FQDNCluster {
            FQDN: ServiceName,
            Host,
            Port,
        }),
    }
}

#[test]
fn clusters_and_hosts_are_named_as_in_go() {
    let text = || prop_oneof![2 => Just(Vec::new()), 3 => "[a-z._|%-]{0,8}".prop_map(String::into_bytes), 1 => vec(any::<u8>(), 0..5)];
    let texts = [text(), text(), text(), text(), text()];
    let port = prop_oneof![any::<i64>(), 0..70_000_i64];
    let ours = |service: &Service| {
        let cluster = cluster(service);
        let mut dump = Dump::default();
        dump.text("cluster", &cluster.ClusterName());
        dump.text("host", &cluster.HostName());
        dump.bytes()
    };
    compare(
        (0..7_u8, texts, port, any::<bool>()),
        ours,
        |oracle, (kind, texts, port, ext)| {
            let mut parts: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
            let (first, port) = ([*kind, u8::from(*ext)], port.to_le_bytes());
            parts.insert(0, &first);
            parts.push(&port);
            oracle.ask(b'c', &parts)
        },
    );
}
