//! The response.

use std::collections::BTreeMap;

use super::getters;
use crate::Str;

getters! {
    /// The status.
    GetResponseCode -> u64 = unsigned["response", "code"];
    /// Where the status comes from, such as `via_upstream`.
    GetResponseCodeDetails -> Str = string["response", "code_details"];
    /// What else Envoy noticed, a bit for each.
    GetResponseFlags -> u64 = unsigned["response", "flags"];
    /// The status of gRPC.
    GetResponseGrpcStatusCode -> u64 = unsigned["response", "grpc_status"];
    /// The headers; of several with the same name, the last one.
    GetResponseHeaders -> BTreeMap<Str, Str> = map["response", "headers"];
    /// The trailers; of several with the same name, the last one.
    GetResponseTrailers -> BTreeMap<Str, Str> = map["response", "trailers"];
    /// The size of its body in bytes.
    GetResponseSize -> u64 = unsigned["response", "size"];
    /// The size of its headers and its body in bytes.
    GetResponseTotalSize -> u64 = unsigned["response", "total_size"];
}
