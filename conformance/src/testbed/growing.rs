//! A file that another program writes while we read: what was added, piece by piece, and what was read gives its room
//! back to the disk.

use rustix::buffer::spare_capacity;
use rustix::fs::{FallocateFlags, fallocate};
use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// How much is read at a time (bytes).
const PIECE: usize = 16 << 10;

/// The longest line that comes whole (bytes).
const LONGEST: usize = 1 << 20;

/// How much may be waiting to be read; of more, the oldest is given up (bytes).
const MOST_WAITING: u64 = 256 << 20;

/// How much that was read stays on the disk before it is given back (bytes).
const MOST_KEPT: u64 = 4 << 20;

/// A file that grows.
#[derive(Debug)]
pub struct Growing {
    path: PathBuf,
    file: Option<File>,
    offset: u64,
    given_back: u64,
    /// What was read behind the last line break.
    rest: Vec<u8>,
    /// How much was given up without being read (bytes).
    given_up: u64,
    /// The last time there was less to read than could have been.
    at_end: bool,
}

impl Growing {
    /// A file of which nothing was read; it need not be there yet.
    pub fn new(path: &Path) -> Self {
        Growing {
            path: path.to_path_buf(),
            file: None,
            offset: 0,
            given_back: 0,
            rest: Vec::new(),
            given_up: 0,
            at_end: true,
        }
    }

    /// How much was given up so far, because it came faster than it could be read (bytes).
    pub fn given_up(&self) -> u64 {
        self.given_up
    }

    /// Where the file ends now (bytes).
    pub fn end(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |file| file.len())
    }

    /// How far the file was read or given up (bytes).
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether all that was there when it was last read was read.
    pub fn at_end(&self) -> bool {
        self.at_end
    }

    /// The next whole lines, with their line breaks; none where there is nothing new.
    pub fn lines(&mut self) -> Option<Vec<u8>> {
        loop {
            let mut room = std::mem::take(&mut self.rest);
            let kept = room.len();
            let read = self.read(&mut room).unwrap_or(0);
            // A line longer than this is cut in pieces.
            let end = match room[kept..].iter().rposition(|byte| *byte == b'\n') {
                Some(at) => kept + at + 1,
                None if room.len() > LONGEST => room.len(),
                None => {
                    self.rest = room;
                    if read == 0 {
                        return None;
                    }
                    continue;
                }
            };
            self.rest = room.split_off(end);
            return Some(room);
        }
    }

    fn read(&mut self, room: &mut Vec<u8>) -> io::Result<usize> {
        if self.file.is_none() {
            self.file = Some(File::options().read(true).write(true).open(&self.path)?);
        }
        let Some(file) = &mut self.file else { return Ok(0) };
        room.reserve_exact(PIECE);
        let wanted = room.capacity() - room.len();
        let mut read = rustix::io::read(&*file, spare_capacity(room))?;
        self.offset += read as u64;
        self.at_end = read < wanted;
        if !self.at_end {
            let waiting = file.metadata()?.len().saturating_sub(self.offset);
            if waiting > MOST_WAITING {
                self.given_up += waiting;
                self.offset = file.seek(SeekFrom::Start(self.offset + waiting))?;
                room.push(b'\n');
                read += 1;
            }
        }
        if self.offset - self.given_back > MOST_KEPT {
            // Where the file system cannot, the file just stays as long as it is.
            let flags = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
            let _ = fallocate(&*file, flags, self.given_back, self.offset - self.given_back);
            self.given_back = self.offset;
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::os::unix::fs::MetadataExt;

    #[test]
    fn lines_come_whole_and_once() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut growing = Growing::new(file.path());
        assert_eq!(growing.lines(), None);
        file.write_all(b"one\ntw").unwrap();
        assert_eq!(growing.lines().unwrap(), b"one\n");
        assert_eq!(growing.lines(), None);
        file.write_all(b"o\n").unwrap();
        assert_eq!(growing.lines().unwrap(), b"two\n");
        assert_eq!(growing.lines(), None);
    }

    #[test]
    fn what_was_read_takes_no_room() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut growing = Growing::new(file.path());
        let line = [&[b'x'; 1023][..], b"\n"].concat();
        let mut seen = 0;
        for _ in 0..4 * (MOST_KEPT >> 20) {
            file.write_all(&line.repeat(1 << 10)).unwrap();
            while let Some(lines) = growing.lines() {
                seen += lines.len() as u64;
            }
        }
        assert_eq!(seen, 4 * MOST_KEPT);
        assert_eq!(growing.given_up(), 0);
        // Some file systems cannot give room back in the middle of a file.
        let held = file.as_file().metadata().unwrap().blocks() * 512;
        assert!(held <= 2 * MOST_KEPT || held >= 4 * MOST_KEPT, "{held} bytes are held");
    }
}
