//! `conformance serve` as a developer uses it: a real Envoy, the guide's checks, mistakes, and what is left behind.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A plugin that logs and adds `hello: world` to each request; in `{…}` stands what else it does.
const PLUGIN: &str = r#"
(module
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "env" "proxy_add_header_map_value" (func $add (param i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 100) "hello")
  (data (i32.const 110) "world")
  (data (i32.const 120) "a request\non two lines")
  (data (i32.const 150) "a configuration")
  (func (export "proxy_abi_version_0_2_1"))
  (func (export "proxy_on_memory_allocate") (param i32) (result i32) i32.const 1024)
  (func (export "proxy_on_context_create") (param i32 i32))
  (func (export "proxy_on_configure") (param $root i32) (param $size i32) (result i32)
    (drop (call $log (i32.const 3) (i32.const 150) (i32.const 15)))
    {on configure}
    ;; A configuration of one byte, such as 0, is refused.
    (i32.ne (local.get $size) (i32.const 1)))
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (drop (call $log (i32.const 2) (i32.const 120) (i32.const 22)))
    (drop (call $add (i32.const 0) (i32.const 100) (i32.const 5) (i32.const 110) (i32.const 5)))
    {on request}
    i32.const 0))
"#;

/// Writes the plugin; `on_configure` and `on_request` are instructions.
fn write_plugin(path: &Path, on_configure: &str, on_request: &str) {
    let text = PLUGIN
        .replace("{on configure}", on_configure)
        .replace("{on request}", on_request);
    fs::write(path, wat::parse_str(text).unwrap()).unwrap();
}

/// A running `conformance serve`, with a temporary directory of its own.
struct Served {
    folder: TempDir,
    child: Child,
    lines: Receiver<String>,
    gateway: String,
    echo: String,
}

impl Served {
    /// Starts it with a module named `plugin.wasm` and options; `prepare` fills the folder that it runs in.
    fn start(options: &[&str], prepare: impl FnOnce(&Path)) -> Served {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        prepare(folder.path());
        let mut child = command(folder.path(), options).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (sender, receiver) = channel();
        thread::spawn(move || lines.map_while(Result::ok).all(|line| sender.send(line).is_ok()));
        let mut served = Served {
            folder,
            child,
            lines: receiver,
            gateway: String::new(),
            echo: String::new(),
        };
        let address = |line: String| line.split("http://").last().unwrap_or_default().to_owned();
        served.gateway = address(served.wait_for("gateway"));
        served.echo = address(served.wait_for("upstream"));
        served
    }

    /// Reads what it prints until a line that holds a text.
    fn wait_for(&self, text: &str) -> String {
        let mut seen = Vec::new();
        let end = Instant::now() + Duration::from_secs(60);
        while let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if line.contains(text) {
                return line;
            }
            seen.push(line);
        }
        panic!("`{text}` was not printed, but\n{}", seen.join("\n"));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What the gateway answers.
    fn get(&self, path: &str) -> String {
        get(&self.gateway, path)
    }

    /// The processes and files that it made and that are still there.
    fn left_behind(&self) -> Vec<PathBuf> {
        let mut left: Vec<_> = fs::read_dir(self.path("tmp"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        let mark = self.path("tmp").to_string_lossy().into_owned();
        for process in fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path()) {
            let line = fs::read(process.join("cmdline")).unwrap_or_default();
            if String::from_utf8_lossy(&line).contains(&mark) {
                left.push(process);
            }
        }
        left
    }

    fn kill(&mut self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", signal, &pid])
                .status()
                .unwrap()
                .success()
        );
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(folder: &Path, options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    command
        .args(["serve", "plugin.wasm"])
        .args(options)
        .current_dir(folder)
        .env("TMPDIR", folder.join("tmp"));
    command
}

/// The body of what an address answers to `curl http://ADDRESS/PATH`.
fn get(address: &str, path: &str) -> String {
    let mut connection = TcpStream::connect(address).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: curl/7.79.1\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    );
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").expect("a head").1.to_owned()
}

fn go_plugin() -> PathBuf {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/go/my-plugin.wasm");
    assert!(built.exists(), "{} is missing: run `make plugins`", built.display());
    built
}

/// A text with the digits of one value replaced, which no two runs share.
fn without_start_time(text: &str) -> String {
    let mask = |line: &str| match line.split_once("\"Req-Start-Time\": \"") {
        Some((before, value)) if value.len() == "1681269273896\",".len() => {
            format!("{before}\"Req-Start-Time\": \"…\",")
        }
        _ => line.to_owned(),
    };
    text.lines().map(mask).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_three_checks_of_the_guide_come_out_as_printed_there() {
    let served = Served::start(&["--port", "0", "--config", "@config.yaml"], |folder| {
        fs::copy(go_plugin(), folder.join("plugin.wasm")).unwrap();
        fs::write(folder.join("config.yaml"), "mockEnable: false\n").unwrap();
    });
    served.wait_for("serving plugin.wasm");
    let (gateway, echo) = (&served.gateway, &served.echo);

    let directly = format!(
        r#"{{
  "args": {{}},
  "headers": {{
    "Accept": "*/*",
    "Connection": "close",
    "Host": "{echo}",
    "User-Agent": "curl/7.79.1"
  }},
  "origin": "127.0.0.1",
  "url": "http://{echo}/get"
}}
"#
    );
    assert_eq!(get(echo, "/get"), directly);

