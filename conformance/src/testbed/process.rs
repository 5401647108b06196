//! Child processes that cannot outlive the tool: each runs under a small shell that holds its directory, and ends both
//! as soon as the tool is gone, however it went.

use crate::{Error, Result};
use rustix::fs::statvfs;
use rustix::process::Signal;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The shell makes the directory and says its name, reads the command line one argument a line, runs it, and says how it
/// ended. When its standard input closes it kills the program, removes the directory, and ends with all that the program
/// started. What is still being written while it removes the directory is removed in a second turn.
const WATCHDOG: &str = r#"
trap '' HUP INT TERM PIPE
umask 077
dir=$(mktemp -d "${1:-${TMPDIR:-/tmp}/conformance.}XXXXXX") || exit 1
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
rm -rf "$dir" || { sleep 1; rm -rf "$dir"; }
kill -KILL 0
"#;

/// How often a guard looks at its program.
const LOOK: Duration = Duration::from_millis(50);

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
    stop: Arc<Mutex<Option<Stop>>>,
}

/// Why a guard killed its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It held more memory than it may.
    Memory,
    /// Its disk was full.
    Disk,
}

impl Prepared {
    /// Makes a directory that is removed with the program, or with the tool.
    ///
    /// # Errors
    /// There is no shell, or no place for temporary files.
    pub fn new() -> Result<Prepared> {
        Prepared::with_prefix(OsStr::new(""))
    }

    /// The same with a hidden directory beside a path, from which files can be moved there.
    ///
    /// # Errors
    /// There is no shell, or nothing can be written there.
    pub fn beside(path: &Path) -> Result<Prepared> {
        Prepared::with_prefix(path.with_file_name(".aside-").as_os_str()).map_err(|_| {
            Error::new(format!("{}: cannot be written", path.display())).next("name a place where you may write")
        })
    }

    fn with_prefix(prefix: &OsStr) -> Result<Prepared> {
        let mut shell = Command::new("sh")
            .args(["-c", WATCHDOG, "sh"])
            .arg(prefix)
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
        Ok(Process {
            watchdog,
            pid,
            ended,
            stop: Arc::default(),
        })
    }
}

