//! ip-allow lets requests in by the address they come from: lists of addresses and networks that are allowed or denied, the
//! narrowest network decides, and a header of trusted proxies can name the client.

use sdk_compat::go::Pair;
use sdk_compat::go::SliceExt;
use sdk_compat::{
    Config, Error, Str, args, errors, fmt, gjson, go, log, net, proxywasm, sort, strings, types, wrapper,
};

#[sdk_compat::init]
fn init() {
    wrapper::SetCtx(
        "ip-allow",
        [
            wrapper::ParseConfig(parse_config),
            wrapper::ProcessRequestHeaders(on_http_request_headers),
        ],
    );
}

/// Go: `verdict`.
type Verdict = bool;

const ALLOWED: bool = true;
const DENIED: bool = false;

/// entry is a network and what becomes of those who come from it.
#[derive(Clone, Default, go::Type)]
#[go(name = "main.entry")]
struct Entry {
    #[go(name = "network", opaque)]
    network: go::Ptr<net::IPNet>,
    #[go(name = "ones")]
    ones: i64,
    #[go(name = "verdict")]
    verdict: Verdict,
}

/// IpAllowConfig holds the networks, the narrowest first.
#[derive(Clone, Default)]
struct IpAllowConfig {
    entries: go::Slice<Entry>,
    fallback: Verdict,
    trusted: Vec<go::Ptr<net::IPNet>>,
    header: Str,
    status: u32,
    message: Str,
}

/// Go: `parseConfig`.
fn parse_config(json: gjson::Result, config: &mut IpAllowConfig) -> Result<(), Error> {
    config.fallback = DENIED;
    if json.Get("default").String() == "allow" {
        config.fallback = ALLOWED;
    }
    for (verdict, key) in go::Map::from([(ALLOWED, Str::from("allow")), (DENIED, Str::from("deny"))]).iter() {
        for item in json.Get(&key).Array() {
            let (network, err) = parse_network(&item.String());
            if let Some(err) = err {
                return Err(fmt::Errorf("%s: %w", args![&key, err]));
            }
            let (ones, _) = network.borrow().Mask.Size();
            config.entries.push(Entry { network, ones, verdict });
        }
    }
    if config.entries.is_empty() {
        return Err(errors::New("neither allow nor deny in config"));
    }
    sort::SliceStable(&config.entries, |i: i64, j: i64| {
        let one = config.entries.at(i);
        let other = config.entries.at(j);
        if one.ones != other.ones {
            return one.ones > other.ones;
        }
        if one.verdict != other.verdict {
            return one.verdict == DENIED;
        }
        one.network.borrow().String() < other.network.borrow().String()
    });
    for item in json.Get("trustedProxies").Array() {
        let (network, err) = parse_network(&item.String());
        if let Some(err) = err {
            return Err(fmt::Errorf("trustedProxies: %w", args![err]));
        }
        config.trusted.push(network);
    }
    config.header = strings::ToLower(json.Get("header").String());
    config.status = json.Get("status").Uint() as u32;
    if config.status == 0 {
        config.status = 403;
    }
    config.message = json.Get("message").String();
    Ok(())
}

/// parseNetwork reads a network, or an address as the network that holds it alone.
fn parse_network(text: &Str) -> (go::Ptr<net::IPNet>, Option<Error>) {
    if strings::Contains(text, "/") {
        let ((_, network), err) = net::ParseCIDR(text).pair();
        return (network, err);
    }
    let mut ip = net::ParseIP(text);
    if ip.is_nil() {
        return (go::Ptr::default(), Some(fmt::Errorf("%q is no address", args![text])));
    }
    let mut bits: i64 = 128;
    let v4 = ip.To4();
    if !v4.is_nil() {
        (ip, bits) = (v4, 32);
    }
    (
        go::Ptr::new(net::IPNet {
            IP: ip,
            Mask: net::CIDRMask(bits, bits),
        }),
        None,
    )
}

/// Go: `onHttpRequestHeaders`.
fn on_http_request_headers(ctx: wrapper::HttpContext, config: Config<IpAllowConfig>) -> types::Action {
    ctx.DontReadRequestBody();
    let source = match source_address() {
        Ok(source) => source,
        Err(err) => {
            log::Errorf("no source address: %v", args![err]);
            return config.refuse(&"unknown".into());
        }
    };
    let client = config.client_address(source);
    let (found, by) = config.judge(client);
    log::Debugf("%s by %s: %t", args![client, &by, found]);
    if found == ALLOWED {
        proxywasm::ReplaceHttpRequestHeader("x-client-ip", client.String());
        return types::HeaderContinue;
    }
    config.refuse(&client.String())
}

/// Go: `sourceAddress`.
fn source_address() -> Result<net::IP, Error> {
    let bytes = proxywasm::GetProperty(&["source", "address"]).map(go::Slice::from)?;
    let mut text: Str = Str::copy_of(&bytes.borrow());
    {
        let ((host, _), err) = net::SplitHostPort(&text).pair();
        if err.is_none() {
            text = host;
        }
    }
    let ip = net::ParseIP(&text);
    if !ip.is_nil() {
        return Ok(ip);
    }
    Err(fmt::Errorf("%q is no address", args![&text]))
}

impl IpAllowConfig {
    /// clientAddress goes from the last proxy to the first, as long as it trusts them.
    fn client_address(&self, source: net::IP) -> net::IP {
        if self.header.is_empty() || !within(&self.trusted, source) {
            return source;
        }
        let Ok(value) = proxywasm::GetHttpRequestHeader(&self.header) else {
            return source;
        };
        let hops = strings::Split(&value, ",");
        let mut client = source;
        {
            let mut i = hops.len() as i64 - 1;
            while i >= 0 {
                let ip = net::ParseIP(strings::TrimSpace(hops.at(i)));
                if ip.is_nil() {
                    log::Warnf("%s: hop %d is no address: %q", args![&self.header, i, hops.at(i)]);
                    break;
                }
                client = ip;
                if !within(&self.trusted, ip) {
                    break;
                }
                i -= 1;
            }
        }
        client
    }
}

fn within(networks: &[go::Ptr<net::IPNet>], ip: net::IP) -> bool {
    for network in networks {
        if network.borrow().Contains(ip) {
            return true;
        }
    }
    false
}

impl IpAllowConfig {
    fn judge(&self, ip: net::IP) -> (Verdict, Str) {
        for entry in &self.entries {
            if entry.network.borrow().Contains(ip) {
                return (entry.verdict, entry.network.borrow().String());
            }
        }
        (self.fallback, Str::from("default"))
    }

    fn refuse(&self, client: &Str) -> types::Action {
        let mut message = self.message.clone();
        if message.is_empty() {
            message = Str::from("no access from ") + client;
        }
        proxywasm::SendHttpResponse(self.status, &[], &message, -1);
        types::HeaderStopAllIterationAndWatermark
    }
}
