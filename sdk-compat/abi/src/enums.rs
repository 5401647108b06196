//! The numbers that cross the border between host and guest, by name.

/// What a host function answers. A host may answer numbers that have no name here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Status(pub u32);

#[allow(missing_docs, reason = "the names are those of the ABI")]
impl Status {
    pub const OK: Status = Status(0);
    pub const NOT_FOUND: Status = Status(1);
    pub const BAD_ARGUMENT: Status = Status(2);
    pub const SERIALIZATION_FAILURE: Status = Status(3);
    pub const PARSE_FAILURE: Status = Status(4);
    pub const BAD_EXPRESSION: Status = Status(5);
    pub const INVALID_MEMORY_ACCESS: Status = Status(6);
    pub const EMPTY: Status = Status(7);
    pub const CAS_MISMATCH: Status = Status(8);
    pub const RESULT_MISMATCH: Status = Status(9);
    pub const INTERNAL_FAILURE: Status = Status(10);
    pub const BROKEN_CONNECTION: Status = Status(11);
    pub const UNIMPLEMENTED: Status = Status(12);

    /// Its name; none for a number without one.
    pub fn name(self) -> Option<&'static str> {
        const NAMES: [&str; 13] = [
            "Ok",
            "NotFound",
            "BadArgument",
            "SerializationFailure",
            "ParseFailure",
            "BadExpression",
            "InvalidMemoryAccess",
            "Empty",
            "CasMismatch",
            "ResultMismatch",
            "InternalFailure",
            "BrokenConnection",
            "Unimplemented",
        ];
        NAMES.get(self.0 as usize).copied()
    }
}

macro_rules! numbers {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $number:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        #[repr(u32)]
        #[allow(missing_docs, reason = "the names are those of the ABI")]
        pub enum $name {
            $($(#[$note])* $variant = $number),*
        }

        impl $name {
            /// The one with this number, if there is one.
            pub const fn from_number(number: u32) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

numbers! {
    /// How much a log line matters.
    LogLevel { Trace = 0, Debug = 1, Info = 2, Warn = 3, Error = 4, Critical = 5 }
}

numbers! {
    /// The buffers that a guest can read and, where the phase allows, change.
    BufferType {
        HttpRequestBody = 0,
        HttpResponseBody = 1,
        DownstreamData = 2,
        UpstreamData = 3,
        HttpCallResponseBody = 4,
        GrpcReceiveBuffer = 5,
        VmConfiguration = 6,
        PluginConfiguration = 7,
        CallData = 8,
        /// Higress only.
        RedisCallResponse = 9,
    }
}

numbers! {
    /// The header maps that a guest can read and, where the phase allows, change.
    MapType {
        HttpRequestHeaders = 0,
        HttpRequestTrailers = 1,
        HttpResponseHeaders = 2,
        HttpResponseTrailers = 3,
        GrpcReceiveInitialMetadata = 4,
        GrpcReceiveTrailingMetadata = 5,
        HttpCallResponseHeaders = 6,
        HttpCallResponseTrailers = 7,
    }
}

numbers! {
    /// The streams that a guest can continue or close.
    StreamType { Request = 0, Response = 1, Downstream = 2, Upstream = 3 }
}

numbers! {
    /// The kinds of metric that a guest can define.
    MetricType { Counter = 0, Gauge = 1, Histogram = 2 }
}
