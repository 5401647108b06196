//! The request.

use std::collections::BTreeMap;

use super::getters;
use crate::Str;
use crate::time::Time;

getters! {
    /// The path with its query.
    GetRequestPath -> Str = string["request", "path"];
    /// The path without its query.
    GetRequestUrlPath -> Str = string["request", "url_path"];
    /// The host.
    GetRequestHost -> Str = string["request", "host"];
    /// The scheme, such as `https`.
    GetRequestScheme -> Str = string["request", "scheme"];
    /// The method.
    GetRequestMethod -> Str = string["request", "method"];
    /// The headers; of several with the same name, the last one.
    GetRequestHeaders -> BTreeMap<Str, Str> = map["request", "headers"];
    /// The header `referer`.
    GetRequestReferer -> Str = string["request", "referer"];
    /// The header `user-agent`.
    GetRequestUserAgent -> Str = string["request", "useragent"];
    /// When its first byte came.
    GetRequestTime -> Time = timestamp["request", "time"];
    /// The header `x-request-id`.
    GetRequestId -> Str = string["request", "id"];
    /// The protocol, such as `HTTP/2`.
    GetRequestProtocol -> Str = string["request", "protocol"];
    /// The query, as it stands in the path.
    GetRequestQuery -> Str = string["request", "query"];
    /// How long it took, in nanoseconds.
    GetRequestDuration -> u64 = unsigned["request", "duration"];
    /// The size of its body in bytes: `content-length` where that is known.
    GetRequestSize -> u64 = unsigned["request", "size"];
    /// The size of its headers and its body in bytes.
    GetRequestTotalSize -> u64 = unsigned["request", "total_size"];
}
