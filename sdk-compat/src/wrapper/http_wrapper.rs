//! Calls to HTTP services.

use std::rc::Rc;

use super::cluster_wrapper::Cluster;
use crate::host::MapType;
use crate::strconv::Atoi;
use crate::{Any, Error, Str, args, go, http, log, proxywasm, url, uuid};

/// How long a call may take that names no time-out, in milliseconds.
const DEFAULT_TIMEOUT: u32 = 500;

/// The headers that a call makes itself.
const OWN_HEADERS: [&str; 3] = [":method", ":path", ":authority"];

/// A client for one service. Copies are the same client; the default is Go's nil client, whose calls are errors.
///
/// Calls take the URL (its host, if it has one, becomes the `:authority`), headers, a body where the method has one, the
/// callback for the answer, and time-outs in milliseconds, of which only the first counts: `&[]` is 500.
#[derive(Clone, Default)]
pub struct HttpClient(Option<Rc<dyn Cluster>>);

/// A client for the service that `cluster` names.
#[go]
pub fn NewClusterClient(cluster: impl Cluster + 'static) -> HttpClient {
    HttpClient(Some(Rc::new(cluster)))
}

macro_rules! verbs {
    ($($verb:ident $method:ident ($($body:ident)?);)*) => {
        #[go]
        impl HttpClient {
            $(
                #[doc = concat!("Calls the service with [`http::", stringify!($method), "`], see [`HttpCall`].")]
                pub fn $verb(
                    &self,
                    raw_url: impl Into<Str>,
                    headers: &[[Str; 2]],
                    $($body: impl AsRef<[u8]>,)?
                    callback: impl FnOnce(i64, http::Header, Vec<u8>) + 'static,
                    timeout_millisecond: &[u32],
                ) -> Option<Error> {
                    let body: &[&[u8]] = &[$($body.as_ref())?];
                    let body = body.first().copied().unwrap_or_default();
                    self.Call(http::$method, raw_url, headers, body, callback, timeout_millisecond)
                }
            )*

            /// Calls the service with any method, see [`HttpCall`].
            pub fn Call(
                &self,
                method: impl Into<Str>,
                raw_url: impl Into<Str>,
                headers: &[[Str; 2]],
                body: impl AsRef<[u8]>,
                callback: impl FnOnce(i64, http::Header, Vec<u8>) + 'static,
                timeout_millisecond: &[u32],
            ) -> Option<Error> {
                let Some(cluster) = &self.0 else {
                    return Some(Error::new("the HTTP client is nil: make it with NewClusterClient"));
                };
                HttpCall(&**cluster, method, raw_url, headers, body, callback, timeout_millisecond)
            }

            /// Whether this is Go's nil client: the default, which was never made.
            pub fn is_nil(&self) -> bool {
                self.0.is_none()
            }

            /// The name of the service's Envoy cluster, empty for a nil client.
            pub fn ClusterName(&self) -> Str {
                self.0.as_ref().map(|cluster| cluster.ClusterName()).unwrap_or_default()
            }
        }
    };
}

verbs! {
    Get MethodGet ();
    Head MethodHead ();
    Options MethodOptions ();
    Post MethodPost (body);
    Put MethodPut (body);
    Patch MethodPatch (body);
    Delete MethodDelete (body);
    Connect MethodConnect (body);
    Trace MethodTrace (body);
}

/// Calls a service. The path of the URL goes out decoded, as in Go; headers named `:method`, `:path` and `:authority` are
/// made from the arguments.
///
/// The callback gets the status, the headers under canonical names, and the body. Without an answer in time the status is
/// 502 and there are no headers; a status that cannot be read is 500.
///
/// # Errors
/// When the URL cannot be read, or the host refuses the call. The callback is not called then.
#[go]
pub fn HttpCall(
    cluster: &dyn Cluster,
    method: impl Into<Str>,
    raw_url: impl Into<Str>,
    headers: &[[Str; 2]],
    body: impl AsRef<[u8]>,
    callback: impl FnOnce(i64, http::Header, Vec<u8>) + 'static,
    timeout_millisecond: &[u32],
) -> Option<Error> {
    let call = Call {
        method: method.into(),
        raw_url: raw_url.into(),
        headers,
        body: body.as_ref(),
        timeout: timeout_millisecond.first().copied().unwrap_or(DEFAULT_TIMEOUT),
    };
    call.dispatch(cluster, Box::new(callback)).err()
}

