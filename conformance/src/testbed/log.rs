//! Reads Envoy's log as it grows: what plugins logged, which callbacks were entered and left, what failed, and which
//! listeners came up.

use super::growing::Growing;
use super::neighbours::BESIDE;
use super::plan::ROOT;
use crate::bridge::{ANSWER, ASKED, CALL, ENTRY, LAST_OF_STREAM, REACHED, RETURN, SEPARATOR, TICKS, TRACE_FOLLOWS};
use sdk_compat_abi::callbacks::callback;
use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How many entries of one VM are kept for a case; a plugin that logs more floods its log.
const MOST_ENTRIES: usize = 100_000;

/// What Envoy is told to write: level, thread, time, logger, and the message with its line breaks escaped.
pub const FORMAT: &str = "%L %t %E.%F %n %_";

/// A VM and the root context in it that a line belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The root context: the plugin's `root_id`, or what the VM's id says of its only one.
    pub root: String,
    /// The `vm_id`.
    pub vm: String,
}

/// Something that Envoy logged.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The thread that logged it.
    pub thread: Thread,
    /// When (seconds since the epoch).
    pub at: f64,
    /// What.
    pub event: Event,
}

/// A thread of Envoy. There is one worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thread {
    /// It loads configuration, and tries every new one in a VM of its own.
    Main,
    /// It serves requests.
    Worker,
}

/// What was logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A line of a plugin.
    Said {
        /// Whose.
        origin: Arc<Origin>,
        /// `trace` to `critical`.
        level: &'static str,
        /// The line.
        message: String,
    },
    /// A callback was entered.
    Entered {
        /// Whose.
        origin: Arc<Origin>,
        /// Its name.
        function: Cow<'static, str>,
        /// Its arguments.
        arguments: Vec<u32>,
    },
    /// A callback returned.
    Returned {
        /// Whose.
        origin: Arc<Origin>,
        /// Its name.
        function: Cow<'static, str>,
        /// Its result, where it has one.
        result: Option<u32>,
        /// How long it took (ns), in a traced module.
        took_ns: Option<u64>,
    },
    /// The plugin called the host, or the host answered; in a traced module.
    Crossed {
        /// Whose; of nobody while the module is only being made.
        origin: Arc<Origin>,
        /// It is the answer.
        answered: bool,
        /// The name of the function and its arguments, as [`CALL`] and [`ANSWER`] have them.
        call: String,
    },
    /// Edges were reached for the first time in a VM.
    Reached {
        /// Whose.
        origin: Arc<Origin>,
        /// Their numbers.
        edges: Vec<u32>,
    },
    /// A call-out was refused by the host.
    Asked {
        /// Whose.
        origin: Arc<Origin>,
        /// The cluster, with the prefix of the run.
        cluster: String,
    },
    /// A call into a module trapped.
    Trapped {
        /// Whose, where a callback was open.
        origin: Option<Arc<Origin>>,
        /// The function that Envoy called.
        function: String,
        /// Envoy's whole message.
        message: String,
    },
    /// A VM failed for another reason.
    Failed(String),
    /// A listener is up, or Envoy said why not.
    Listener {
        /// Its name.
        name: String,
        /// Why it was rejected.
        rejected: Option<String>,
    },
    /// Envoy has read its first configuration.
    Started,
}

/// A callback that was entered and has not returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Whose.
    pub origin: Arc<Origin>,
    /// Its name.
    pub function: Cow<'static, str>,
    thread: Thread,
}

/// A callback that was entered, has not returned, and does not stand in the log: its lines are kept back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillOpen {
    /// When it was entered (µs since the epoch).
    pub entered: u64,
    /// The `vm_id`.
    pub vm: String,
    /// Its name.
    pub function: &'static str,
}

