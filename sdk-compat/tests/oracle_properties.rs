//! `properties` against Go's: every getter, with properties that are whole, cut short, or of another kind.

mod oracle;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use oracle::{Dump, compare};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use sdk_compat::host::{self, Host, LogLevel, Status};
use sdk_compat::time::Time;
use sdk_compat::{Error, Str, properties};

/// A host whose properties are made up as they are asked for: the first path that is asked has the first value, or none.
struct Properties {
    values: Vec<Option<Vec<u8>>>,
    asked: RefCell<Vec<Vec<u8>>>,
    complaints: RefCell<Vec<Vec<u8>>>,
}

impl Host for Properties {
    fn get_property(&self, path: &[u8]) -> Result<Vec<u8>, Status> {
        let mut asked = self.asked.borrow_mut();
        asked.push(path.to_vec());
        self.values
            .get(asked.len() - 1)
            .cloned()
            .flatten()
            .ok_or(Status::NOT_FOUND)
    }

    fn log(&self, level: LogLevel, message: &[u8]) -> Status {
        assert_eq!(level, LogLevel::Critical);
        self.complaints.borrow_mut().push(message.to_vec());
        Status::OK
    }
}

trait Shown {
    fn show(&self, name: &str, dump: &mut Dump);
}

macro_rules! shown {
    ($($kind:ty => |$value:ident, $name:ident, $dump:ident| $show:expr;)*) => {$(
        impl Shown for $kind {
            fn show(&self, $name: &str, $dump: &mut Dump) {
                let $value = self;
                $show
            }
        }
    )*};
}

shown! {
    Str => |value, name, dump| dump.text(name, value);
    u64 => |value, name, dump| dump.number(name, value);
    f64 => |value, name, dump| dump.float(name, *value);
    bool => |value, name, dump| dump.number(name, value);
    Time => |value, name, dump| dump.number(name, value.UnixNano());
    properties::EnvoyTrafficDirection => |value, name, dump| {
        dump.number(name, format_args!("{} {}", value.0, value.String()));
    };
    properties::IstioTrafficInterceptionMode => |value, name, dump| {
        dump.number(name, format_args!("{} {}", value.0, value.String()));
    };
    BTreeMap<Str, Str> => |value, name, dump| dump.inside(name, |dump| {
        for (key, value) in value {
            key.show("key", dump);
            value.show("of", dump);
        }
    });
    properties::EnvoyLocality => |value, name, dump| dump.inside(name, |dump| {
        value.Region.show("Region", dump);
        value.Zone.show("Zone", dump);
        value.Subzone.show("Subzone", dump);
    });
    properties::EnvoyExtension => |value, name, dump| dump.inside(name, |dump| {
        value.Name.show("Name", dump);
        value.Category.show("Category", dump);
        value.TypeUrls.show("TypeUrls", dump);
    });
    properties::IstioService => |value, name, dump| dump.inside(name, |dump| {
        value.Host.show("Host", dump);
        value.Name.show("Name", dump);
        value.Namespace.show("Namespace", dump);
    });
    properties::IstioFilterMetadata => |value, name, dump| dump.inside(name, |dump| {
        value.Config.show("Config", dump);
        value.Services.show("Services", dump);
    });
    properties::IstioProxyStatsMatcher => |value, name, dump| dump.inside(name, |dump| {
        value.InclusionPrefixes.show("InclusionPrefixes", dump);
        value.InclusionRegexps.show("InclusionRegexps", dump);
        value.InclusionSuffixes.show("InclusionSuffixes", dump);
    });
}

impl<T: Shown> Shown for Vec<T> {
    fn show(&self, name: &str, dump: &mut Dump) {
        dump.inside(name, |dump| self.iter().for_each(|item| item.show("item", dump)));
    }
}

impl<T: Shown> Shown for Result<T, Error> {
    fn show(&self, name: &str, dump: &mut Dump) {
        match self {
            Ok(value) => value.show(name, dump),
            Err(error) => dump.text("error", &error.text()),
        }
    }
}

