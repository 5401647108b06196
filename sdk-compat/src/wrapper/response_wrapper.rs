//! Where a response comes from.

use crate::{args, go, proxywasm};

/// Whether the response comes from the upstream, rather than from the gateway itself.
#[go]
pub fn IsResponseFromUpstream() -> bool {
    match proxywasm::GetProperty(&["response", "code_details"]) {
        Ok(details) => details == b"via_upstream",
        Err(err) => {
            proxywasm::LogErrorf("get response code details failed: %v", args![err]);
            false
        }
    }
}