/// Envoy's log, read so far.
#[derive(Debug)]
pub struct Log {
    file: Growing,
    main: Option<String>,
    entries: VecDeque<Entry>,
    open: Vec<Open>,
    /// The threads whose next line of a plugin is one of level trace.
    trace_follows: Vec<Thread>,
    /// The place that was named last, and what it means.
    last_origin: Option<(String, Arc<Origin>)>,
    /// Traps of callbacks that did not say that they were entered.
    unowned_traps: Vec<Entry>,
    /// What the worker logged of a module that is being made, and thus has no root context yet.
    unowned: Vec<Entry>,
    /// What the worker logged of each VM.
    vms: BTreeMap<String, OfVm>,
    /// When the last listener came up or was rejected (seconds since the epoch), and how long each took.
    last_listener: Option<f64>,
    load_times: BTreeMap<String, Duration>,
}

/// What the worker logged of one VM.
#[derive(Debug, Default)]
struct OfVm {
    /// By root context: up to the answer to its configuration; whether that was logged.
    starts: BTreeMap<String, (Arc<Vec<Entry>>, bool)>,
    /// Since the case began.
    during: Vec<Entry>,
    /// How many streams have ended since then.
    ended: usize,
    /// How many entries were left out.
    left_out: usize,
    /// Whose its contexts are.
    contexts: BTreeMap<u32, Arc<Origin>>,
    /// The root context of the case.
    root: String,
    /// A plugin in it asked to be called from time to time.
    ticks: bool,
}

/// What a VM logged of one case.
#[derive(Debug, Default)]
pub struct Logged {
    /// Up to the answer to the configuration.
    pub start: Arc<Vec<Entry>>,
    /// While the case ran.
    pub during: Vec<Entry>,
    /// How many entries were left out because there were too many.
    pub left_out: usize,
}

impl Log {
    /// A log of which nothing was read.
    pub fn new(path: &Path) -> Self {
        Log {
            file: Growing::new(path),
            main: None,
            entries: VecDeque::new(),
            open: Vec::new(),
            trace_follows: Vec::new(),
            last_origin: None,
            unowned_traps: Vec::new(),
            unowned: Vec::new(),
            vms: BTreeMap::new(),
            last_listener: None,
            load_times: BTreeMap::new(),
        }
    }

    /// Reads what was added so far, not what a flood adds meanwhile; whether anything was.
    pub fn refresh(&mut self) -> bool {
        let given_up = self.file.given_up();
        let mut end = None;
        let mut any = false;
        while let Some(lines) = self.file.lines() {
            any = true;
            for line in lines.split(|byte| *byte == b'\n') {
                if is_wanted(line) {
                    self.take(&super::render::text(line));
                }
            }
            if self.file.at_end() || self.file.offset() >= *end.get_or_insert_with(|| self.file.end()) {
                break;
            }
        }
        // Nobody knows whose lines they were.
        if self.file.given_up() > given_up {
            self.vms.values_mut().for_each(|of| of.left_out += 1);
        }
        any
    }

    /// What the main thread logged, and what became of listeners, since it was last forgotten.
    pub fn entries(&self) -> &VecDeque<Entry> {
        &self.entries
    }

    /// Forgets [`Log::entries`].
    pub fn forget_entries(&mut self) {
        self.entries.clear();
    }

    /// A case of a root context begins: what its VM logged before is of no more interest, save how its root contexts started.
    pub fn begin(&mut self, origin: &Origin) {
        self.refresh();
        let of = self.vms.entry(origin.vm.clone()).or_default();
        of.root.clone_from(&origin.root);
        // Save what was reached meanwhile, which no later case tells again.
        of.during.retain(|entry| matches!(entry.event, Event::Reached { .. }));
        of.ended = 0;
        of.left_out = 0;
        for (start, configured) in of.starts.values_mut().filter(|(_, configured)| !configured) {
            *start = Arc::default();
            *configured = true;
        }
    }

    /// Hands over what was read of a root context since the case began in its VM.
    pub fn hand_over(&mut self, origin: &Origin) -> Logged {
        let Some(of) = self.vms.get_mut(&origin.vm) else {
            return Logged::default();
        };
        let start = of.starts.get(&origin.root).map(|(start, _)| Arc::clone(start));
        let mut during = std::mem::take(&mut of.during);
        during.retain(|entry| is_of(entry, origin) || matches!(entry.event, Event::Reached { .. }));
        Logged {
            start: start.unwrap_or_default(),
            during,
            left_out: of.left_out,
        }
    }

