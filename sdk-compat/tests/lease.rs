//! Which of the VMs that share data is their leader.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use sdk_compat::host::{self, Host, LogLevel, Status, callbacks};
use sdk_compat::wrapper::{self, PluginContext};

const ROOT: u32 = 1;
const KEY: &str = "higress_wasm_vm_lease:";
/// The id of the VM, as the host has no random numbers but zeros.
const ID: &str = "00000000-0000-4000-8000-000000000000";
const NOW: i64 = 1_700_000_000;

/// A host with shared data under one key.
#[derive(Default)]
struct Shared {
    data: RefCell<Option<Vec<u8>>>,
    /// The version that a write has to name.
    version: Cell<u32>,
    log: RefCell<Vec<String>>,
}

impl Host for Shared {
    fn log(&self, level: LogLevel, message: &[u8]) -> Status {
        let line = String::from_utf8_lossy(message);
        self.log.borrow_mut().push(format!("{level:?} {line}"));
        Status::OK
    }

    fn get_shared_data(&self, key: &[u8]) -> Result<(Vec<u8>, u32), Status> {
        assert_eq!(key, KEY.as_bytes());
        let data = self.data.borrow().clone().ok_or(Status::NOT_FOUND)?;
        Ok((data, 7))
    }

    fn set_shared_data(&self, key: &[u8], value: &[u8], cas: u32) -> Status {
        assert_eq!(key, KEY.as_bytes());
        if cas != self.version.get() {
            return Status::CAS_MISMATCH;
        }
        self.data.replace(Some(value.to_vec()));
        Status::OK
    }

    fn now(&self) -> u64 {
        NOW as u64 * 1_000_000_000
    }
}

/// Whether a VM leads where `lease` is what is shared, what is shared then, and the log.
fn elect(lease: Option<&str>, version: u32) -> (bool, String, Vec<String>) {
    let host = Rc::new(Shared::default());
    host.data.replace(lease.map(|lease| lease.into()));
    host.version.set(version);
    host::install(Rc::clone(&host) as Rc<dyn Host>);
    let leads = Rc::new(Cell::new(false));
    let seen = Rc::clone(&leads);
    let elect = move |context: PluginContext| {
        assert!(!context.IsLeader());
        context.DoLeaderElection();
        seen.set(context.IsLeader());
        Ok(())
    };
    wrapper::SetCtx::<()>("l", [wrapper::PrePluginStartOrReload(elect)]);
    callbacks::on_context_create(ROOT, 0);
    callbacks::on_configure(ROOT, 0);
    let mut log = host.log.take();
    assert!(log.pop().unwrap().contains("error reading plugin configuration"));
    let data = host.data.take().unwrap_or_default();
    (leads.get(), String::from_utf8(data).unwrap(), log)
}

fn lease(id: &str, timestamp: i64) -> String {
    format!(r#"{{"vmID":"{id}","timestamp":{timestamp}}}"#)
}

#[test]
fn a_lease_that_nobody_holds_or_that_ran_out_is_taken() {
    let mine = lease(ID, NOW);
    assert_eq!(elect(None, 0), (true, mine.clone(), vec![]));
    assert_eq!(elect(Some(""), 7), (true, mine.clone(), vec![]));
    assert_eq!(elect(Some(&lease("other", NOW - 61)), 7), (true, mine.clone(), vec![]));
    assert_eq!(elect(Some(&lease(ID, NOW - 5)), 7), (true, mine.clone(), vec![]));
    assert_eq!(elect(Some("null"), 7), (true, mine, vec![]));
}

#[test]
fn a_lease_that_another_holds_is_left_alone() {
    let other = lease("other", NOW - 60);
    assert_eq!(elect(Some(&other), 7), (false, other, vec![]));
}

#[test]
fn what_goes_wrong_is_logged() {
    for (before, fault) in [
        (
            None,
            "Failed to set or renew lease: error status returned by host: cas mismatch",
        ),
        (
            Some("{"),
            "Failed to unmarshal lease data: unexpected end of JSON input",
        ),
        (
            Some("[]"),
            "Failed to unmarshal lease data: json: cannot unmarshal array into Go value of type wrapper.Lease",
        ),
        (
            Some(r#"{"VMID":7}"#),
            "Failed to unmarshal lease data: json: cannot unmarshal number into Go struct field Lease.vmID of type string",
        ),
    ] {
        let (leads, _, log) = elect(before, 7);
        assert!(!leads);
        assert_eq!(log, [format!("Error [l] [nil] [nil] {fault}")]);
    }
}
