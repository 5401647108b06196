//! Child processes that cannot outlive the tool: each runs under a small shell that holds its directory, and ends both
//! as soon as the tool is gone, however it went.

use crate::{Error, Result};
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

/// The shell makes the directory and says its name, reads the command line one argument a line, runs it, and says how it
/// ended. When its standard input closes it kills the program and removes the directory.
const WATCHDOG: &str = r#"
trap '' HUP INT TERM PIPE
umask 077
dir=$(mktemp -d "${TMPDIR:-/tmp}/conformance.XXXXXX") || exit 1
echo "$dir"
set --
while IFS= read -r argument && [ -n "$argument" ]; do set -- "$@" "$argument"; done
if [ $# -gt 0 ]; then
    exec 3<&0
    "$@" </dev/null >"$dir/stdout" 2>"$dir/stderr" 3<&- &
    child=$!
    { while read -r _; do :; done; kill -KILL $child; } <&3 >/dev/null 2>&1 &
    watcher=$!
    echo "$child"
    wait $child
    code=$?
    kill -KILL $watcher 2>/dev/null
    echo "$code" 2>/dev/null
    while read -r _; do :; done <&3
fi
rm -rf "$dir"
"#;

/// The shell that watches, and the directory it watches over.
#[derive(Debug)]
struct Watchdog {
    shell: Child,
    orders: Option<ChildStdin>,
    directory: PathBuf,
}

/// A directory under a watchdog, in which a program is about to run.
#[derive(Debug)]
pub struct Prepared {
    watchdog: Watchdog,
    reports: BufReader<ChildStdout>,
}

/// A running program. Dropping it kills the program and removes its directory.
#[derive(Debug)]
pub struct Process {
    watchdog: Watchdog,
    pid: u32,
    ended: Arc<Mutex<Option<i32>>>,
}

impl Prepared {
    /// Makes a directory that is removed with the program, or with the tool.
    ///
    /// # Errors
    /// There is no shell, or no place for temporary files.
    pub fn new() -> Result<Prepared> {
        let mut shell = Command::new("sh")
            .args(["-c", WATCHDOG])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| {
                Error::new(format!("`sh` cannot be started: {error}")).next("put a POSIX shell on PATH")
            })?;
        let orders = shell.stdin.take();
        let mut reports = BufReader::new(shell.stdout.take().ok_or_else(|| Error::new("`sh` has no output"))?);
        let mut directory = String::new();
        let read = reports.read_line(&mut directory);
        let directory = PathBuf::from(directory.trim_end_matches('\n'));
        let watchdog = Watchdog {
            shell,
            orders,
            directory,
        };
        match read {
            Ok(length) if length > 0 => Ok(Prepared { watchdog, reports }),
            _ => {
                Err(Error::new("no temporary directory can be made").next("set TMPDIR to a directory you can write to"))
            }
        }
    }

    /// The directory, for the files that the program is to read.
    pub fn directory(&self) -> &Path {
        &self.watchdog.directory
    }

    /// Runs a program, its output in the files `stdout` and `stderr` of the directory.
    ///
    /// # Errors
    /// The shell is gone, or an argument holds a line break.
    pub fn start(mut self, program: &Path, arguments: &[OsString]) -> Result<Process> {
        let mut orders = Vec::new();
        for argument in std::iter::once(program.as_os_str()).chain(arguments.iter().map(OsString::as_os_str)) {
            let bytes = argument.as_encoded_bytes();
            if bytes.is_empty() || bytes.contains(&b'\n') {
                return Err(Error::new(format!(
                    "{argument:?} cannot be passed to {}",
                    program.display()
                )));
            }
            orders.extend_from_slice(bytes);
            orders.push(b'\n');
        }
        orders.push(b'\n');
        let failed = |_| Error::new(format!("{} cannot be started: its shell is gone", program.display()));
        let stdin = self
            .watchdog
            .orders
            .as_mut()
            .ok_or_else(|| Error::new("the shell is gone"))?;
        stdin.write_all(&orders).and_then(|()| stdin.flush()).map_err(failed)?;
        let mut pid = String::new();
        self.reports.read_line(&mut pid).map_err(failed)?;
        let pid = pid
            .trim()
            .parse()
            .map_err(|_| Error::new(format!("{} did not start", program.display())))?;
        let ended = Arc::new(Mutex::new(None));
        let Prepared { watchdog, reports } = self;
        let seen = Arc::clone(&ended);
        std::thread::spawn(move || watch(reports, &seen));
        Ok(Process { watchdog, pid, ended })
    }
}

