//! What a process has used so far, as the kernel tells it.

use std::fs;
use std::io;
use std::time::Duration;

/// The CPU time of all threads of a process.
///
/// # Errors
/// There is no such process, or the kernel keeps no scheduler statistics.
pub fn cpu(pid: u32) -> io::Result<Duration> {
    let mut total = 0;
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        // A thread may have ended since it was listed.
        let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) else {
            continue;
        };
        let ns = text.split_whitespace().next().and_then(|ns| ns.parse::<u64>().ok());
        total += ns.ok_or_else(|| io::Error::other("schedstat does not begin with a number"))?;
    }
    Ok(Duration::from_nanos(total))
}

/// The resident memory of a process (bytes).
///
/// # Errors
/// There is no such process.
pub fn resident(pid: u32) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kb.map(|kb| kb * 1024)
        .ok_or_else(|| io::Error::other("the status names no resident memory"))
}