    /// How many streams ended since the case of a root context began in its VM; none where a plugin in it asked to be called
    /// from time to time.
    pub fn ended(&mut self, origin: &Origin) -> Option<usize> {
        self.refresh();
        let of = self.vms.get(&origin.vm)?;
        (!of.ticks).then_some(of.ended)
    }

    /// Whether a plugin in the VM of a root context asked to be called from time to time.
    pub fn ticks(&mut self, origin: &Origin) -> bool {
        self.refresh();
        self.vms.get(&origin.vm).is_some_and(|of| of.ticks)
    }

    /// Whether a callback trapped that had not said that it was entered.
    pub fn has_unowned_traps(&self) -> bool {
        !self.unowned_traps.is_empty()
    }

    /// Gives such traps to the VMs whose callbacks are still open: when each was entered (µs since the epoch), and which it
    /// is. What traps was entered last before it did.
    pub fn own_traps(&mut self, open: &[StillOpen]) {
        for mut trap in std::mem::take(&mut self.unowned_traps) {
            let at = (trap.at * 1e6).round() as u64;
            let entered = open.iter().filter(|open| open.entered <= at);
            let Event::Trapped { origin, .. } = &mut trap.event else {
                continue;
            };
            if let Some(entered) = entered.max_by_key(|open| open.entered)
                && let Some(of) = self.vms.get_mut(&entered.vm)
            {
                *origin = Some(Arc::new(Origin {
                    root: of.root.clone(),
                    vm: entered.vm.clone(),
                }));
                of.during.push(trap);
            }
        }
    }

    /// Whose a callback is that is still open: that of the case in its VM.
    pub fn owner(&self, open: &StillOpen) -> Option<Origin> {
        let of = self.vms.get(&open.vm)?;
        Some(Origin {
            root: of.root.clone(),
            vm: open.vm.clone(),
        })
    }

    /// Forgets a root context.
    pub fn forget(&mut self, origin: &Origin) {
        if let Some(of) = self.vms.get_mut(&origin.vm) {
            of.starts.remove(&origin.root);
            if of.starts.is_empty() {
                self.vms.remove(&origin.vm);
            }
        }
    }

    /// How long Envoy took from the end of the listener before this one to the end of this one.
    pub fn load_time(&self, listener: &str) -> Option<Duration> {
        self.load_times.get(listener).copied()
    }

    fn keep(&mut self, entry: Entry) {
        if let Event::Listener { name, .. } = &entry.event {
            if let Some(before) = self.last_listener {
                let took = Duration::from_secs_f64((entry.at - before).max(0.0));
                self.load_times.entry(name.clone()).or_insert(took);
            }
            self.last_listener = Some(entry.at);
        }
        let unowned = match (&entry.event, entry.thread) {
            (Event::Crossed { origin, .. }, thread) if **origin == Origin::default() => {
                if thread == Thread::Worker && self.unowned.len() < MOST_ENTRIES {
                    self.unowned.push(entry);
                }
                return;
            }
            // The first callback tells whose module it was.
            (Event::Entered { .. }, Thread::Worker) => std::mem::take(&mut self.unowned),
            _ => Vec::new(),
        };
        match entry.event.origin() {
            Some(origin) if entry.thread == Thread::Worker => {
                if !self.vms.contains_key(&origin.vm) {
                    self.vms.insert(origin.vm.clone(), OfVm::default());
                }
                let of = self.vms.get_mut(&origin.vm).expect("it is there now");
                if !of.starts.contains_key(&origin.root) {
                    of.starts.insert(origin.root.clone(), Default::default());
                }
                let (start, configured) = of.starts.get_mut(&origin.root).expect("it is there now");
                if begins(&entry.event, *configured) {
                    *start = Arc::default();
                    *configured = false;
                }
                if matches!(&entry.event, Event::Returned { function, .. } if function == LAST_OF_STREAM) {
                    of.ended += 1;
                }
                if !*configured {
                    let start = Arc::make_mut(start);
                    start.extend(unowned);
                    *configured =
                        matches!(&entry.event, Event::Returned { function, .. } if function == "proxy_on_configure");
                    start.push(entry);
                } else if of.during.len() < MOST_ENTRIES {
                    of.during.push(entry);
                } else {
                    of.left_out += 1;
                }
            }
            None if matches!(entry.event, Event::Trapped { .. }) && entry.thread == Thread::Worker => {
                self.unowned_traps.push(entry);
            }
            _ if entry.thread == Thread::Main || matches!(entry.event, Event::Listener { .. }) => {
                self.entries.push_back(entry)
            }
            _ => {}
        }
    }