fn watch(mut reports: BufReader<ChildStdout>, ended: &Mutex<Option<i32>>) {
    let mut code = String::new();
    let _ = reports.read_line(&mut code);
    *ended.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(code.trim().parse().unwrap_or(-1));
}

impl Process {
    /// The directory that the program's files are in.
    pub fn directory(&self) -> &Path {
        &self.watchdog.directory
    }

    /// The process id of the program.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// How the program ended, as a shell's exit status (128 and the signal, where a signal ended it); none while it runs.
    pub fn ended(&self) -> Option<i32> {
        *self.ended.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// What the program wrote to its standard error.
    pub fn stderr(&self) -> PathBuf {
        self.watchdog.directory.join("stderr")
    }

    /// The last lines that the program wrote to its standard error, or else to its standard output.
    pub fn last_words(&self, lines: usize) -> String {
        let tail = |name| tail(&self.watchdog.directory.join(name), lines).filter(|text| !text.is_empty());
        tail("stderr").or_else(|| tail("stdout")).unwrap_or_default()
    }

    /// The memory that the program holds (bytes); 0 where the system does not say.
    pub fn resident_bytes(&self) -> u64 {
        let output = Command::new("ps")
            .args(["-o", "rss=", "-p", &self.pid.to_string()])
            .output();
        let kilobytes = output
            .ok()
            .and_then(|out| String::from_utf8_lossy(&out.stdout).trim().parse::<u64>().ok());
        kilobytes.unwrap_or_default() * 1024
    }

    /// Kills the program; its directory stays until the value is dropped.
    pub fn kill(&self) {
        if self.ended().is_none() {
            let _ = Command::new("kill").args(["-KILL", &self.pid.to_string()]).status();
        }
    }
}

/// The end of a text file, at most 64 KiB of it.
fn tail(path: &Path, lines: usize) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(64 << 10))).ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let all: Vec<&str> = text.lines().collect();
    Some(all[all.len().saturating_sub(lines)..].join("\n"))
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.orders.take());
        let _ = self.shell.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::Prepared;
    use std::path::Path;
    use std::time::{Duration, Instant};

    fn within_a_while(mut condition: impl FnMut() -> bool) -> bool {
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end {
            if condition() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }

    fn alive(pid: u32) -> bool {
        let status = std::process::Command::new("kill")
            .args(["-0", &pid.to_string()])
            .output();
        status.is_ok_and(|output| output.status.success())
    }

    #[test]
    fn a_program_runs_and_its_end_is_seen() {
        let prepared = Prepared::new().unwrap();
        let script = prepared.directory().join("script");
        std::fs::write(&script, "echo 'last words' >&2; exit 7").unwrap();
        let process = prepared.start(Path::new("sh"), &[script.into()]).unwrap();
        assert!(within_a_while(|| process.ended() == Some(7)));
        assert_eq!(process.last_words(3), "last words");
    }

    #[test]
    fn dropping_kills_the_program_and_removes_its_directory() {
        let process = Prepared::new()
            .unwrap()
            .start(Path::new("sleep"), &["1000".into()])
            .unwrap();
        let (pid, directory) = (process.pid(), process.directory().to_path_buf());
        assert!(alive(pid) && directory.exists());
        assert!(process.resident_bytes() > 0);
        drop(process);
        assert!(!alive(pid));
        assert!(!directory.exists());
    }

    #[test]
    fn a_directory_without_a_program_is_removed_too() {
        let prepared = Prepared::new().unwrap();
        let directory = prepared.directory().to_path_buf();
        assert!(directory.exists());
        drop(prepared);
        assert!(!directory.exists());
    }

    #[test]
    fn a_killed_program_is_seen_to_have_ended() {
        let process = Prepared::new()
            .unwrap()
            .start(Path::new("sleep"), &["1000".into()])
            .unwrap();
        process.kill();
        assert!(within_a_while(|| process.ended() == Some(128 + 9)));
    }
}