    let through = format!(
        r#"{{
  "args": {{}},
  "headers": {{
    "Accept": "*/*",
    "Hello": "world",
    "Host": "{gateway}",
    "Original-Host": "{gateway}",
    "Req-Start-Time": "…",
    "User-Agent": "curl/7.79.1",
    "X-Envoy-Expected-Rq-Timeout-Ms": "15000"
  }},
  "origin": "127.0.0.1",
  "url": "https://{gateway}/get"
}}"#
    );
    assert_eq!(without_start_time(&served.get("/get")), through);

    fs::write(served.path("config.yaml"), "mockEnable: true\n").unwrap();
    served.wait_for("serving plugin.wasm");
    // The worker takes the new listener over a moment after Envoy has accepted it.
    let end = Instant::now() + Duration::from_secs(10);
    while served.get("/get") != "hello world" && Instant::now() < end {
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(served.get("/get"), "hello world");
}

#[test]
fn a_changed_module_is_loaded_and_a_bad_one_leaves_the_one_before() {
    let served = Served::start(&["--port", "0"], |folder| {
        write_plugin(&folder.join("plugin.wasm"), "", "")
    });
    served.wait_for("serving");
    assert!(served.get("/get").contains("\"Hello\": \"world\""));
    served.wait_for("info     a request");
    served.wait_for("         on two lines");

    fs::write(served.path("plugin.wasm"), "no module").unwrap();
    assert!(served.wait_for("not loaded").contains("plugin.wasm"));
    served.wait_for("the build before goes on serving");
    assert!(served.get("/get").contains("\"Hello\": \"world\""));

    let again = "(drop (call $add (i32.const 0) (i32.const 110) (i32.const 5) (i32.const 100) (i32.const 5)))";
    write_plugin(&served.path("plugin.wasm"), "", again);
    served.wait_for("serving");
    assert!(served.get("/get").contains("\"World\": \"hello\""));
}

#[test]
fn a_configuration_that_the_plugin_refuses_is_waited_out() {
    let served = Served::start(&["--port", "0", "--config", "@config.json"], |folder| {
        write_plugin(&folder.join("plugin.wasm"), "", "");
        fs::write(folder.join("config.json"), "0").unwrap();
    });
    // The plugin's own words come before Envoy's.
    served.wait_for("warn     a configuration");
    served.wait_for("not loaded");
    served.wait_for("waiting for a change");
    for (bad, told) in [("{\"a\": ", "config.json"), ("1", "plugin.wasm")] {
        fs::write(served.path("config.json"), bad).unwrap();
        assert!(served.wait_for("not loaded").contains(told));
    }
    fs::write(served.path("config.json"), "{\"a\": 1}").unwrap();
    served.wait_for("serving");
    assert!(served.get("/get").contains("\"Hello\": \"world\""));
}

#[test]
fn a_plugin_that_traps_says_so_and_starts_anew_when_it_changes() {
    let served = Served::start(&["--port", "0"], |folder| {
        write_plugin(&folder.join("plugin.wasm"), "", "unreachable");
    });
    served.wait_for("serving");
    assert!(!served.get("/get").contains("Hello"));
    assert!(served.wait_for("Envoy: ").contains("proxy_on_request_headers"));
    write_plugin(&served.path("plugin.wasm"), "", "");
    served.wait_for("serving");
    assert!(served.get("/get").contains("\"Hello\": \"world\""));
}

#[test]
fn a_plugin_that_loops_for_ever_is_replaced_when_it_changes() {
    let served = Served::start(&["--port", "0"], |folder| {
        write_plugin(&folder.join("plugin.wasm"), "", "(loop (br 0))");
    });
    served.wait_for("serving");
    let mut stuck = TcpStream::connect(&served.gateway).unwrap();
    stuck.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    thread::sleep(Duration::from_millis(300));
    write_plugin(&served.path("plugin.wasm"), "", "");
    served.wait_for("serving");
    assert!(served.get("/get").contains("\"Hello\": \"world\""));
}