    /// The callbacks of a thread that were entered and have not returned, the innermost last.
    pub fn open(&self, thread: Thread) -> impl Iterator<Item = &Open> {
        self.open.iter().filter(move |open| open.thread == thread)
    }

    fn take(&mut self, line: &str) {
        let mut words = line.splitn(5, ' ');
        let (Some(level), Some(thread), Some(at), Some(logger), Some(message)) =
            (words.next(), words.next(), words.next(), words.next(), words.next())
        else {
            return;
        };
        let main = self.main.get_or_insert_with(|| thread.to_string());
        let thread = if *main == thread { Thread::Main } else { Thread::Worker };
        let at = at.parse().unwrap_or_default();
        let event = match logger {
            "wasm" => return self.wasm(level, thread, at, message),
            "upstream" => listener(message),
            "main" if message.starts_with("starting main dispatch loop") => Some(Event::Started),
            _ => None,
        };
        event
            .into_iter()
            .for_each(|event| self.keep(Entry { thread, at, event }));
    }

    fn wasm(&mut self, level: &str, thread: Thread, at: f64, message: &str) {
        let line_of_plugin = message.strip_prefix("wasm log ").and_then(|rest| {
            let empty = || rest.strip_suffix(':').map(|place| (place, ""));
            rest.split_once(": ").or_else(empty)
        });
        let event = match line_of_plugin {
            _ if message.starts_with("wasm log: ") => crossed(Arc::default(), &message["wasm log: ".len()..]),
            Some((place, message)) => {
                let origin = self.origin(place);
                if message.starts_with(ENTRY) || message.starts_with(RETURN) {
                    return self.called(thread, at, &origin, message);
                }
                self.said(level, thread, origin, message)
            }
            None => self.failed(thread, message),
        };
        if let Some(event) = event {
            self.keep(Entry { thread, at, event });
        }
    }

    fn failed(&mut self, thread: Thread, message: &str) -> Option<Event> {
        if let Some(reason) = message.strip_prefix("Wasm VM failed ") {
            return Some(Event::Failed(reason.to_string()));
        }
        let (function, _) = message.strip_prefix("Function: ")?.split_once(" failed: ")?;
        // Whatever this thread was in the middle of is over.
        let origin = self.open(thread).last().map(|open| Arc::clone(&open.origin));
        self.open.retain(|open| open.thread != thread);
        let (function, message) = (function.to_string(), message.to_string());
        Some(Event::Trapped {
            origin,
            function,
            message,
        })
    }

    /// Callbacks were entered and left. What was kept back comes first, and names the context alone.
    fn called(&mut self, thread: Thread, at: f64, named: &Arc<Origin>, lines: &str) {
        let mut lines = lines.split(SEPARATOR).peekable();
        let mut entered = None;
        while let Some(line) = lines.next() {
            let event = if let Some(call) = line.strip_prefix(ENTRY) {
                let (function, arguments) = call_of(call);
                let origin = match thread {
                    Thread::Worker => self.context(named, &function, &arguments, lines.peek().is_some()),
                    Thread::Main => Arc::clone(named),
                };
                entered = Some(Arc::clone(&origin));
                self.open.push(Open {
                    origin: Arc::clone(&origin),
                    function: function.clone(),
                    thread,
                });
                Event::Entered {
                    origin,
                    function,
                    arguments,
                }
            } else if let Some(call) = line.strip_prefix(RETURN) {
                self.returned(thread, entered.take().unwrap_or_else(|| Arc::clone(named)), call)
            } else {
                continue;
            };
            self.keep(Entry { thread, at, event });
        }
    }

