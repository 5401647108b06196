//! Go's package `proxytest`, natively only: a host that lives in a test and plays Envoy's part.
//!
//! Tests of a plugin use it through [`test`](crate::test). Where the emulator of the Go SDK behaves unlike Envoy, this one
//! behaves like Envoy, so that a test which passes here tells more than one that passes there:
//!
//! | | the Go emulator | Envoy, and this one |
//! |---|---|---|
//! | a header added where there is one | its value is appended to the value there | a second header; the headers that Envoy keeps as one, such as `accept` or `:path`, join their values with a comma |
//! | a header replaced where there are several | the first is changed in place | all go, and the new one comes last |
//! | a header removed where there are several | the first goes | all go |
//! | a header with an empty value, or with spaces around it | `ErrorStatusNotFound`; the spaces are cut off | the value as it is |
//! | `host` in a request | a header like any other | another name of `:authority` |
//! | headers after the phase that let them go on, or after the stream was resumed | can be read and changed | cannot: `ErrorStatusBadArgument` |
//! | response headers and trailers before there are any | an empty list that can be changed | `ErrorStatusBadArgument` |
//! | a body after the phase that let it go on | can be read and changed | cannot |
//! | a body after `HeaderStopAllIteration…` | passed to the plugin at once | held until the plugin resumes the stream, then passed in one piece |
//! | a second local reply | takes the place of the first | without effect |
//! | resuming a response | the request goes on too | the response goes on |
//! | a property that a plugin sets | one for all streams | one for each stream; a plugin context has none and gets `ErrorStatusNotFound` |
//! | an empty property | refused, or ends the test | empty |
//! | a foreign function that is not registered | ends the test | `ErrorStatusNotFound` |
//! | a foreign function that returns nothing | ends the test | returns nothing |
//! | `get_log_level` | answers 0 | answers what the test has it answer, else 0 |
//! | an HTTP call without `:method`, `:path` or `:authority` | sent | `ErrorStatusBadArgument` |
//! | a call to a cluster that does not exist | cannot be played | `ErrorStatusBadArgument`, after [`HostEmulator::remove_cluster`] |
//! | tokens of calls | HTTP and Redis count for themselves, from 0 | one count from 1 |
//! | shared data | every write has to name the current version, and a version is the one before and 1 | version 0 always writes; versions are never used again |
//! | an item for a shared queue | the plugin is told within the call | the plugin is told when the callback is over |
//! | a queue that is not there, resolved | queue 0 | `ErrorStatusNotFound` |
//! | a counter incremented by less than 1, a histogram read | done | `ErrorStatusBadArgument` |
//! | the configuration of the plugin | can be read at any time | can be read while the plugin starts |
//! | the end of a stream | `OnHttpStreamDone`, deletion | the same with `on_done` between them; headers can be read for the last time |
//!
//! What neither plays: the response that a local reply becomes, whose callbacks Envoy runs at once and a test runs itself;
//! limits of buffers; time-outs.

mod headers;
mod host;
mod http;
mod network;
mod option;
mod root;

pub use host::{HostEmulator, NewHostEmulator};
pub use http::LocalHttpResponse;
pub use option::{EmulatorOption, NewEmulatorOption};
pub use root::{HttpCalloutAttribute, RedisCalloutAttribute};

/// The id of the one plugin context.
pub const PluginContextID: u32 = 1;

/// A function of the host that only some hosts have.
pub type ForeignFunction = Box<dyn Fn(&[u8]) -> Vec<u8>>;
