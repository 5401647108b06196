//! Which of the VMs that share data is their leader: one that holds a lease, and renews it before it runs out.

use super::PluginContext;
use crate::encoding::json;
use crate::fmt::Sprintf;
use crate::types::ErrorStatusNotFound;
use crate::wrapper::utils::kind;
use crate::{Any, Error, Str, args, go, log, proxywasm, time};

/// What the key of the lease begins with.
pub const VMLeaseKeyPrefix: &str = "higress_wasm_vm_lease";
/// The key under which a leader is to keep configuration.
pub const ConfigStoreLeaderKey: &str = "config_store";

/// How long a lease holds that is not renewed, in seconds.
const LEASE_TIME: i64 = 60;

/// Who is the leader, and since when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(non_snake_case)]
pub struct Lease {
    /// The id of the leading VM.
    pub VMID: Str,
    /// When the lease was last renewed, in seconds since 1970.
    pub Timestamp: i64,
}

#[go]
impl PluginContext {
    /// Takes or renews the lease if this VM holds it, or nobody does.
    pub fn DoLeaderElection(&self) {
        let leads = lead(self.vm_id(), &self.lease_key()).unwrap_or_else(|(format, error)| {
            log::Errorf(format, args![error]);
            false
        });
        self.set_leader(leads);
    }

    /// Whether this VM held the lease at the last [`Self::DoLeaderElection`].
    pub fn IsLeader(&self) -> bool {
        self.leads()
    }
}

impl PluginContext {
    fn lease_key(&self) -> Str {
        Sprintf("%s:%s", args![VMLeaseKeyPrefix, self.GetFingerPrint()])
    }
}

/// The format of the log line that says what went wrong, and the error in it.
type Failure = (&'static str, Error);

fn lead(vm_id: Str, key: &Str) -> Result<bool, Failure> {
    let renewed = Lease {
        VMID: vm_id,
        Timestamp: time::Now().Unix(),
    };
    let (data, version) = match proxywasm::GetSharedData(key) {
        Ok(found) => found,
        Err(error) if error == ErrorStatusNotFound => return renewed.write(key, 0),
        Err(error) => return Err(("Failed to get lease: %v", error)),
    };
    if data.is_empty() {
        return renewed.write(key, version);
    }
    let lease = Lease::read(&data).map_err(|error| ("Failed to unmarshal lease data: %v", error))?;
    if lease.VMID == renewed.VMID || renewed.Timestamp.wrapping_sub(lease.Timestamp) > LEASE_TIME {
        return renewed.write(key, version);
    }
    Ok(false)
}

impl Lease {
    fn write(&self, key: &Str, version: u32) -> Result<bool, Failure> {
        let id = json::Marshal(&self.VMID).unwrap_or_default();
        let data = Sprintf(r#"{"vmID":%s,"timestamp":%d}"#, args![Str::from(id), self.Timestamp]);
        match proxywasm::SetSharedData(key, data, version) {
            None => Ok(true),
            Some(error) => Err(("Failed to set or renew lease: %v", error)),
        }
    }

    /// Reads a lease as Go's `encoding/json` does: names in any case, null for what is not set.
    fn read(data: &[u8]) -> Result<Self, Error> {
        let mut lease = Lease::default();
        let members = match json::Unmarshal(data)? {
            Any::Map(members) => members,
            Any::Nil => return Ok(lease),
            other => return Err(wrong(kind(&other), "Go value of type wrapper.Lease")),
        };
        for (name, value) in members.iter() {
            match value {
                Any::Nil => {}
                Any::String(id) if name.eq_ignore_ascii_case(b"vmID") => lease.VMID = id.clone(),
                Any::Float64(time) if name.eq_ignore_ascii_case(b"timestamp") && time.fract() == 0.0 => {
                    lease.Timestamp = *time as i64;
                }
                other if name.eq_ignore_ascii_case(b"vmID") => {
                    return Err(wrong(kind(other), "Go struct field Lease.vmID of type string"));
                }
                other if name.eq_ignore_ascii_case(b"timestamp") => {
                    return Err(wrong(kind(other), "Go struct field Lease.timestamp of type int64"));
                }
                _ => {}
            }
        }
        Ok(lease)
    }
}

fn wrong(kind: &'static str, place: &'static str) -> Error {
    Error::new(Sprintf("json: cannot unmarshal %s into %s", args![kind, place]))
}