#[test]
fn services_and_another_upstream_may_be_named() {
    let other = Served::start(&["--port", "0"], |folder| {
        write_plugin(&folder.join("plugin.wasm"), "", "")
    });
    other.wait_for("serving");
    let upstream = format!("http://{}", other.gateway);
    let served = Served::start(
        &[
            "--port",
            "0",
            "--upstream",
            &upstream,
            "--service",
            "outbound|80||a.static=http://127.0.0.1:1",
        ],
        |folder| {
            write_plugin(&folder.join("plugin.wasm"), "", "");
        },
    );
    served.wait_for("serving");
    assert_eq!(served.echo, other.gateway, "the address of the upstream is printed");
    assert!(
        served.get("/get").contains("\"Hello\": \"world,world\""),
        "both gateways added theirs"
    );
}

/// Runs it to its end and gives its status and standard error.
fn fails(options: &[&str], prepare: impl FnOnce(&Path)) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("tmp")).unwrap();
    prepare(folder.path());
    let output = command(folder.path(), options).output().unwrap();
    assert_eq!(
        fs::read_dir(folder.path().join("tmp")).unwrap().count(),
        0,
        "temporary files are left"
    );
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn what_no_change_of_a_file_mends_ends_it_with_status_2() {
    let plugin = |folder: &Path| write_plugin(&folder.join("plugin.wasm"), "", "");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();

    let (status, error) = fails(&["--port", &port], plugin);
    assert_eq!(status, Some(2));
    assert!(
        error.contains(&format!("127.0.0.1:{port}")) && error.contains("--port"),
        "{error}"
    );

    let (status, error) = fails(&[], |_| {});
    assert_eq!(status, Some(2));
    assert!(error.contains("plugin.wasm: cannot be read"), "{error}");

    let (status, error) = fails(&["--config", "@none.yaml"], plugin);
    assert_eq!(status, Some(2));
    assert!(error.contains("none.yaml: cannot be read"), "{error}");

    let (status, error) = fails(&["--config", "{"], plugin);
    assert_eq!(status, Some(2));
    assert!(error.contains("neither JSON"), "{error}");

    let (status, error) = fails(&["--envoy", "/nowhere/envoy"], plugin);
    assert_eq!(status, Some(2));
    assert!(error.contains("/nowhere/envoy"), "{error}");

    let (status, error) = fails(&["--upstream", "localhost:3000"], plugin);
    assert_eq!(status, Some(2));
    assert!(error.contains("localhost:3000"), "{error}");
}

#[test]
fn the_printed_configuration_is_one_that_envoy_takes() {
    let folder = tempfile::tempdir().unwrap();
    write_plugin(&folder.path().join("plugin.wasm"), "", "");
    fs::create_dir(folder.path().join("tmp")).unwrap();
    let output = command(folder.path(), &["--config", "a: 1", "--print-config"])
        .output()
        .unwrap();
    assert!(output.status.success());
    let yaml = String::from_utf8(output.stdout).unwrap();
    assert!(
        yaml.contains("scheme_to_overwrite: https") && yaml.contains("port_value: 10000"),
        "{yaml}"
    );
    let bridge = yaml.lines().next().unwrap().strip_prefix("# conformance ").unwrap();
    let bridged = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .args(bridge.split(' '))
        .current_dir(folder.path())
        .status();
    assert!(bridged.unwrap().success());
    fs::write(folder.path().join("envoy.yaml"), &yaml).unwrap();
    let envoy = conformance::testbed::tools::find_envoy(None).unwrap().path;
    let output = Command::new(envoy)
        .args(["--mode", "validate", "-c", "envoy.yaml"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn ctrl_c_and_a_kill_leave_nothing_behind() {
    for (signal, number) in [("INT", 2), ("KILL", 9)] {
        let mut served = Served::start(&["--port", "0"], |folder| {
            write_plugin(&folder.join("plugin.wasm"), "", "")
        });
        served.wait_for("serving");
        assert!(!served.left_behind().is_empty(), "Envoy runs from its directory");
        served.kill(signal);
        assert_eq!(served.child.wait().unwrap().signal(), Some(number));
        let end = Instant::now() + Duration::from_secs(10);
        while !served.left_behind().is_empty() && Instant::now() < end {
            thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(served.left_behind(), Vec::<PathBuf>::new());
    }
}
