//! No build of a plugin traps, panics, hangs or grows without bound under a host that does all that the ABI leaves open.
//!
//! `FUZZ_SECONDS` is how long random sequences run (3 if not given), `FUZZ_SEED` the seed of the first one. A failure names
//! its seed, and is shown call by call after it was made smaller.

mod choices;
mod host;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use choices::{Choices, shrink};
use host::Host;
use wasmi::{AsContextMut, Config, Engine, Linker, Module, Store};

/// The plugins: the one that calls all of the SDK, several times as often as the others.
const PLUGINS: [&str; 8] = [
    "everything",
    "headers_and_bodies",
    "everything",
    "redis_demo",
    "everything",
    "http_call",
    "connections",
    "header_status",
];

/// How often a plugin lives in the test of its memory.
const LIVES: usize = 48;

/// What grows by more than this (bytes) in the second third of the lives, and again in the last, grows for ever. A plugin may
/// take more once, when it gets what is larger than all before.
const GROWTH: u64 = 256 << 10;

/// How long a failing sequence is made smaller.
const SHRINKING: Duration = Duration::from_secs(20);

struct Plugin {
    name: &'static str,
    module: Module,
    linker: Linker<Host>,
}

/// How a sequence ended that should not have ended so.
struct Failure {
    what: String,
    made: Vec<u32>,
    trace: Vec<String>,
}

fn number(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_) => default,
    }
}

/// Builds what `make plugins` builds, and says where that lies.
fn build() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--package",
            "sdk-compat",
            "--examples",
            "--profile",
            "plugin",
            "--target",
            "wasm32-wasip1",
        ])
        .args(["--quiet", "--target-dir", "target"])
        .current_dir(root)
        .status()
        .unwrap();
    assert!(built.success(), "the plugins do not build");
    root.join("target/wasm32-wasip1/plugin/examples")
}

fn plugins() -> Vec<Plugin> {
    let folder = build();
    // As deep as V8 goes with a plugin's frames.
    let mut config = Config::default();
    config
        .consume_fuel(true)
        .set_max_recursion_depth(5_000)
        .set_max_stack_height(8 << 20);
    let engine = Engine::new(&config);
    let load = |name| {
        let file = folder.join(name).with_extension("wasm");
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let module = Module::new(&engine, &bytes).unwrap();
        let linker = host::linker(&engine);
        Plugin { name, module, linker }
    };
    PLUGINS.map(load).into()
}

impl Plugin {
    /// Lets the plugin live as often as it is told, each life with the same decisions.
    fn run(&self, choices: Choices, lives: usize, traced: bool) -> Result<BTreeMap<&'static str, u64>, Failure> {
        let mut store = Store::new(self.linker.engine(), Host::new(choices, lives, traced));
        let outcome = self.live(&mut store, lives);
        let host = store.into_data();
        let stderr = String::from_utf8_lossy(&host.stderr).into_owned();
        let what = match outcome {
            Ok(()) if stderr.is_empty() => return Ok(host.called),
            Ok(()) => stderr,
            Err(error) => format!("{error}\n{stderr}"),
        };
        let made = host.choices.made().to_vec();
        let trace = host.trace.unwrap_or_default();
        Err(Failure { what, made, trace })
    }

    fn live(&self, store: &mut Store<Host>, lives: usize) -> Result<(), wasmi::Error> {
        // The start-up code is no callback; it has what it needs.
        store.set_fuel(u64::MAX)?;
        let instance = self.linker.instantiate_and_start(&mut *store, &self.module)?;
        host::initialize(store.as_context_mut(), instance)?;
        let mut grown = Vec::new();
        for _ in 0..lives {
            store.data_mut().choices.rewind();
            host::live(store.as_context_mut())?;
            grown.push(host::used(&store.as_context_mut()));
        }
        let thirds = [1, 2, 3].map(|third| grown[(lives * third).div_ceil(3) - 1]);
        if thirds.windows(2).all(|pair| pair[1].saturating_sub(pair[0]) > GROWTH) {
            return Err(wasmi::Error::new(format!(
                "its memory grows from life to life, in bytes: {grown:?}"
            )));
        }
        Ok(())
    }

    /// Fails with the smallest sequence found that does what `failure` did.
    fn report(&self, seed: u64, lives: usize, failure: Failure) -> ! {
        let kind = |what: &str| what.split([':', '\n']).next().unwrap_or_default().to_string();
        let wanted = kind(&failure.what);
        let again = |made: &[u32], traced| self.run(Choices::again(made.to_vec()), lives, traced);
        let fails = |made: &[u32]| again(made, false).is_err_and(|other| kind(&other.what) == wanted);
        let made = shrink(failure.made, SHRINKING, fails);
        let (what, trace) = match again(&made, true) {
            Err(smallest) => (smallest.what, smallest.trace.join("\n")),
            Ok(_) => (failure.what, String::from("it is not found again")),
        };
        panic!(
            "{}: {what}\nsmallest sequence found:\n{trace}\nagain: FUZZ_SEED={seed} FUZZ_SECONDS=0 cargo test --package sdk-compat \
             --test hostile",
            self.name,
        );
    }
}

/// Calls in both directions stand on the native stack.
fn with_a_large_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(test).unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn no_plugin_traps_whatever_the_host_does() {
    with_a_large_stack(|| {
        let plugins = plugins();
        let first = number("FUZZ_SEED", 1);
        let end = Instant::now() + Duration::from_secs(number("FUZZ_SECONDS", 3));
        let mut seed = first;
        let mut total = BTreeMap::new();
        loop {
            let plugin = &plugins[seed as usize % plugins.len()];
            // Some live on, to see that nothing of a life stays.
            let lives = if seed % 1024 < PLUGINS.len() as u64 { LIVES } else { 1 };
            match plugin.run(Choices::random(seed), lives, false) {
                Ok(called) => called
                    .into_iter()
                    .for_each(|(name, count)| *total.entry(name).or_insert(0) += count),
                Err(failure) => plugin.report(seed, lives, failure),
            }
            seed += 1;
            if Instant::now() > end {
                break;
            }
        }
        println!("{} sequences, FUZZ_SEED={first}, calls: {total:?}", seed - first);
    });
}

#[test]
fn memory_that_the_host_asked_for_and_forgot_is_freed() {
    with_a_large_stack(|| {
        // Honest otherwise.
        let forgetful = [0, host::FORGETS.len() as u32 - 1];
        for plugin in plugins() {
            if let Err(failure) = plugin.run(Choices::again(forgetful.into()), LIVES, false) {
                panic!("{}: {}", plugin.name, failure.what);
            }
        }
    });
}
