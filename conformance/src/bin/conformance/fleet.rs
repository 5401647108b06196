//! Many pairs in one run: side by side within a bound of memory, in parts, and only what has changed.

use crate::args::Generation;
use clap::Args;
use conformance::compare::{CaseReport, Pair, PairReport, Part, Programs, Verdict};
use conformance::generate;
use conformance::output::Place;
use conformance::pairs::PairFiles;
use conformance::report::Event;
use conformance::{Error, Result, files};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;

#[derive(Args)]
pub struct Fleet {
    /// How many pairs run at the same time [default: half of the processors]
    #[arg(long, value_name = "N", requires = "all", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,

    /// How much memory pairs that run at the same time may take together (MiB); one always runs [default: half of what is free]
    #[arg(long, value_name = "MIB", requires = "all")]
    memory: Option<u64>,

    /// Runs one of so many parts of the pairs, such as 2/4; the same pairs are in it each time
    #[arg(long, value_name = "I/N", requires = "all")]
    shard: Option<Shard>,

    /// Leaves out the pairs that have not changed since they were written to this file, and shows what they came to
    #[arg(long, value_name = "FILE", requires = "all")]
    cache: Option<PathBuf>,
}

/// The largest cache that is read (bytes).
const LARGEST: u64 = 1 << 29;

/// One of several parts, counted from 1.
#[derive(Clone, Copy)]
pub struct Shard {
    part: usize,
    of: usize,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text
            .split_once('/')
            .and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of)) if (1..=of).contains(&part) => Ok(Shard { part, of }),
            _ => Err("write it like 2/4: the second of four parts".into()),
        }
    }
}

/// What earlier runs came to, by the hash of everything that it depends on.
#[derive(Default, Serialize, Deserialize)]
struct Cache {
    pairs: BTreeMap<String, PairReport>,
}

/// Writes the cache anew whenever a pair is over, so that nothing is lost where the run is cut off.
struct Keeper {
    place: Option<Place>,
    cache: Cache,
    hashes: Vec<String>,
    /// Whether the file could be written.
    written: Result<()>,
}

/// What a run came to.
pub struct Ran {
    pub reports: Vec<PairReport>,
    /// Whether the cache could be written: the reports come first.
    pub cached: Result<()>,
}

/// What a thread that runs a pair says.
enum News {
    Started,
    Searching(Box<generate::Progress>),
    Case(Box<CaseReport>),
    Over(Box<PairReport>),
}

impl Fleet {
    /// The pairs of the part that was asked for: every n-th one.
    pub fn shard(&self, pairs: Vec<PairFiles>) -> Result<Vec<PairFiles>> {
        let Some(Shard { part, of }) = self.shard else {
            return Ok(pairs);
        };
        let count = pairs.len();
        let chosen: Vec<_> = pairs.into_iter().skip(part - 1).step_by(of).collect();
        match chosen.is_empty() {
            false => Ok(chosen),
            true => Err(
                Error::new(format!("part {part} of {of} holds no pair: there are {count}"))
                    .next(format!("make {count} parts at most")),
            ),
        }
    }

    /// Which part was asked for.
    pub fn part(&self) -> Option<Part> {
        let Shard { part, of } = self.shard?;
        Some(Part { number: part, of })
    }

    /// Runs all pairs and tells of each as if they had run one after the other. Once `stop` is set no pair begins, and what is
    /// made for one that has begun ends.
    pub fn run(
        &self,
        pairs: &[Pair],
        programs: &Programs,
        generation: &Generation,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(Event) -> Result<()>,
    ) -> Result<Ran> {
        let hash = |pair: &Pair| pair.hash(programs) + &generation.hash();
        let mut keeper = Keeper::new(self.cache.as_deref(), pairs.iter().map(hash).collect())?;
        let (sender, news) = mpsc::channel();
        let known: Vec<_> = (0..pairs.len()).map(|index| keeper.known(index)).collect();
        let unknown = (0..pairs.len()).filter(|index| known[*index].is_none());
        let room = Room::new(self.jobs(), self.memory(), unknown);
        let reports = thread::scope(|scope| {
            for (index, (pair, known)) in pairs.iter().zip(known).enumerate() {
                let (sender, room) = (sender.clone(), &room);
                scope.spawn(move || {
                    let say = |said| drop(sender.send((index, said)));
                    if let Some(report) = known {
                        say(News::Started);
                        report
                            .cases
                            .iter()
                            .for_each(|case| say(News::Case(Box::new(case.clone()))));
                        return say(News::Over(Box::new(PairReport {
                            skipped: true,
                            ..report
                        })));
                    }
                    let _taken = room.take(index, pair.memory());
                    say(News::Started);
                    if stop.load(Ordering::Relaxed) {
                        return say(News::Over(Box::new(PairReport {
                            reason: Some((&Error::new("stopped before it began")).into()),
                            ..pair.report()
                        })));
                    }
                    let report = pair.run(programs, &mut |case| say(News::Case(Box::new(case.clone()))));
                    let report = match generation.options(pair, stop) {
                        Some(options) => report.and(pair.search(programs, &options, &mut |event| match event {
                            generate::Event::Progress(progress) => say(News::Searching(Box::new(progress.clone()))),
                            generate::Event::Found(found) => say(News::Case(Box::new(found.report.clone()))),
                            generate::Event::Kept(_) => {}
                        })),
                        None => report,
                    };
                    say(News::Over(Box::new(report)));
                });
            }
            drop(sender);
            let told = tell_in_order(pairs, news, &mut keeper, tell);
            // Nobody hears any more.
            stop.fetch_or(told.is_err(), Ordering::Relaxed);
            told
        })?;
        Ok(Ran {
            reports,
            cached: keeper.written,
        })
    }