type Getter = (&'static str, fn(&mut Dump));

macro_rules! getters {
    ($($name:ident)*) => {
        &[$((stringify!($name), |dump| properties::$name().show("value", dump))),*]
    };
}

const GETTERS: &[Getter] = getters! {
    GetClusterMetadata
    GetClusterName
    GetDownstreamConnectionID
    GetDownstreamDnsSanLocalCertificate
    GetDownstreamDnsSanPeerCertificate
    GetDownstreamLocalAddress
    GetDownstreamLocalPort
    GetDownstreamRemoteAddress
    GetDownstreamRemotePort
    GetDownstreamRequestedServerName
    GetDownstreamSha256PeerCertificateDigest
    GetDownstreamSubjectLocalCertificate
    GetDownstreamSubjectPeerCertificate
    GetDownstreamTerminationDetails
    GetDownstreamTlsVersion
    GetDownstreamUriSanLocalCertificate
    GetDownstreamUriSanPeerCertificate
    GetListenerDirection
    GetListenerMetadata
    GetNodeClientFeatures
    GetNodeCluster
    GetNodeDynamicParams
    GetNodeExtensions
    GetNodeId
    GetNodeListeningAddresses
    GetNodeLocality
    GetNodeMetaAnnotations
    GetNodeMetaAppContainers
    GetNodeMetaClusterId
    GetNodeMetaEnvoyPrometheusPort
    GetNodeMetaEnvoyStatusPort
    GetNodeMetaInstanceIps
    GetNodeMetaInterceptionMode
    GetNodeMetaIstioProxySha
    GetNodeMetaIstioVersion
    GetNodeMetaLabels
    GetNodeMetaMeshId
    GetNodeMetaName
    GetNodeMetaNamespace
    GetNodeMetaNodeName
    GetNodeMetaOwner
    GetNodeMetaPilotSan
    GetNodeMetaPodPorts
    GetNodeMetaProxyConfigBinaryPath
    GetNodeMetaProxyConfigConcurrency
    GetNodeMetaProxyConfigConfigPath
    GetNodeMetaServiceAccount
    GetNodeMetaWorkloadName
    GetNodeProxyConfigControlPlaneAuthPolicy
    GetNodeProxyConfigDiscoveryAddress
    GetNodeProxyConfigDrainDuration
    GetNodeProxyConfigExtraStatTags
    GetNodeProxyConfigHoldApplicationUntilProxyStarts
    GetNodeProxyConfigProxyAdminPort
    GetNodeProxyConfigProxyStatsMatcher
    GetNodeProxyConfigServiceCluster
    GetNodeProxyConfigStatNameLength
    GetNodeProxyConfigStatusPort
    GetNodeProxyConfigTerminationDrainDuration
    GetNodeProxyConfigTracingDatadogAddress
    GetNodeProxyConfigTracingOpenCensusAgentAddress
    GetNodeProxyConfigTracingZipkinAddress
    GetNodeUserAgentBuildVersion
    GetNodeUserAgentName
    GetNodeUserAgentVersion
    GetPluginName
    GetPluginRootId
    GetPluginVmId
    GetRequestDuration
    GetRequestHeaders
    GetRequestHost
    GetRequestId
    GetRequestMethod
    GetRequestPath
    GetRequestProtocol
    GetRequestQuery
    GetRequestReferer
    GetRequestScheme
    GetRequestSize
    GetRequestTime
    GetRequestTotalSize
    GetRequestUrlPath
    GetRequestUserAgent
    GetResponseCode
    GetResponseCodeDetails
    GetResponseFlags
    GetResponseGrpcStatusCode
    GetResponseHeaders
    GetResponseSize
    GetResponseTotalSize
    GetResponseTrailers
    GetRouteMetadata
    GetRouteName
    GetUpstreamAddress
    GetUpstreamDnsSanLocalCertificate
    GetUpstreamDnsSanPeerCertificate
    GetUpstreamHostMetadata
    GetUpstreamLocalAddress
    GetUpstreamPort
    GetUpstreamSha256PeerCertificateDigest
    GetUpstreamSubjectLocalCertificate
    GetUpstreamSubjectPeerCertificate
    GetUpstreamTlsVersion
    GetUpstreamTransportFailureReason
    GetUpstreamUriSanLocalCertificate
    GetUpstreamUriSanPeerCertificate
    GetXdsClusterMetadata
    GetXdsClusterName
    GetXdsListenerFilterChainName
    GetXdsRouteMetadata
    GetXdsRouteName
    GetXdsUpstreamHostMetadata
    IsDownstreamConnectionTls
};

/// Lists and maps as hosts write them, and with counts and sizes that say something else.
fn encoded(
    items: Vec<Vec<u8>>,
    width: usize,
    gap: usize,
    per_count: usize,
    count_off: i32,
    size_off: Option<(Index, i64)>,
) -> Vec<u8> {
    let count = (items.len() / per_count) as i32 + count_off;
    let mut out = count.max(0).to_le_bytes().to_vec();
    for (at, item) in items.iter().enumerate() {
        let off = size_off
            .filter(|(index, _)| index.index(items.len()) == at)
            .map_or(0, |(_, off)| off);
        let size = (item.len() as i64).wrapping_add(off);
        out.extend(&size.to_le_bytes()[..width]);
    }
    for item in items {
        out.extend(item);
        out.extend(std::iter::repeat_n(0, gap));
    }
    out
}

fn sizes_off() -> impl Strategy<Value = Option<(Index, i64)>> {
    option::weighted(0.2, (any::<Index>(), prop_oneof![-3..4i64, any::<i64>()]))
}

fn count_off() -> impl Strategy<Value = i32> {
    prop_oneof![8 => Just(0), 1 => -1..3, 1 => 0..70_000]
}

fn map() -> impl Strategy<Value = Vec<u8>> {
    let text = || {
        prop_oneof![
            select(&["host", "name", "namespace", ""]).prop_map(Vec::from),
            vec(any::<u8>(), 0..5)
        ]
    };
    let pairs = vec((text(), text()), 0..4);
    (pairs, count_off(), sizes_off()).prop_map(|(pairs, count, size)| {
        let items = pairs.into_iter().flat_map(|(key, value)| [key, value]).collect();
        encoded(items, 4, 1, 2, count, size)
    })
}

fn proto_strings() -> impl Strategy<Value = Vec<u8>> {
    vec(
        (
            any::<u8>(),
            vec(any::<u8>(), 0..6),
            prop_oneof![9 => Just(0), 1 => 0..9u8],
        ),
        0..5,
    )
    .prop_map(|strings| {
        let field = |(tag, text, more): (u8, Vec<u8>, u8)| [vec![tag, text.len() as u8 + more], text].concat();
        strings.into_iter().flat_map(field).collect()
    })
}

fn list() -> impl Strategy<Value = Vec<u8>> {
    let items = prop_oneof![
        vec(vec(any::<u8>(), 0..6), 0..4),
        vec(map(), 0..4),
        vec(proto_strings(), 0..4),
    ];
    (items, count_off(), sizes_off()).prop_map(|(items, count, size)| encoded(items, 8, 2, 1, count, size))
}

/// A value, perhaps cut short or followed by more. None is empty: the emulator of the Go SDK has no such property.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let scalar = prop_oneof![
        select(&["NONE", "TPROXY", "REDIRECT", "redirect", "a.com:80"]).prop_map(Vec::from),
        vec(any::<u8>(), 1..3),
        any::<u64>().prop_map(|number| number.to_le_bytes().to_vec()),
        (0..4u64).prop_map(|number| number.to_le_bytes().to_vec()),
    ];
    let whole = prop_oneof![scalar, map(), list(), proto_strings()];
    (whole, option::weighted(0.3, any::<Index>()), vec(any::<u8>(), 0..3)).prop_map(|(mut value, cut, more)| {
        match cut {
            Some(cut) if !value.is_empty() => value.truncate(cut.index(value.len())),
            _ => value.extend(more),
        }
        if value.is_empty() { vec![0] } else { value }
    })
}

