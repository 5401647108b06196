//! Files that values are appended to. A plugin has no files: this is there for native programs, such as tests.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use super::read::Reader;
use super::value::Value;
use crate::{Error, Str, go};

/// When what was written to a file is brought to the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SyncPolicy {
    /// When the operating system likes to.
    Never,
    /// Every second.
    #[default]
    EverySecond,
    /// After each write.
    Always,
}

pub use SyncPolicy::{Always, EverySecond, Never};

#[go]
impl SyncPolicy {
    /// The policy in words.
    pub fn String(self) -> Str {
        Str::from(match self {
            SyncPolicy::Never => "never",
            SyncPolicy::EverySecond => "every second",
            SyncPolicy::Always => "always",
        })
    }
}

/// A file that values are appended to.
pub struct AOF {
    open: Arc<Mutex<Option<Open>>>,
}

struct Open {
    file: File,
    policy: SyncPolicy,
    at_end: bool,
}

/// Opens a file, and makes it if there is none. Its policy is [`EverySecond`] at first.
///
/// # Errors
/// When it cannot be opened.
#[go]
pub fn OpenAOF(path: impl AsRef<Path>) -> Result<AOF, Error> {
    let mut options = OpenOptions::new();
    options.create(true).read(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let open = Open {
        file: options.open(path).map_err(go_error)?,
        policy: SyncPolicy::default(),
        at_end: false,
    };
    let open = Arc::new(Mutex::new(Some(open)));
    let weak = Arc::downgrade(&open);
    thread::spawn(move || sync_every_second(&weak));
    Ok(AOF { open })
}

#[go]
impl AOF {
    /// Sets when what is written is brought to the disk.
    pub fn SetSyncPolicy(&self, policy: SyncPolicy) {
        if let Some(open) = self.lock().as_mut() {
            open.policy = policy;
        }
    }

    /// Closes the file. Fails where it is closed already.
    pub fn Close(&self) -> Option<Error> {
        self.lock().take().map_or_else(|| Some(closed()), |_| None)
    }

    /// Writes a value to the end of the file.
    pub fn Append(&self, value: Value) -> Option<Error> {
        self.AppendMulti(vec![value])
    }

    /// Writes values to the end of the file, all at once.
    pub fn AppendMulti(&self, values: Vec<Value>) -> Option<Error> {
        self.write(&values).err()
    }

    /// Calls `iterator` with each value in the file.
    pub fn Scan(&self, iterator: impl FnMut(Value)) -> Option<Error> {
        match self.lock().as_mut() {
            Some(open) => open.read(iterator).err(),
            None => Some(closed()),
        }
    }
}

impl AOF {
    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, values: &[Value]) -> Result<(), Error> {
        let mut bytes = Vec::new();
        for value in values {
            bytes.extend(value.MarshalRESP()?);
        }
        let mut guard = self.lock();
        let open = guard.as_mut().ok_or_else(closed)?;
        if !open.at_end {
            open.read(drop)?;
        }
        open.file.write_all(&bytes).map_err(go_error)?;
        if open.policy == SyncPolicy::Always {
            let _ = open.file.sync_all();
        }
        Ok(())
    }
}

impl Open {
    fn read(&mut self, mut iterator: impl FnMut(Value)) -> Result<(), Error> {
        self.at_end = false;
        self.file.seek(SeekFrom::Start(0)).map_err(go_error)?;
        let mut reader = Reader::of_stream(self.file.try_clone().map_err(go_error)?);
        while let Some(value) = reader.value_or_end()? {
            iterator(value);
        }
        self.file.seek(SeekFrom::End(0)).map_err(go_error)?;
        self.at_end = true;
        Ok(())
    }
}

fn sync_every_second(open: &Weak<Mutex<Option<Open>>>) {
    while let Some(open) = open.upgrade() {
        match &*open.lock().unwrap_or_else(PoisonError::into_inner) {
            None => return,
            Some(open) if open.policy == SyncPolicy::EverySecond => drop(open.file.sync_all()),
            Some(_) => {}
        }
        drop(open);
        thread::sleep(Duration::from_secs(1));
    }
}

fn closed() -> Error {
    Error::new("closed")
}

fn go_error(error: io::Error) -> Error {
    Error::new(error.to_string())
}