/// Told the outcome of a call: the status, the headers under canonical names, and the body.
pub type ResponseCallback = Box<dyn FnOnce(i64, http::Header, Vec<u8>)>;

struct Call<'a> {
    method: Str,
    raw_url: Str,
    headers: &'a [[Str; 2]],
    body: &'a [u8],
    timeout: u32,
}

impl Call<'_> {
    fn dispatch(self, cluster: &dyn Cluster, callback: ResponseCallback) -> Result<(), Error> {
        let url = url::Parse(&self.raw_url).inspect_err(|_| {
            proxywasm::LogCriticalf("invalid rawURL:%s", args![&self.raw_url]);
        })?;
        let [path, authority] = [path(&url), authority(cluster, &url)];
        let is_own = |name: &Str| OWN_HEADERS.iter().any(|own| name == own);
        let mut headers = self.headers.to_vec();
        headers.retain(|[name, _]| !is_own(name));
        for (name, value) in OWN_HEADERS.into_iter().zip([self.method.clone(), path, authority]) {
            headers.push([name.into(), value]);
        }

        // The id is for the log only.
        let request_id = log::unsafe_enabled().then(uuid::NewString);
        let id = request_id.clone();
        let answered = move |_, body_size, _| answer(id, body_size, callback);
        proxywasm::DispatchHttpCall(cluster.ClusterName(), &headers, self.body, &[], self.timeout, answered)?;
        // Asked for once more, as a cluster may tell its name in turns.
        let cluster = cluster.ClusterName();
        let Some(request_id) = request_id else { return Ok(()) };
        log::UnsafeInfof(
            "http call start, id: %s, cluster: %s, method: %s, url: %s, headers: %#v, body: %s, timeout: %d",
            args![
                request_id,
                cluster,
                self.method,
                self.raw_url,
                headers,
                in_one_line(self.body),
                self.timeout,
            ],
        );
        Ok(())
    }
}

fn authority(cluster: &dyn Cluster, url: &url::URL) -> Str {
    let of_cluster = cluster.HostName();
    let names = [url.Host.clone(), of_cluster, "unknownhost".into()];
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
}

fn path(url: &url::URL) -> Str {
    if url.RawQuery.is_empty() && url.Path.starts_with(b"/") {
        return url.Path.clone();
    }
    let decoded = url.Path.strip_prefix(b"/").unwrap_or(&url.Path);
    let mut path = [b"/", decoded].concat();
    if !url.RawQuery.is_empty() {
        path.push(b'?');
        path.extend_from_slice(&url.RawQuery);
    }
    path.into()
}

/// Reads the answer to a call and hands it on.
fn answer(request_id: Option<Str>, body_size: i64, callback: ResponseCallback) {
    let body = read_body(body_size).unwrap_or_else(|| {
        proxywasm::LogDebug("body is empty");
        Vec::new()
    });
    let (mut code, mut normal) = (http::StatusBadGateway, false);
    let headers = http::Header::make();
    let refused = proxywasm::each_pair(MapType::HttpCallResponseHeaders, |name, value| {
        if name == ":status" {
            match Atoi(&value) {
                Ok(status) => (code, normal) = (status, true),
                Err(err) => {
                    proxywasm::LogErrorf("failed to parse status: %v", args![err]);
                    code = http::StatusInternalServerError;
                }
            }
        }
        headers.Add(name, value);
    });
    if let Some(err) = refused {
        proxywasm::LogCriticalf("failed to get response headers: %v", args![err]);
    }
    if log::unsafe_enabled() {
        let request_id = request_id.unwrap_or_else(uuid::NewString);
        log::UnsafeInfof(
            "http call end, id: %s, code: %d, normal: %t, body: %s",
            args![request_id, code, normal, in_one_line(&body)],
        );
    }
    callback(code, headers, body);
}

/// The body of an answer; where the host announced none there is nothing to ask it for.
fn read_body(size: i64) -> Option<Vec<u8>> {
    if size == 0 {
        return None;
    }
    proxywasm::GetHttpCallResponseBody(0, size).ok()
}

/// A body for the log: line breaks as `\n`.
pub(super) fn in_one_line(body: &[u8]) -> Any {
    if !body.contains(&b'\n') {
        return Any::String(Str::copy_of(body));
    }
    let mut line = Vec::with_capacity(body.len());
    for &byte in body {
        match byte {
            b'\n' => line.extend_from_slice(b"\\n"),
            _ => line.push(byte),
        }
    }
    Any::String(line.into())
}