    /// Whose the context is that a callback was entered for. A line names the context of its last callback only.
    fn context(&mut self, named: &Arc<Origin>, function: &str, arguments: &[u32], kept_back: bool) -> Arc<Origin> {
        if !self.vms.contains_key(&named.vm) {
            self.vms.insert(named.vm.clone(), OfVm::default());
        }
        let contexts = &mut self.vms.get_mut(&named.vm).expect("it is there now").contexts;
        let [own, parent] = [0, 1].map(|at| arguments.get(at).copied().unwrap_or_default());
        let creates = function == "proxy_on_context_create";
        let known = contexts.get(if creates { &parent } else { &own }).filter(|_| kept_back);
        let origin = Arc::clone(known.unwrap_or(named));
        match function {
            _ if creates => drop(contexts.insert(own, Arc::clone(&origin))),
            LAST_OF_STREAM => drop(contexts.remove(&own)),
            _ => {}
        }
        origin
    }

    fn returned(&mut self, thread: Thread, origin: Arc<Origin>, call: &str) -> Event {
        let (function, results) = call_of(call);
        let same = |open: &Open| open.thread == thread && open.function == function && open.origin == origin;
        if let Some(at) = self.open.iter().rposition(same) {
            self.open.remove(at);
        }
        let result = results.first().copied();
        let took = call.rsplit(' ').next().filter(|word| word.len() == 16);
        let took_ns = took.and_then(|took| u64::from_str_radix(took, 16).ok());
        Event::Returned {
            origin,
            function,
            result,
            took_ns,
        }
    }

    /// The VM and the root context that a line names.
    fn origin(&mut self, place: &str) -> Arc<Origin> {
        if let Some((_, known)) = self.last_origin.as_ref().filter(|(known, _)| known == place) {
            return Arc::clone(known);
        }
        // The log of a stream has the plugin's name in front; an empty root id is left out.
        let (before, vm) = place.rsplit_once(' ').unwrap_or(("", place));
        let named = before.rsplit_once(' ').map_or(before, |(_, root)| root);
        let root = match vm.split_once(ROOT) {
            Some((_, root)) if !named.starts_with(BESIDE) => root,
            _ => named,
        };
        let origin = Arc::new(Origin {
            root: root.to_string(),
            vm: vm.to_string(),
        });
        self.last_origin = Some((place.to_string(), Arc::clone(&origin)));
        origin
    }

    fn said(&mut self, level: &str, thread: Thread, origin: Arc<Origin>, message: &str) -> Option<Event> {
        if let Some(crossed) = crossed(origin.clone(), message) {
            return Some(crossed);
        }
        if let Some(edges) = message.strip_prefix(REACHED) {
            let number = |word| u32::from_str_radix(word, 16).ok();
            let edges = edges.split(' ').filter_map(number).collect();
            return Some(Event::Reached { origin, edges });
        }
        if let Some(cluster) = message.strip_prefix(ASKED) {
            let cluster = cluster.to_string();
            return Some(Event::Asked { origin, cluster });
        }
        if message == TICKS {
            if thread == Thread::Worker {
                self.vms.entry(origin.vm.clone()).or_default().ticks = true;
            }
            return None;
        }
        if message == TRACE_FOLLOWS {
            self.trace_follows.push(thread);
            return None;
        }
        let marked = self.trace_follows.len();
        self.trace_follows.retain(|marked| *marked != thread);
        let level = match self.trace_follows.len() < marked {
            true => "trace",
            false => level_name(level),
        };
        let message = message.to_string();
        Some(Event::Said { origin, level, message })
    }
}

impl Event {
    /// The VM and root context that it belongs to.
    pub fn origin(&self) -> Option<&Arc<Origin>> {
        match self {
            Event::Said { origin, .. }
            | Event::Entered { origin, .. }
            | Event::Returned { origin, .. }
            | Event::Reached { origin, .. }
            | Event::Crossed { origin, .. }
            | Event::Asked { origin, .. } => Some(origin),
            Event::Trapped { origin, .. } => origin.as_ref(),
            Event::Failed(_) | Event::Listener { .. } | Event::Started => None,
        }
    }
}

/// Whether a line of the log belongs to a root context.
fn is_of(entry: &Entry, wanted: &Origin) -> bool {
    entry.event.origin().is_some_and(|origin| **origin == *wanted)
}

