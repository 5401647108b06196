//! Properties, foreign functions, and what concerns a context as a whole.

use sdk_compat_abi::wire;

use super::headers::decode;
use super::shared::not_empty;
use crate::host::{self, epoch};
use crate::types::{failed, of_status};
use crate::wrapper::REQUEST_ID_PROPERTY;
use crate::{Error, Str, go};

fn empty_path() -> Error {
    Error::new("path must not be empty")
}

/// The property at `path`, as the host encodes it.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where the host has no such property; an error of its own for a
/// path without parts. A path of one empty part is an error, and logged; Go panics there.
#[go]
pub fn GetProperty(path: &[impl AsRef<[u8]>]) -> Result<Vec<u8>, Error> {
    match path {
        [] => Err(empty_path()),
        [name] => {
            not_empty(name.as_ref())?;
            host::get_property(name.as_ref()).map_err(failed)
        }
        parts => host::get_property(&wire::encode_path(parts)).map_err(failed),
    }
}

/// The property at `path`, which is a map.
///
/// # Errors
/// Those of [`GetProperty`].
#[go]
pub fn GetPropertyMap(path: &[impl AsRef<[u8]>]) -> Result<Vec<[Str; 2]>, Error> {
    GetProperty(path).map(decode)
}

/// Writes the property at `path`. Neither may be empty.
#[go]
pub fn SetProperty(path: &[impl AsRef<[u8]>], data: impl AsRef<[u8]>) -> Option<Error> {
    let data = data.as_ref();
    match path {
        [] => Some(empty_path()),
        _ if data.is_empty() => Some(Error::new("data must not be empty")),
        [name] => {
            if let Err(error) = not_empty(name.as_ref()) {
                return Some(error);
            }
            if name.as_ref() == REQUEST_ID_PROPERTY.as_bytes() {
                epoch::advance();
            }
            of_status(host::set_property(name.as_ref(), data))
        }
        parts => of_status(host::set_property(&wire::encode_path(parts), data)),
    }
}

/// Calls a function that only some hosts have.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where the host has no such function, else what the function
/// answers.
#[go]
pub fn CallForeignFunction(name: impl AsRef<[u8]>, param: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
    let answer = host::call_foreign_function(name.as_ref(), param.as_ref()).map_err(failed);
    epoch::advance();
    answer
}

/// Sets the time between two ticks, in milliseconds; 0 ends them. Only while the plugin starts or ticks.
#[go]
pub fn SetTickPeriodMilliSeconds(milliseconds: u32) -> Option<Error> {
    of_status(host::set_tick_period(milliseconds))
}

/// Chooses the context that the calls after this one are about.
#[go]
pub fn SetEffectiveContext(context_id: u32) -> Option<Error> {
    epoch::advance();
    of_status(host::set_effective_context(context_id))
}

/// Lets go of a plugin context whose `OnPluginDone` returned false.
#[go]
pub fn PluginDone() {
    host::done();
}
