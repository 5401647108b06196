//! The errors that stand for a status of the host. They compare by identity, so each exists once.

use sdk_compat_abi::Status;

use crate::Error;
use crate::error::FixedError;
use crate::strconv::append_uint;

static NOT_FOUND: FixedError = FixedError::new("error status returned by host: not found");
static BAD_ARGUMENT: FixedError = FixedError::new("error status returned by host: bad argument");
static EMPTY: FixedError = FixedError::new("error status returned by host: empty");
static CAS_MISMATCH: FixedError = FixedError::new("error status returned by host: cas mismatch");
static INTERNAL_FAILURE: FixedError = FixedError::new("error status returned by host: internal failure");
static UNIMPLEMENTED: FixedError = FixedError::new("error status returned by host: unimplemented");

/// What was asked for does not exist.
pub const ErrorStatusNotFound: Error = Error::fixed(&NOT_FOUND);
/// An argument is not allowed, or not in this phase.
pub const ErrorStatusBadArgument: Error = Error::fixed(&BAD_ARGUMENT);
/// The shared queue is empty.
pub const ErrorStatusEmpty: Error = Error::fixed(&EMPTY);
/// The shared data changed since it was read.
pub const ErrorStatusCasMismatch: Error = Error::fixed(&CAS_MISMATCH);
/// The host failed.
pub const ErrorInternalFailure: Error = Error::fixed(&INTERNAL_FAILURE);
/// The host does not have this function.
pub const ErrorUnimplemented: Error = Error::fixed(&UNIMPLEMENTED);

/// The error that stands for `status`; none for OK.
pub(crate) fn of_status(status: Status) -> Option<Error> {
    Some(match status {
        Status::OK => return None,
        Status::NOT_FOUND => ErrorStatusNotFound,
        Status::BAD_ARGUMENT => ErrorStatusBadArgument,
        Status::EMPTY => ErrorStatusEmpty,
        Status::CAS_MISMATCH => ErrorStatusCasMismatch,
        Status::INTERNAL_FAILURE => ErrorInternalFailure,
        Status::UNIMPLEMENTED => ErrorUnimplemented,
        Status(number) => unknown(number),
    })
}

fn unknown(number: u32) -> Error {
    let mut text = b"unknown status code: ".to_vec();
    append_uint(&mut text, number.into());
    Error::new(text)
}

/// The error that stands for a status other than OK.
pub(crate) fn failed(status: Status) -> Error {
    of_status(status).unwrap_or(ErrorInternalFailure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_status_is_always_the_same_error() {
        assert_eq!(of_status(Status(1)), Some(ErrorStatusNotFound));
        assert_eq!(of_status(Status(12)), Some(ErrorUnimplemented));
        assert_eq!(of_status(Status(0)), None);
    }

    #[test]
    fn other_statuses_are_told_by_their_number() {
        assert_eq!(of_status(Status(6)).unwrap().text(), "unknown status code: 6");
        assert_ne!(of_status(Status(6)), of_status(Status(6)));
        assert_eq!(
            of_status(Status(u32::MAX)).unwrap().text(),
            "unknown status code: 4294967295"
        );
    }
}