/// Whether a root context begins, perhaps in place of one that was removed.
fn begins(event: &Event, configured: bool) -> bool {
    match event {
        Event::Entered {
            function, arguments, ..
        } => match &**function {
            "proxy_on_context_create" => arguments.get(1) == Some(&0),
            "proxy_on_vm_start" | "proxy_on_configure" => configured,
            _ => false,
        },
        _ => false,
    }
}

/// Whether a line can tell something; Envoy's own words on each crossing, most of all lines, cannot.
fn is_wanted(line: &[u8]) -> bool {
    let message = line
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b' ')
        .nth(2)
        .map(|(at, _)| &line[at + 1..]);
    message.is_some_and(|message| !message.starts_with(b"wasm ["))
}

/// A line of a traced module.
fn crossed(origin: Arc<Origin>, message: &str) -> Option<Event> {
    let call = message.strip_prefix(CALL).map(|call| (false, call));
    let (answered, call) = call.or_else(|| message.strip_prefix(ANSWER).map(|call| (true, call)))?;
    let call = call.to_string();
    Some(Event::Crossed { origin, answered, call })
}

fn call_of(text: &str) -> (Cow<'static, str>, Vec<u32>) {
    let mut words = text.split(' ');
    let name = words.next().unwrap_or_default();
    let function = callback(name).map_or_else(|| name.to_string().into(), |callback| callback.name.into());
    let number = |word: &str| (word.len() == 8).then(|| u32::from_str_radix(word, 16).ok()).flatten();
    let numbers = words.filter_map(number).collect();
    (function, numbers)
}

fn level_name(letter: &str) -> &'static str {
    match letter {
        "T" => "trace",
        "D" => "debug",
        "I" => "info",
        "W" => "warn",
        "E" => "error",
        _ => "critical",
    }
}

