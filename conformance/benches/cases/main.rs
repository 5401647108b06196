//! What a further case costs: a pair with one configuration, its cases run as `compare` runs them, beside Envoy alone
//! serving the same requests as often, from the same number of connections, with nothing observed.
//!
//! Time and the CPU time of all processes: on a machine with other work to do, the second is the steadier measure.
//!
//! `cargo bench --package conformance --bench cases` (after `make plugins`); `-- --cases 2000 --rounds 5` are the defaults.

use conformance::bench::Quartiles;
use conformance::bridge::{self, Options};
use conformance::cases::{self, Case};
use conformance::compare::{self, Bench, FIRST_ORIGINALS, PORT, Verdict, original, run_cases};
use conformance::inspect::Module;
use conformance::observe::Outcome;
use conformance::testbed::envoy::{self, Host, Listener};
use conformance::testbed::log::Origin;
use conformance::testbed::turns::Turn;
use conformance::testbed::upstream::Server;
use conformance::testbed::{Loadable, MEMORY, Run, Setup, Testbed, config, tools};
use conformance::{Error, Result};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

const CONFIGURATION: &str = r#"{"mockEnable": false}"#;
const CLUSTER: &str = "outbound|80||upstream.dns";

fn main() -> Result<()> {
    let (count, rounds) = (argument("--cases", 2000), argument("--rounds", 5));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    let go = Module::read(&root.join("go/my-plugin.wasm"))?;
    let rust = Module::read(&root.join("wasm32-wasip1/plugin/examples/my_plugin.wasm"))?;
    let cases = cases(count)?;
    let observed = Observed::start(&go, &rust, &cases)?;
    let alone = Alone::start(&go, &rust)?;
    // Both warm.
    observed.run(&cases[..count.min(200)])?;
    alone.run(count.min(200))?;

    println!("{count} cases, each run by {} builds; per case in µs", runs().len());
    println!("cases/s    compare   Envoy alone   ratio    CPU of compare   of Envoy alone   ratio");
    let (mut of_time, mut of_cpu) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let [took, took_cpu] = timed(count, || observed.run(&cases))?;
        let [alone, alone_cpu] = timed(count, || alone.run(count))?;
        let (ratio, cpu_ratio) = (took / alone, took_cpu / alone_cpu);
        println!(
            "{:>7.0} {took:>10.0} {alone:>13.0} {ratio:>7.2} {took_cpu:>17.0} {alone_cpu:>16.0} {cpu_ratio:>7.2}",
            1e6 / took
        );
        of_time.push(ratio);
        of_cpu.push(cpu_ratio);
    }
    println!(
        "ratios: {} of time, {} of CPU time",
        Quartiles::of(of_time).short(),
        Quartiles::of(of_cpu).short()
    );
    Ok(())
}

/// Time and CPU time that something takes (µs for each case).
fn timed(count: usize, run: impl FnOnce() -> Result<()>) -> Result<[f64; 2]> {
    let each = |time: Duration| time.as_secs_f64() * 1e6 / count as f64;
    let (began, used) = (Instant::now(), cpu_of_all()?);
    run()?;
    Ok([each(began.elapsed()), each(cpu_of_all()?.saturating_sub(used))])
}

/// How long a tick of the kernel's count of CPU time is: a hundredth of a second on all Linux machines.
const TICK: Duration = Duration::from_millis(10);

/// The CPU time of this process and of all that run below it, also of threads that have ended.
fn cpu_of_all() -> Result<Duration> {
    let directory = fs::read_dir("/proc")
        .map_err(|error| Error::new(format!("the CPU time of processes cannot be read: {error}")))?;
    // The process, its parent, and its time.
    let process = |entry: fs::DirEntry| {
        let pid = entry.file_name().to_str()?.parse::<u32>().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let fields: Vec<u32> = (stat.rsplit_once(") ")?.1.split(' '))
            .map(|field| field.parse().unwrap_or_default())
            .collect();
        Some((pid, (fields[1], TICK * (fields[11] + fields[12]))))
    };
    let processes: BTreeMap<u32, (u32, Duration)> = directory.filter_map(|entry| process(entry.ok()?)).collect();
    let own = std::process::id();
    let parent = |pid: &u32| processes.get(pid).map(|(parent, _)| *parent);
    let is_below = |pid: u32| std::iter::successors(Some(pid), parent).any(|pid| pid == own);
    let below = processes.iter().filter(|(pid, _)| is_below(**pid));
    Ok(below.map(|(_, (_, time))| *time).sum())
}

fn argument(name: &str, default: usize) -> usize {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1).and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn runs() -> Vec<String> {
    (1..=FIRST_ORIGINALS).map(original).chain([PORT.to_string()]).collect()
}

fn cases(count: usize) -> Result<Vec<Case>> {
    let each = (0..count)
        .map(|nth| format!("- {{name: 'n{nth}', requests: [{{path: /get?n={nth}, headers: [{{x-n: '{nth}'}}]}}]}}\n"));
    let text = format!("config: {CONFIGURATION}\ncases:\n{}", each.collect::<String>());
    Ok(cases::parse("generated", &text)?.resolve())
}

