//! Calls to HTTP services.

use std::rc::Rc;

use super::cluster_wrapper::Cluster;
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

pub use HttpClient as ClusterClient;

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
        headers: headers.to_vec(),
        body: body.as_ref(),
        timeout: timeout_millisecond.first().copied().unwrap_or(DEFAULT_TIMEOUT),
    };
    call.dispatch(cluster, Box::new(callback)).err()
}

type Callback = Box<dyn FnOnce(i64, http::Header, Vec<u8>)>;

struct Call<'a> {
    method: Str,
    raw_url: Str,
    headers: Vec<[Str; 2]>,
    body: &'a [u8],
    timeout: u32,
}

impl Call<'_> {
    fn dispatch(mut self, cluster: &dyn Cluster, callback: Callback) -> Result<(), Error> {
        self.headers
            .retain(|[name, _]| !OWN_HEADERS.iter().any(|own| name == own));
        let url = url::Parse(&self.raw_url).inspect_err(|_| {
            proxywasm::LogCriticalf("invalid rawURL:%s", args![&self.raw_url]);
        })?;
        let [authority, path] = [authority(cluster, &url), path(&url)];
        for (name, value) in OWN_HEADERS.into_iter().zip([self.method.clone(), path, authority]) {
            self.headers.push([name.into(), value]);
        }

        let request_id = Str::from(uuid::new());
        let id = request_id.clone();
        let name = cluster.ClusterName();
        proxywasm::DispatchHttpCall(
            name,
            &self.headers,
            self.body,
            &[],
            self.timeout,
            move |_, body_size, _| {
                answer(&id, body_size, callback);
            },
        )?;
        log::UnsafeInfof(
            "http call start, id: %s, cluster: %s, method: %s, url: %s, headers: %#v, body: %s, timeout: %d",
            args![
                request_id,
                cluster.ClusterName(),
                self.method,
                self.raw_url,
                self.headers,
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
    let decoded = url.Path.strip_prefix(b"/").unwrap_or(&url.Path);
    let mut path = [b"/", decoded].concat();
    if !url.RawQuery.is_empty() {
        path.push(b'?');
        path.extend_from_slice(&url.RawQuery);
    }
    path.into()
}

/// Reads the answer to a call and hands it on.
fn answer(request_id: &Str, body_size: usize, callback: Callback) {
    let body = proxywasm::GetHttpCallResponseBody(0, body_size as i64).unwrap_or_else(|_| {
        proxywasm::LogDebugf("body is empty", &[]);
        Vec::new()
    });
    let list = proxywasm::GetHttpCallResponseHeaders().unwrap_or_else(|err| {
        proxywasm::LogCriticalf("failed to get response headers: %v", args![err]);
        Vec::new()
    });
    let (mut code, mut normal) = (http::StatusBadGateway, false);
    let mut headers = http::Header::default();
    for [name, value] in list {
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
    }
    log::UnsafeInfof(
        "http call end, id: %s, code: %d, normal: %t, body: %s",
        args![request_id, code, normal, in_one_line(&body)],
    );
    callback(code, headers, body);
}

/// A body for the log: line breaks as `\n`.
fn in_one_line(body: &[u8]) -> Any {
    let lines: Vec<&[u8]> = body.split(|&byte| byte == b'\n').collect();
    Any::String(lines.join(&b"\\n"[..]).into())
}