/// What a getter makes of a host, and which properties that host had.
fn ours(getter: &Getter, values: &[Option<Vec<u8>>]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let host = Rc::new(Properties {
        values: values.to_vec(),
        asked: RefCell::default(),
        complaints: RefCell::default(),
    });
    host::install(Rc::clone(&host) as Rc<dyn Host>);
    let mut dump = Dump::default();
    getter.1(&mut dump);
    if let Some(complaint) = host.complaints.borrow().first() {
        dump = Dump::default();
        dump.text("panic", complaint);
    }
    let had = host.asked.take().into_iter().zip(values);
    let had = had.filter_map(|(path, value)| Some([path, value.clone()?]));
    (dump.bytes(), had.flatten().collect())
}

#[test]
fn getters() {
    let inputs = (select(GETTERS), vec(option::weighted(0.9, value()), 3));
    compare(
        inputs,
        |(getter, values)| ours(getter, values).0,
        |oracle, (getter, values)| {
            let (_, had) = ours(getter, values);
            let parts: Vec<&[u8]> = had.iter().map(Vec::as_slice).collect();
            oracle.ask(b'P', &[&[getter.0.as_bytes()], &parts[..]].concat())
        },
    );
}

#[test]
fn an_empty_value_is_an_empty_text_or_list_and_a_complaint_where_go_panics() {
    let of = |name: &str| {
        let getter = GETTERS.iter().find(|getter| getter.0 == name).unwrap();
        let answer = ours(getter, &[Some(Vec::new())]).0;
        String::from_utf8(answer).unwrap()
    };
    assert_eq!(of("GetRequestPath"), "value \n");
    assert_eq!(of("GetNodeExtensions"), "value \n");
    assert_eq!(of("IsDownstreamConnectionTls"), "value false\n");
    for name in ["GetResponseCode", "GetRequestHeaders", "GetNodeMetaPilotSan"] {
        assert!(of(name).starts_with("panic "), "{name}");
    }
}
