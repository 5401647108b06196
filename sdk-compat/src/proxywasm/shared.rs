//! Data and queues that the VMs of one `vm_id` share.

use crate::host;
use crate::panics::go_panics;
use crate::types::{ErrorStatusBadArgument, failed, of_status};
use crate::{Error, go};

/// The value under `key`, and the version to give to [`SetSharedData`].
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is no such key.
#[go]
pub fn GetSharedData(key: impl AsRef<[u8]>) -> Result<(Vec<u8>, u32), Error> {
    host::get_shared_data(key.as_ref()).map_err(failed)
}

/// Writes the value under `key`. A version `cas` other than 0 has to be the current one, else the error is
/// `ErrorStatusCasMismatch`.
#[go]
pub fn SetSharedData(key: impl AsRef<[u8]>, data: impl AsRef<[u8]>, cas: u32) -> Option<Error> {
    of_status(host::set_shared_data(key.as_ref(), data.as_ref(), cas))
}

/// Registers a queue, and this plugin as one that is told of its items.
///
/// # Errors
/// What the host answers; stock Envoy refuses nothing.
#[go]
pub fn RegisterSharedQueue(name: impl AsRef<[u8]>) -> Result<u32, Error> {
    host::register_shared_queue(name.as_ref()).map_err(failed)
}

/// Finds a queue that a VM registered.
///
/// # Errors
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is no such queue.
#[go]
pub fn ResolveSharedQueue(vm_id: impl AsRef<[u8]>, queue_name: impl AsRef<[u8]>) -> Result<u32, Error> {
    host::resolve_shared_queue(vm_id.as_ref(), queue_name.as_ref()).map_err(failed)
}

/// Puts an item at the end of a queue. An empty one is an error, and logged; Go panics there.
#[go]
pub fn EnqueueSharedQueue(queue_id: u32, data: impl AsRef<[u8]>) -> Option<Error> {
    not_empty(data.as_ref())
        .err()
        .or_else(|| of_status(host::enqueue_shared_queue(queue_id, data.as_ref())))
}

/// Says for what Go panics where it takes the address of the first byte.
pub(super) fn not_empty(bytes: &[u8]) -> Result<(), Error> {
    if bytes.is_empty() {
        go_panics("runtime error: index out of range [0] with length 0");
        return Err(ErrorStatusBadArgument);
    }
    Ok(())
}

/// Takes the first item of a queue.
///
/// # Errors
/// [`ErrorStatusEmpty`](crate::types::ErrorStatusEmpty) where the queue is empty,
/// [`ErrorStatusNotFound`](crate::types::ErrorStatusNotFound) where there is no such queue.
#[go]
pub fn DequeueSharedQueue(queue_id: u32) -> Result<Vec<u8>, Error> {
    host::dequeue_shared_queue(queue_id).map_err(failed)
}