/// Runs a program in a folder to its end, with some variables of the environment set, and without any input. It ends, and
/// what it started with it, when the tool does; its temporary files go, too.
///
/// # Errors
/// There is no such program, or it cannot be started.
pub fn output(program: &str, arguments: &[&str], folder: &Path, variables: &[(&str, &str)]) -> Result<Output> {
    const NOT_FOUND: i32 = 127;
    let prepared = Prepared::new()?;
    let mut shell: Vec<OsString> = vec!["-c".into(), r#"cd "$1" && shift && exec env "$@""#.into(), "sh".into()];
    shell.push(folder.join(".").into());
    shell.push(
        [OsStr::new("TMPDIR="), prepared.directory().as_os_str()]
            .into_iter()
            .collect(),
    );
    shell.extend(variables.iter().map(|(name, value)| format!("{name}={value}").into()));
    shell.extend([program].iter().chain(arguments).map(OsString::from));
    let process = prepared.start(Path::new("sh"), &shell)?;
    let status = loop {
        match process.ended() {
            Some(NOT_FOUND) => {
                return Err(Error::new(format!(
                    "{program}: cannot be run: {}",
                    process.last_words(1)
                )));
            }
            Some(status) => break ExitStatus::from_raw(status << 8),
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let read = |name: &str| std::fs::read(process.directory().join(name)).unwrap_or_default();
    Ok(Output {
        status,
        stdout: read("stdout"),
        stderr: read("stderr"),
    })
}

fn watch(mut reports: BufReader<ChildStdout>, ended: &Mutex<Option<i32>>) {
    let mut code = String::new();
    let _ = reports.read_line(&mut code);
    *lock(ended) = Some(code.trim().parse().unwrap_or(-1));
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
        *lock(&self.ended)
    }

    /// The signal that ended the program, where one did.
    fn signal(&self) -> Option<i32> {
        self.ended()?.checked_sub(128).filter(|signal| *signal > 0)
    }

    /// Whether somebody else ended the program, or a limit of the system did.
    pub fn is_killed(&self) -> bool {
        let from_outside = [
            Signal::KILL,
            Signal::TERM,
            Signal::INT,
            Signal::HUP,
            Signal::XFSZ,
            Signal::XCPU,
        ];
        self.signal()
            .and_then(Signal::from_named_raw)
            .is_some_and(|signal| from_outside.contains(&signal))
    }

    /// How the program ended, in words that go on from its name; none while it runs.
    pub fn ending(&self) -> Option<String> {
        let status = self.ended()?;
        Some(match self.signal() {
            Some(signal) => format!("was ended by signal {signal}{}", meaning(signal)),
            None => format!("ended with status {status}"),
        })
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

    /// From now on kills the program as soon as it holds more memory than this (bytes), or its disk has less room left than
    /// that (bytes).
    pub fn guard(&self, memory: u64, room: u64) {
        let (pid, ended, stop) = (self.pid, Arc::clone(&self.ended), Arc::clone(&self.stop));
        let directory = self.directory().to_path_buf();
        std::thread::spawn(move || {
            while lock(&ended).is_none() && lock(&stop).is_none() {
                if resident_bytes(pid) > memory {
                    *lock(&stop) = Some(Stop::Memory);
                    return kill(pid);
                }
                stop_without_room(&directory, room, pid, &stop);
                std::thread::sleep(LOOK);
            }
        });
    }

    /// Whether the disk has room for what the program writes (bytes), and always had. A program that could not write is
    /// killed: it may write nothing any more.
    pub fn has_room(&self, room: u64) -> bool {
        stop_without_room(self.directory(), room, self.pid, &self.stop);
        self.stopped() != Some(Stop::Disk)
    }

    /// Why the program was killed by its guard, where it was.
    pub fn stopped(&self) -> Option<Stop> {
        *lock(&self.stop)
    }

    /// The memory that the program holds (bytes); 0 where the system does not say.
    pub fn resident_bytes(&self) -> u64 {
        resident_bytes(self.pid)
    }

    /// Kills the program; its directory stays until the value is dropped.
    pub fn kill(&self) {
        if self.ended().is_none() {
            kill(self.pid);
        }
    }
}

/// Kills a program that has no room to write to; what it has written makes room for the next one.
fn stop_without_room(directory: &Path, room: u64, pid: u32, stop: &Mutex<Option<Stop>>) {
    let left = statvfs(directory).map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    let mut stop = lock(stop);
    if stop.is_none() && left.is_ok_and(|left| left < room) {
        *stop = Some(Stop::Disk);
        kill(pid);
        let _ = File::create(directory.join("stderr"));
    }
}

fn resident_bytes(pid: u32) -> u64 {
    // Where there is such a file it is read in no time, again and again.
    if let Ok(text) = std::fs::read_to_string(format!("/proc/{pid}/statm")) {
        let pages = text.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
        return pages.unwrap_or_default() * rustix::param::page_size() as u64;
    }
    let output = Command::new("ps").args(["-o", "rss=", "-p", &pid.to_string()]).output();
    let kilobytes = output
        .ok()
        .and_then(|out| String::from_utf8_lossy(&out.stdout).trim().parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}

fn kill(pid: u32) {
    let _ = Command::new("kill").args(["-KILL", &pid.to_string()]).status();
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a signal most likely says of a program that was given it.
fn meaning(signal: i32) -> &'static str {
    match Signal::from_named_raw(signal) {
        Some(Signal::KILL) => " (killed, as where memory runs out)",
        Some(Signal::TERM | Signal::INT | Signal::HUP) => " (somebody ended it)",
        Some(Signal::XFSZ) => " (a file reached the largest size that is allowed)",
        Some(Signal::ABORT) => " (it gave up)",
        Some(Signal::SEGV | Signal::BUS | Signal::ILL | Signal::FPE) => " (it crashed)",
        _ => "",
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
    use super::{Prepared, Stop, output};
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
        assert_eq!((process.ending(), process.is_killed()), (None, false));
        process.kill();
        assert!(within_a_while(|| process.ended() == Some(128 + 9)));
        assert!(process.is_killed());
        assert_eq!(
            process.ending().unwrap(),
            "was ended by signal 9 (killed, as where memory runs out)"
        );
    }

    #[test]
    fn a_program_runs_to_its_end_in_a_folder_with_its_variables() {
        let folder = tempfile::tempdir().unwrap();
        let script = "pwd; echo $A >&2; ls $TMPDIR; exit 3";
        let output = output("sh", &["-c", script], folder.path(), &[("A", "b c")]).unwrap();
        assert_eq!(output.status.code(), Some(3));
        let expected = format!("{}\nstderr\nstdout\n", folder.path().display());
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
        assert_eq!(output.stderr, b"b c\n");
        let missing = super::output("no-such-program", &[], folder.path(), &[]).unwrap_err();
        assert!(
            missing.what().starts_with("no-such-program: cannot be run: "),
            "{missing}"
        );
    }

    #[test]
    fn what_a_program_started_ends_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let prepared = Prepared::beside(&folder.path().join("made")).unwrap();
        assert_eq!(prepared.directory().parent(), Some(folder.path()));
        let script = "sleep 1000 & echo $!; wait";
        let process = prepared.start(Path::new("sh"), &["-c".into(), script.into()]).unwrap();
        assert!(within_a_while(|| process.last_words(1).parse::<u32>().is_ok()));
        let child = process.last_words(1).parse().unwrap();
        assert!(alive(child));
        drop(process);
        assert!(within_a_while(|| !alive(child)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_program_that_outgrows_its_memory_is_killed() {
        // Without a line break to wait for, it keeps all that it reads.
        let hog = Prepared::new().unwrap().start(Path::new("tail"), &["/dev/zero".into()]);
        let hog = hog.unwrap();
        hog.guard(64 << 20, 0);
        assert!(within_a_while(|| hog.ended().is_some()));
        assert_eq!(hog.stopped(), Some(Stop::Memory));
    }

    #[test]
    fn a_program_without_room_on_its_disk_is_killed() {
        let idle = || {
            Prepared::new()
                .unwrap()
                .start(Path::new("sleep"), &["1000".into()])
                .unwrap()
        };
        let (asked, guarded, free) = (idle(), idle(), idle());
        guarded.guard(u64::MAX, u64::MAX);
        free.guard(u64::MAX, 0);
        assert!(!asked.has_room(u64::MAX) && free.has_room(0));
        for process in [asked, guarded] {
            assert!(within_a_while(|| process.ended().is_some()));
            assert_eq!(process.stopped(), Some(Stop::Disk));
            // It stays so when there is room again.
            assert!(!process.has_room(0));
        }
        assert_eq!(free.ended(), None);
    }
}