/// A pair as `compare` runs it.
struct Observed(Testbed);

impl Observed {
    fn start(go: &Module, rust: &Module, cases: &[Case]) -> Result<Self> {
        let (go, rust) = (compare::loadable(go)?, compare::loadable(rust)?);
        let run = |name: String| Run {
            module: if name == PORT { rust.clone() } else { go.clone() },
            name,
        };
        let testbed = Testbed::start(&Setup {
            envoy: tools::find_envoy(None)?.path,
            redis_server: None,
            plugin_name: "my-plugin".into(),
            runs: runs().into_iter().map(run).collect(),
            cases: cases[..1].to_vec(),
        })?;
        Ok(Observed(testbed))
    }

    fn run(&self, cases: &[Case]) -> Result<()> {
        let reports = run_cases(self, cases, &mut |_| ());
        match reports.iter().find(|report| report.verdict != Verdict::Alike) {
            Some(report) => Err(Error::new(format!("a case is not alike: {report:#?}"))),
            None => Ok(()),
        }
    }
}

impl Bench for Observed {
    fn add_original(&self, run: &str) -> Result<()> {
        Err(Error::new(format!("{run} should not be needed")))
    }

    fn start_over(&self, _runs: &[String]) -> Result<()> {
        Ok(())
    }

    fn prepare(&self, cases: &[&Case]) -> Result<()> {
        self.0.prepare(cases)
    }

    fn execute(&self, run: &str, case: &Case) -> Result<Outcome> {
        self.0.execute(run, case)
    }
}

/// The same builds in an Envoy that is not watched.
struct Alone {
    host: Host,
    _upstream: Server,
}

impl Alone {
    fn start(go: &Module, rust: &Module) -> Result<Self> {
        let options = Options {
            environment: true,
            ..Options::default()
        };
        let load = |module: &Module| -> Result<Loadable> { bridge::bridge(module, &options).map(Loadable::from) };
        let (go, rust) = (load(go)?, load(rust)?);
        let upstream = Server::start(Turn::default())?;
        let runs = runs();
        let clusters = [config::upstream_cluster(
            CLUSTER,
            runs.iter().map(|run| (run.as_str(), upstream.address())),
        )];
        let listener = |run: &String| {
            let module = if run == PORT { &rust } else { &go };
            Listener {
                name: run.clone(),
                origin: Origin {
                    root: "my-plugin/0".into(),
                    vm: run.clone(),
                },
                root_id: "my-plugin/0".into(),
                before: Vec::new(),
                after: Vec::new(),
                plugin: "my-plugin".into(),
                run: run.clone(),
                wasm: module.wasm.clone(),
                environment: Vec::new(),
                allow_on_headers_stop_iteration: module.allow_on_headers_stop_iteration,
                configuration: Some(CONFIGURATION.into()),
                route: "default".into(),
                cluster: CLUSTER.into(),
                tcp: false,
                buffer_limit: None,
                state: Vec::new(),
            }
        };
        let listeners: Vec<Listener> = runs.iter().map(listener).collect();
        let host = Host::start(&tools::find_envoy(None)?.path, MEMORY, &clusters, &listeners)?;
        host.log_level("info")?;
        Ok(Alone {
            host,
            _upstream: upstream,
        })
    }

    fn run(&self, count: usize) -> Result<()> {
        thread::scope(|scope| {
            let clients: Vec<_> = runs()
                .into_iter()
                .map(|run| scope.spawn(move || self.send(&run, count)))
                .collect();
            clients
                .into_iter()
                .try_for_each(|client| client.join().expect("a client does not panic"))
        })
    }

    fn send(&self, run: &str, count: usize) -> Result<()> {
        let Some(envoy::Verdict::Serving(address)) = self.host.verdict(run) else {
            return Err(Error::new(format!("{run} is not served")));
        };
        exchange(address, count).map_err(|error| Error::new(format!("{run}: {error}")))
    }
}

fn exchange(address: SocketAddr, count: usize) -> std::io::Result<()> {
    let mut connection = TcpStream::connect(address)?;
    connection.set_nodelay(true)?;
    let mut answer = [0; 4096];
    for nth in 0..count {
        let request = format!(
            "GET /get?n={nth} HTTP/1.1\r\nHost: example.com\r\nx-n: {nth}\r\n\
             x-request-id: 00000000-0000-4000-8000-000000000001\r\n\r\n"
        );
        connection.write_all(request.as_bytes())?;
        let mut filled = 0;
        // The answers have no body.
        while !answer[..filled].ends_with(b"\r\n\r\n") {
            match connection.read(&mut answer[filled..])? {
                0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
                read => filled += read,
            }
        }
        if !answer.starts_with(b"HTTP/1.1 200") {
            return Err(std::io::Error::other("not answered with 200"));
        }
    }
    Ok(())
}