    fn jobs(&self) -> usize {
        let processors = || {
            thread::available_parallelism()
                .map_or(1, |count| count.get() / 2)
                .max(1)
        };
        self.jobs.map_or_else(processors, usize::from)
    }

    fn memory(&self) -> u64 {
        match self.memory {
            Some(mebibytes) => mebibytes.saturating_mul(1 << 20),
            None => free_memory().map_or(u64::MAX, |bytes| bytes / 2),
        }
    }
}

/// The memory that the system could give (bytes), where it says.
fn free_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? << 10)
}

/// Tells of a pair as it runs where all before it are over, and of the others when it is their turn.
fn tell_in_order(
    pairs: &[Pair],
    news: mpsc::Receiver<(usize, News)>,
    keeper: &mut Keeper,
    tell: &mut dyn FnMut(Event) -> Result<()>,
) -> Result<Vec<PairReport>> {
    let mut waiting: Vec<Vec<News>> = pairs.iter().map(|_| Vec::new()).collect();
    let mut reports = Vec::new();
    for (index, said) in news {
        if let News::Over(report) = &said {
            keeper.keep(index, report);
        }
        waiting[index].push(said);
        while reports.len() < pairs.len() && !waiting[reports.len()].is_empty() {
            let front = reports.len();
            for said in std::mem::take(&mut waiting[front]) {
                match said {
                    News::Started => tell(Event::PairStarted(&pairs[front].report()))?,
                    News::Case(case) => tell(Event::CaseDecided(&case))?,
                    News::Searching(progress) => tell(Event::Searching(&progress))?,
                    News::Over(report) => {
                        tell(Event::PairDecided(&report))?;
                        reports.push(*report);
                    }
                }
            }
        }
    }
    Ok(reports)
}

/// Lets as many pairs run as there is room for, in their order, whichever thread asks first.
struct Room {
    jobs: usize,
    memory: u64,
    state: Mutex<Running>,
    changed: Condvar,
}

#[derive(Default)]
struct Running {
    count: usize,
    memory: u64,
    waiting: BTreeSet<usize>,
}

/// The room of one pair; dropping it gives it back.
struct Taken<'a> {
    room: &'a Room,
    memory: u64,
}

impl Room {
    /// Room for the pairs of these numbers, each of which has to take it once.
    fn new(jobs: usize, memory: u64, pairs: impl IntoIterator<Item = usize>) -> Self {
        let waiting = pairs.into_iter().collect();
        Room {
            jobs,
            memory,
            state: Mutex::new(Running {
                waiting,
                ..Running::default()
            }),
            changed: Condvar::new(),
        }
    }

    fn take(&self, index: usize, memory: u64) -> Taken<'_> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |state: &mut Running| {
            let fits = state.count < self.jobs && state.memory.saturating_add(memory) <= self.memory;
            state.waiting.first() != Some(&index) || state.count > 0 && !fits
        };
        let mut state = self
            .changed
            .wait_while(state, full)
            .unwrap_or_else(PoisonError::into_inner);
        state.waiting.remove(&index);
        state.count += 1;
        state.memory += memory;
        self.changed.notify_all();
        Taken { room: self, memory }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut state = self.room.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.count -= 1;
        state.memory -= self.memory;
        self.room.changed.notify_all();
    }
}

impl Keeper {
    fn new(file: Option<&Path>, hashes: Vec<String>) -> Result<Self> {
        Ok(Keeper {
            place: file.map(|file| Place::new(file, "--cache")).transpose()?,
            cache: file.map(read_cache).transpose()?.unwrap_or_default(),
            hashes,
            written: Ok(()),
        })
    }

    /// What a pair came to before, where nothing has changed since.
    fn known(&self, index: usize) -> Option<PairReport> {
        self.cache.pairs.get(&self.hashes[index]).cloned()
    }

    fn keep(&mut self, index: usize, report: &PairReport) {
        // What could not run may well run the next time.
        if report.reason.is_some() || report.verdict == Verdict::CouldNotRun || report.skipped {
            return;
        }
        self.cache.pairs.retain(|_, known| known.name != report.name);
        self.cache.pairs.insert(self.hashes[index].clone(), report.clone());
        if let Some(place) = &self.place {
            let text = serde_json::to_vec_pretty(&self.cache).expect("reports are plain data");
            self.written = place.write(&text);
        }
    }
}

fn read_cache(file: &Path) -> Result<Cache> {
    let advice = "remove the file, or name another one";
    if !file.exists() {
        return Ok(Cache::default());
    }
    let text = files::read(file, LARGEST, advice)?;
    serde_json::from_slice(&text)
        .map_err(|error| Error::new(format!("{}: no cache: {error}", file.display())).next(advice))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_pair_has_room_after_those_before_it() {
        let room = Room::new(1, u64::MAX, [0, 1]);
        let (sender, ran) = mpsc::channel();
        let run = |index| {
            let _taken = room.take(index, 0);
            sender.send(index).unwrap();
        };
        thread::scope(|scope| {
            scope.spawn(|| run(1));
            assert!(ran.recv_timeout(Duration::from_millis(50)).is_err());
            run(0);
        });
        assert_eq!(ran.try_iter().collect::<Vec<_>>(), [0, 1]);
    }
}
