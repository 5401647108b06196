//! The Envoy that serves the plugin: its listener comes by a file, so that a new one takes over without a restart and a
//! refused one changes nothing.

use super::log;
use crate::testbed::config::{self, ADMIN_ADDRESS, BOOTSTRAP_FILE, CLUSTERS_FILE, LISTENERS_FILE};
use crate::testbed::envoy::{ask, write};
use crate::testbed::process::{Prepared, Process};
use crate::testbed::wait;
use crate::{Error, Result};
use serde_json::Value;
use std::ffi::OsString;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long Envoy may take to start, with the plugins that it starts with.
const START: Duration = Duration::from_secs(120);

/// How long a plugin may take to start; a Go plugin takes 2 to 5 s, more on a busy machine.
const LOAD: Duration = Duration::from_secs(60);

/// How long an Envoy that is not stuck takes to answer at most.
const ANSWER: Duration = Duration::from_secs(2);

/// The name of the listener that answers without a plugin, to see whether the worker still runs.
const PROBE: &str = "probe";

/// A running Envoy.
#[derive(Debug)]
pub struct Envoy {
    process: Process,
    admin: SocketAddr,
    probe: SocketAddr,
    /// How many listeners it was given.
    version: u64,
}

/// What became of a listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It serves.
    Taken,
    /// Envoy refused it, in these words, and goes on with the one before.
    Refused(String),
}

impl Envoy {
    /// Starts Envoy with clusters and listeners, and shows of its Wasm log what is at a level or above.
    ///
    /// # Errors
    /// Envoy does not start.
    pub fn start(program: &Path, clusters: &[Value], listeners: &[Value], level: &str) -> Result<Envoy> {
        let prepared = Prepared::new()?;
        let directory = prepared.directory().to_path_buf();
        write(&directory, BOOTSTRAP_FILE, &config::bootstrap(&directory))?;
        write(&directory, CLUSTERS_FILE, &config::resources(0, clusters))?;
        write(&directory, LISTENERS_FILE, &with_probe(0, listeners))?;
        let process = prepared.start(program, &arguments(&directory, level))?;
        let file = directory.join(ADMIN_ADDRESS);
        let admin = ready(program, &process, || {
            fs::read_to_string(&file).ok()?.trim().parse().ok()
        })?;
        let probe = ready(program, &process, || port_of(admin, PROBE))?;
        Ok(Envoy {
            process,
            admin,
            probe: (Ipv4Addr::LOCALHOST, probe).into(),
            version: 0,
        })
    }

    /// The directory for the files of this Envoy; it is removed with it.
    pub fn directory(&self) -> &Path {
        self.process.directory()
    }

    /// Envoy's log.
    pub fn log(&self) -> PathBuf {
        self.process.stderr()
    }

    /// The process id of Envoy.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Puts a listener in the place of the one before, and waits for Envoy's verdict.
    ///
    /// # Errors
    /// Envoy ended, or does not answer any more.
    pub fn give(&mut self, listener: Value) -> Result<Verdict> {
        let before = self.verdicts().ok_or_else(|| self.stuck())?;
        self.version += 1;
        write(self.directory(), LISTENERS_FILE, &with_probe(self.version, &[listener]))?;
        let judged = wait::until(LOAD, || match self.verdicts() {
            _ if self.process.ended().is_some() => Some(before),
            Some(now) if now != before => Some(now),
            _ => None,
        });
        match judged {
            Some((taken, _)) if taken > before.0 => Ok(Verdict::Taken),
            Some((_, refused)) if refused > before.1 => Ok(Verdict::Refused(self.refusal())),
            _ => Err(self.stuck()),
        }
    }

    /// Whether Envoy and its worker still answer: a plugin that loops for ever blocks one or the other.
    pub fn answers(&self) -> bool {
        ask(self.admin, "/ready", ANSWER).is_ok() && ask(self.probe, "/", ANSWER).is_ok()
    }

    /// How Envoy ended, with its last words; none while it runs.
    pub fn ended(&self) -> Option<Error> {
        let code = self.process.ended()?;
        Some(
            Error::new(format!(
                "Envoy ended with status {code}:\n{}",
                self.process.last_words(5)
            ))
            .next("start again; an Envoy that crashes of a plugin is a bug of Envoy"),
        )
    }

    /// How many updates of the listeners were taken, and how many refused.
    fn verdicts(&self) -> Option<(u64, u64)> {
        let stats = "/stats?filter=^listener_manager.lds.update_(success|rejected)$";
        let text = String::from_utf8(ask(self.admin, stats, ANSWER).ok()?).ok()?;
        let stat = |name: &str| {
            text.lines()
                .find_map(|line| line.split_once(": ").filter(|(stat, _)| stat.ends_with(name)))
        };
        let value = |name| stat(name)?.1.parse().ok();
        Some((value("success")?, value("rejected")?))
    }

    /// Why the last listener was refused.
    fn refusal(&self) -> String {
        let details = || {
            let dump = ask(self.admin, "/config_dump?resource=dynamic_listeners", ANSWER).ok()?;
            let dump: Value = serde_json::from_slice(&dump).ok()?;
            let listeners = dump["configs"].as_array()?;
            let details = listeners
                .iter()
                .find_map(|listener| listener["error_state"]["details"].as_str());
            details.map(str::to_owned)
        };
        details().unwrap_or_else(|| "no reason given".into())
    }

    fn stuck(&self) -> Error {
        self.ended().unwrap_or_else(|| {
            Error::new("the plugin does not let Envoy go on: it has been starting for a minute")
                .next("look for a loop without an end where the plugin starts or reads its configuration")
        })
    }
}

fn with_probe(version: u64, listeners: &[Value]) -> Value {
    config::resources(version, &[&[config::probe(PROBE)], listeners].concat())
}

fn arguments(directory: &Path, level: &str) -> Vec<OsString> {
    let file = |name: &str| directory.join(name).into_os_string();
    [
        ["--config-path".into(), file(BOOTSTRAP_FILE)],
        ["--admin-address-path".into(), file(ADMIN_ADDRESS)],
        ["--concurrency".into(), "1".into()],
        ["--log-level".into(), "warning".into()],
        // Envoy has no `get_log_level`, so plugins log everything and Envoy sifts it.
        ["--component-log-level".into(), format!("wasm:{level}").into()],
        ["--log-format".into(), log::FORMAT.into()],
        // Connections of a listener that was replaced end soon after.
        ["--drain-time-s".into(), "1".into()],
    ]
    .into_iter()
    .flatten()
    .chain(["--disable-hot-restart".into()])
    .collect()
}

/// Waits until a starting Envoy shows something.
fn ready<T>(program: &Path, process: &Process, mut look: impl FnMut() -> Option<T>) -> Result<T> {
    let seen = wait::until(START, || look().map(Some).or_else(|| process.ended().map(|_| None)));
    seen.flatten().ok_or_else(|| {
        Error::new(format!(
            "{} does not start:\n{}",
            program.display(),
            process.last_words(5)
        ))
        .next("give another Envoy with `--envoy PATH`")
    })
}

/// The port of a listener, by its name.
fn port_of(admin: SocketAddr, listener: &str) -> Option<u16> {
    let listeners = ask(admin, "/listeners?format=json", ANSWER).ok()?;
    config::ports(&listeners)?.remove(listener)
}
