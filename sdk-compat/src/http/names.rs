//! Statuses, as the `int` that a response callback gets, and methods.

use crate::{Str, go};

macro_rules! statuses {
    ($($name:ident = $code:literal, $text:literal;)*) => {
        $(
            #[doc = concat!("Status ", stringify!($code), ", ", $text, ".")]
            pub const $name: i64 = $code;
        )*

        /// The words for a status; empty where there are none.
        #[go]
        pub fn StatusText(code: i64) -> Str {
            Str::from(match code {
                $($code => $text,)*
                _ => "",
            })
        }
    };
}

statuses! {
    StatusContinue = 100, "Continue";
    StatusSwitchingProtocols = 101, "Switching Protocols";
    StatusProcessing = 102, "Processing";
    StatusEarlyHints = 103, "Early Hints";
    StatusOK = 200, "OK";
    StatusCreated = 201, "Created";
    StatusAccepted = 202, "Accepted";
    StatusNonAuthoritativeInfo = 203, "Non-Authoritative Information";
    StatusNoContent = 204, "No Content";
    StatusResetContent = 205, "Reset Content";
    StatusPartialContent = 206, "Partial Content";
    StatusMultiStatus = 207, "Multi-Status";
    StatusAlreadyReported = 208, "Already Reported";
    StatusIMUsed = 226, "IM Used";
    StatusMultipleChoices = 300, "Multiple Choices";
    StatusMovedPermanently = 301, "Moved Permanently";
    StatusFound = 302, "Found";
    StatusSeeOther = 303, "See Other";
    StatusNotModified = 304, "Not Modified";
    StatusUseProxy = 305, "Use Proxy";
    StatusTemporaryRedirect = 307, "Temporary Redirect";
    StatusPermanentRedirect = 308, "Permanent Redirect";
    StatusBadRequest = 400, "Bad Request";
    StatusUnauthorized = 401, "Unauthorized";
    StatusPaymentRequired = 402, "Payment Required";
    StatusForbidden = 403, "Forbidden";
    StatusNotFound = 404, "Not Found";
    StatusMethodNotAllowed = 405, "Method Not Allowed";
    StatusNotAcceptable = 406, "Not Acceptable";
    StatusProxyAuthRequired = 407, "Proxy Authentication Required";
    StatusRequestTimeout = 408, "Request Timeout";
    StatusConflict = 409, "Conflict";
    StatusGone = 410, "Gone";
    StatusLengthRequired = 411, "Length Required";
    StatusPreconditionFailed = 412, "Precondition Failed";
    StatusRequestEntityTooLarge = 413, "Request Entity Too Large";
    StatusRequestURITooLong = 414, "Request URI Too Long";
    StatusUnsupportedMediaType = 415, "Unsupported Media Type";
    StatusRequestedRangeNotSatisfiable = 416, "Requested Range Not Satisfiable";
    StatusExpectationFailed = 417, "Expectation Failed";
    StatusTeapot = 418, "I'm a teapot";
    StatusMisdirectedRequest = 421, "Misdirected Request";
    StatusUnprocessableEntity = 422, "Unprocessable Entity";
    StatusLocked = 423, "Locked";
    StatusFailedDependency = 424, "Failed Dependency";
    StatusTooEarly = 425, "Too Early";
    StatusUpgradeRequired = 426, "Upgrade Required";
    StatusPreconditionRequired = 428, "Precondition Required";
    StatusTooManyRequests = 429, "Too Many Requests";
    StatusRequestHeaderFieldsTooLarge = 431, "Request Header Fields Too Large";
    StatusUnavailableForLegalReasons = 451, "Unavailable For Legal Reasons";
    StatusInternalServerError = 500, "Internal Server Error";
    StatusNotImplemented = 501, "Not Implemented";
    StatusBadGateway = 502, "Bad Gateway";
    StatusServiceUnavailable = 503, "Service Unavailable";
    StatusGatewayTimeout = 504, "Gateway Timeout";
    StatusHTTPVersionNotSupported = 505, "HTTP Version Not Supported";
    StatusVariantAlsoNegotiates = 506, "Variant Also Negotiates";
    StatusInsufficientStorage = 507, "Insufficient Storage";
    StatusLoopDetected = 508, "Loop Detected";
    StatusNotExtended = 510, "Not Extended";
    StatusNetworkAuthenticationRequired = 511, "Network Authentication Required";
}

/// The layout of the times in headers.
pub const TimeFormat: &str = "Mon, 02 Jan 2006 15:04:05 GMT";

macro_rules! methods {
    ($($name:ident = $method:literal;)*) => {$(
        #[doc = concat!("The method ", $method, ".")]
        pub const $name: &str = $method;
    )*};
}

methods! {
    MethodGet = "GET";
    MethodHead = "HEAD";
    MethodPost = "POST";
    MethodPut = "PUT";
    MethodPatch = "PATCH";
    MethodDelete = "DELETE";
    MethodConnect = "CONNECT";
    MethodOptions = "OPTIONS";
    MethodTrace = "TRACE";
}
