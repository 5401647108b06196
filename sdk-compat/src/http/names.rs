//! Statuses, as the `int` that a response callback gets, and methods.

macro_rules! statuses {
    ($($name:ident = $code:literal;)*) => {$(
        #[doc = concat!("Status ", stringify!($code), ".")]
        pub const $name: i64 = $code;
    )*};
}

statuses! {
    StatusOK = 200;
    StatusCreated = 201;
    StatusAccepted = 202;
    StatusNoContent = 204;
    StatusMovedPermanently = 301;
    StatusFound = 302;
    StatusNotModified = 304;
    StatusTemporaryRedirect = 307;
    StatusPermanentRedirect = 308;
    StatusBadRequest = 400;
    StatusUnauthorized = 401;
    StatusPaymentRequired = 402;
    StatusForbidden = 403;
    StatusNotFound = 404;
    StatusMethodNotAllowed = 405;
    StatusNotAcceptable = 406;
    StatusRequestTimeout = 408;
    StatusConflict = 409;
    StatusGone = 410;
    StatusRequestEntityTooLarge = 413;
    StatusUnsupportedMediaType = 415;
    StatusUnprocessableEntity = 422;
    StatusTooManyRequests = 429;
    StatusInternalServerError = 500;
    StatusNotImplemented = 501;
    StatusBadGateway = 502;
    StatusServiceUnavailable = 503;
    StatusGatewayTimeout = 504;
}

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
