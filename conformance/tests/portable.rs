//! A plugin built with the feature `portable` loads on stock Envoy as it is, whatever it calls, and serves there.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use conformance::inspect::Module;
use conformance::testbed::tools::find_envoy;
use sdk_compat_abi::functions::function;

/// `redis-demo`, which calls Redis for every request.
fn build() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--package",
            "sdk-compat",
            "--example",
            "redis-demo",
            "--features",
            "portable",
        ])
        .args([
            "--profile",
            "plugin",
            "--target",
            "wasm32-wasip1",
            "--target-dir",
            "target/portable",
        ])
        .current_dir(root)
        .status()
        .unwrap();
    assert!(built.success(), "the plugin does not build");
    root.join("target/portable/wasm32-wasip1/plugin/examples/redis_demo.wasm")
}

/// An Envoy that answers every request itself, after the plugin.
struct Envoy {
    child: Child,
    folder: tempfile::TempDir,
}

impl Envoy {
    fn start(module: &Path) -> Envoy {
        let folder = tempfile::tempdir().unwrap();
        let config = include_str!("portable/envoy.yaml").replace("MODULE", &module.display().to_string());
        fs::write(folder.path().join("envoy.yaml"), config).unwrap();
        let child = Command::new(find_envoy(None).unwrap().path)
            .args([
                "--concurrency",
                "1",
                "--disable-hot-restart",
                "--config-path",
                "envoy.yaml",
            ])
            .args([
                "--admin-address-path",
                "admin",
                "--log-path",
                "log",
                "--file-flush-interval-msec",
                "50",
            ])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Envoy { child, folder }
    }

    /// The answer of its administration or of its listener.
    fn get(address: &str, path: &str) -> String {
        let mut answer = String::new();
        let mut socket = TcpStream::connect(address).unwrap();
        write!(socket, "GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").unwrap();
        socket.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Where its listener is, once it is there.
    fn listener(&mut self) -> String {
        let end = Instant::now() + Duration::from_secs(30);
        while Instant::now() < end {
            assert!(self.child.try_wait().unwrap().is_none(), "Envoy ended:\n{}", self.log());
            let admin = fs::read_to_string(self.folder.path().join("admin")).unwrap_or_default();
            let listeners = if admin.is_empty() {
                admin
            } else {
                Envoy::get(&admin, "/listeners")
            };
            if let Some((_, address)) = listeners.split_once("plugin::") {
                return address.lines().next().unwrap().trim().to_string();
            }
            sleep(Duration::from_millis(50));
        }
        panic!("Envoy does not listen:\n{}", self.log());
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Envoy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_portable_plugin_serves_on_stock_envoy_without_the_bridge() {
    let file = build();
    let module = Module::read(&file).unwrap();
    let higress_only = |name: &str| function("env", name).is_some_and(|function| function.higress_only);
    assert!(
        module.imports.iter().all(|import| !higress_only(&import.name)),
        "{:?}",
        module.imports
    );
    assert!(
        module.verdicts().iter().all(|verdict| verdict.loads()),
        "{:?}",
        module.verdicts()
    );

    let mut envoy = Envoy::start(&file);
    let listener = envoy.listener();
    for _ in 0..2 {
        let answer = Envoy::get(&listener, "/");
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.ends_with("hello"),
            "{answer}\n{}",
            envoy.log()
        );
    }
    sleep(Duration::from_millis(500));
    let log = envoy.log();
    for said in [
        "failed to init redis: error status returned by host: unimplemented, will retry later",
        "redis incr could not be dispatched: error status returned by host: unimplemented",
    ] {
        assert!(log.contains(said), "{said} is not in:\n{log}");
    }
}