fn listener(message: &str) -> Option<Event> {
    let quoted = |text: &str| text.split('\'').nth(1).map(str::to_string);
    if message.starts_with("lds: add/update listener '") {
        return Some(Event::Listener {
            name: quoted(message)?,
            rejected: None,
        });
    }
    let (name, reason) = message
        .strip_prefix("lds: listener '")?
        .split_once("' config rejected: ")?;
    Some(Event::Listener {
        name: name.to_string(),
        rejected: Some(reason.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(text: &str) -> Log {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let (one, two) = text.split_at(text.len() / 2);
        let mut log = Log::new(file.path());
        for part in [one, two] {
            file.write_all(part.as_bytes()).unwrap();
            assert!(log.refresh());
        }
        assert!(!log.refresh());
        log
    }

    /// What the worker logged of the VM that the tests call `vm`.
    fn worker(mut log: Log) -> Vec<Entry> {
        let origin = Origin {
            root: "r".into(),
            vm: "vm".into(),
        };
        log.hand_over(&origin).start.to_vec()
    }

    #[test]
    fn lines_of_plugins_are_told_apart_from_what_envoy_says() {
        let mut log = read(
            "I 1 1795339653.000000001 main initializing epoch 0\n\
             T 2 1795339658.5 wasm [vm->host] env.proxy_log(2, 1, 1)\n\
             W 2 1795339658.5 wasm wasm log my-plugin/0 go-1: [my-plugin] a: b\\nc\n\
             W 1 1795339658.5 wasm wasm log my plugin my-plugin/0 go-1: \n\
             W 1 1795339658.5 wasm wasm log go-1.in-my-plugin/0: \n\
             W 1 1795339658.5 wasm wasm log my plugin any go-1.in-my-plugin/0: \n",
        );
        let said = |thread, vm: &str, message: &str| Entry {
            thread,
            at: 1_795_339_658.5,
            event: Event::Said {
                origin: Arc::new(Origin {
                    root: "my-plugin/0".into(),
                    vm: vm.into(),
                }),
                level: "warn",
                message: message.into(),
            },
        };
        let worker = said(Thread::Worker, "go-1", "[my-plugin] a: b\\nc");
        assert_eq!(
            log.entries(),
            &[
                said(Thread::Main, "go-1", ""),
                said(Thread::Main, "go-1.in-my-plugin/0", ""),
                said(Thread::Main, "go-1.in-my-plugin/0", "")
            ]
        );
        let origin = worker.event.origin().unwrap().clone();
        assert_eq!(*log.hand_over(&origin).start, [worker]);
    }

    #[test]
    fn a_line_of_level_trace_comes_behind_one_that_says_so() {
        let levels: Vec<_> = worker(read(
            "I 1 1.0 main x\n\
             D 2 1.0 wasm wasm log r vm: conformance:trace\n\
             D 1 1.0 wasm wasm log r vm: of another thread\n\
             D 2 1.0 wasm wasm log r vm: a\n\
             D 2 1.0 wasm wasm log r vm: b\n",
        ))
        .into_iter()
        .map(|entry| match entry.event {
            Event::Said { level, message, .. } => (level, message),
            event => panic!("{event:?}"),
        })
        .collect();
        assert_eq!(levels, [("trace", "a".to_string()), ("debug", "b".to_string())]);
    }

    #[test]
    fn what_belongs_to_a_case_is_told_from_the_start_and_from_the_case_before() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut log = Log::new(file.path());
        let mut say = |messages: &[&str]| {
            for message in messages {
                writeln!(file, "I 2 1.0 wasm wasm log p/1 vm: {message}").unwrap();
            }
        };
        let origin = Origin {
            root: "p/1".into(),
            vm: "vm".into(),
        };
        let count = |log: &mut Log| {
            log.refresh();
            let logged = log.hand_over(&origin);
            [logged.start.len(), logged.during.len()]
        };
        log.main = Some("1".into());
        say(&["a", "conformance:< proxy_on_configure 00000001", "between"]);
        log.begin(&origin);
        say(&["b", "c"]);
        assert_eq!(count(&mut log), [2, 2]);
        log.begin(&origin);
        assert_eq!(count(&mut log), [2, 0]);
        log.forget(&origin);
        say(&["conformance:< proxy_on_delete"]);
        log.begin(&origin);
        say(&[
            "conformance:> proxy_on_context_create 00000007 00000000",
            "d",
            "conformance:< proxy_on_configure 00000001",
        ]);
        log.begin(&origin);
        assert_eq!(count(&mut log), [3, 0]);
    }

    #[test]
    fn what_was_kept_back_belongs_to_the_contexts_of_its_callbacks() {
        let mut log = read(
            "I 1 1.0 main x\n\
             D 2 1.0 wasm wasm log a vm: conformance:> proxy_on_context_create 00000001 00000000\n\
             D 2 1.0 wasm wasm log b vm: conformance:> proxy_on_context_create 00000002 00000000\n\
             D 2 1.0 wasm wasm log b vm: conformance:> proxy_on_context_create 00000003 00000001;\
             conformance:< proxy_on_context_create;conformance:> proxy_on_tick 00000002\n",
        );
        let functions = |log: &mut Log, root: &str| -> Vec<String> {
            let origin = Origin {
                root: root.into(),
                vm: "vm".into(),
            };
            let entered = |entry: &Entry| match &entry.event {
                Event::Entered { function, .. } => Some(function.to_string()),
                _ => None,
            };
            log.hand_over(&origin).start.iter().filter_map(entered).collect()
        };
        assert_eq!(functions(&mut log, "a"), ["proxy_on_context_create"; 2]);
        assert_eq!(functions(&mut log, "b"), ["proxy_on_context_create", "proxy_on_tick"]);
    }

    #[test]
    fn a_trap_belongs_to_the_vm_that_was_entered_last_before() {
        let trap = |at: &str| format!("E 2 {at} wasm Function: proxy_on_log failed: Uncaught RuntimeError: {at}\n");
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut log = Log::new(file.path());
        let of = |vm: &str| Origin {
            root: "r".into(),
            vm: vm.into(),
        };
        log.main = Some("1".into());
        ["one", "other"].iter().for_each(|vm| log.begin(&of(vm)));
        file.write_all((trap("2.000005") + &trap("2.000009")).as_bytes())
            .unwrap();
        log.refresh();
        assert!(log.has_unowned_traps());
        let open = [("other", 2_000_004), ("one", 2_000_008), ("other.1", 2_000_020)];
        log.own_traps(&open.map(|(vm, entered)| StillOpen {
            entered,
            vm: vm.into(),
            function: "proxy_on_log",
        }));
        for (vm, at) in [("other", "2.000005"), ("one", "2.000009")] {
            let during = log.hand_over(&of(vm)).during;
            assert!(
                matches!(&during[..], [Entry { event: Event::Trapped { message, .. }, .. }] if message.ends_with(at))
            );
        }
        assert!(!log.has_unowned_traps());
    }

    #[test]
    fn streams_that_end_are_counted_where_nothing_else_goes_on() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let mut log = Log::new(file.path());
        log.main = Some("1".into());
        let mut say = |message: &str| writeln!(file, "D 2 1.0 wasm wasm log p/1 vm: {message}").unwrap();
        let origin = Origin {
            root: "p/1".into(),
            vm: "vm".into(),
        };
        assert_eq!(log.ended(&origin), None);
        say("conformance:< proxy_on_configure 00000001");
        log.begin(&origin);
        assert_eq!(log.ended(&origin), Some(0));
        say("conformance:> proxy_on_done 00000002;conformance:< proxy_on_done 00000001");
        assert_eq!(log.ended(&origin), Some(0));
        for ended in 1..3 {
            say("conformance:> proxy_on_delete 00000002;conformance:< proxy_on_delete");
            assert_eq!(log.ended(&origin), Some(ended));
        }
        log.begin(&origin);
        assert_eq!(log.ended(&origin), Some(0));
        say(TICKS);
        assert_eq!(log.ended(&origin), None);
    }

    #[test]
    fn a_log_that_is_given_up_counts_as_left_out() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut log = Log::new(file.path());
        let origin = Origin {
            root: "p".into(),
            vm: "vm".into(),
        };
        log.begin(&origin);
        assert_eq!(log.hand_over(&origin).left_out, 0);
        // A hole, which takes no room on the disk.
        file.as_file().set_len(300 << 20).unwrap();
        log.refresh();
        assert_eq!(log.hand_over(&origin).left_out, 1);
        log.begin(&origin);
        assert_eq!(log.hand_over(&origin).left_out, 0);
    }

    #[test]
    fn callbacks_open_and_close_and_a_trap_ends_them() {
        let entered = "I 1 1.0 main x\n\
            T 2 1.0 wasm wasm log r vm: conformance:> proxy_on_request_body 00000002 0000000a 00000001\n";
        let log = read(entered);
        assert_eq!(log.open(Thread::Worker).count(), 1);
        assert_eq!(log.open(Thread::Main).count(), 0);
        assert!(matches!(&worker(log)[0].event, Event::Entered { arguments, .. } if *arguments == [2, 10, 1]));

        let log = read(&format!(
            "{entered}T 2 1.0 wasm wasm log r vm: conformance:< proxy_on_request_body 00000001\n"
        ));
        assert_eq!(log.open(Thread::Worker).count(), 0);

        let log = read(&format!(
            "{entered}E 2 1.0 wasm Function: proxy_on_request_body failed: Uncaught RuntimeError: unreachable\n"
        ));
        assert_eq!(log.open(Thread::Worker).count(), 0);
        assert!(matches!(
            &worker(log)[1].event,
            Event::Trapped { origin: Some(origin), function, .. } if origin.vm == "vm" && function == "proxy_on_request_body"
        ));
    }

    #[test]
    fn listeners_come_up_or_say_why_not() {
        let log = read(
            "I 1 1.0 upstream lds: add/update listener 'go-1/0'\n\
             W 1 1.0 upstream lds: listener 'go-1/1' config rejected: Unable to create Wasm plugin my-plugin\n",
        );
        let rejected: Vec<_> = log
            .entries()
            .iter()
            .map(|entry| match &entry.event {
                Event::Listener { name, rejected } => (name.as_str(), rejected.is_some()),
                _ => unreachable!(),
            })
            .collect();
        assert_eq!(rejected, [("go-1/0", false), ("go-1/1", true)]);
    }
}
