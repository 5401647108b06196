//! Builds of every ABI on either side of a comparison, and what they leave in Envoy: metrics, shared data, queues.

use conformance::cases::{Case, parse};
use conformance::compare::{Pair, PairReport, Programs, Verdict, loadable};
use conformance::inspect::Module;
use conformance::observe::{Kind, Outcome};
use conformance::testbed::{Run, Setup, Testbed, tools};

/// A build: its marker, the parameters of its headers callbacks, how it is started, how it allocates, which WASI.
struct Build {
    marker: &'static str,
    headers: &'static str,
    start: &'static str,
    allocate: &'static str,
    wasi: &'static str,
    root_id_len: &'static str,
}

const BUILDS: [Build; 5] = [
    Build {
        marker: "0_1_0",
        headers: "i32 i32",
        start: "_start",
        allocate: "malloc",
        wasi: "wasi_unstable",
        root_id_len: "14",
    },
    // What SDKs wrote between the two ABIs.
    Build {
        marker: "0_1_0",
        headers: "i32 i32 i32",
        start: "_start",
        allocate: "malloc",
        wasi: "wasi_unstable",
        root_id_len: "15",
    },
    Build {
        marker: "0_2_0",
        headers: "i32 i32 i32",
        start: "_start",
        allocate: "malloc",
        wasi: "wasi_snapshot_preview1",
        root_id_len: "15",
    },
    Build {
        marker: "0_2_1",
        headers: "i32 i32 i32",
        start: "_initialize",
        allocate: "proxy_on_memory_allocate",
        wasi: "wasi_snapshot_preview1",
        root_id_len: "14",
    },
    Build {
        marker: "0_2_100",
        headers: "i32 i32 i32",
        start: "_initialize",
        allocate: "proxy_on_memory_allocate",
        wasi: "wasi_snapshot_preview1",
        root_id_len: "14",
    },
];

impl Build {
    /// The module; it adds so much to its counter at each request.
    fn module(&self, count: u32) -> Module {
        self.saying("(call $say_read)", count)
    }

    /// The module, with the code that says the root id which was read.
    fn saying(&self, root_id: &str, count: u32) -> Module {
        let text = include_str!("plugin.wat")
            .replace("MARKER", self.marker)
            .replace("HEADERS", self.headers)
            .replace("START", self.start)
            .replace("ALLOCATE", self.allocate)
            .replace("WASI", self.wasi)
            .replace("ROOT_ID_LEN", self.root_id_len)
            .replace("SAY_ROOT_ID", root_id)
            .replace("COUNT", &count.to_string());
        Module::parse(self.marker, wat::parse_str(text).unwrap()).unwrap()
    }
}

fn cases() -> Vec<Case> {
    let text = "root_id: my_root\ncases:\n- {name: first, requests: [{}, {}]}\n- {name: second, requests: [{}]}\n";
    parse("cases.yaml", text).unwrap().resolve()
}

fn compare(original: Module, port: Module) -> PairReport {
    let programs = Programs {
        envoy: tools::find_envoy(None).unwrap(),
        redis_server: None,
    };
    let pair = Pair::new("any", original, port, cases()).unwrap();
    pair.run(&programs, &mut |_| ())
}

/// What a build does in the first case.
fn serve(module: Module, cases: &[Case]) -> Outcome {
    let run = Run {
        name: "original-1".into(),
        module: loadable(&module).unwrap(),
    };
    let setup = Setup {
        envoy: tools::find_envoy(None).unwrap().path,
        redis_server: None,
        plugin_name: "any".into(),
        runs: vec![run],
        cases: cases.to_vec(),
    };
    Testbed::start(&setup)
        .unwrap()
        .execute("original-1", &cases[0])
        .unwrap()
}

#[test]
fn builds_of_any_two_abis_are_compared() {
    for (at, build) in BUILDS.iter().enumerate() {
        let other = &BUILDS[(at + 1) % BUILDS.len()];
        let report = compare(build.module(1), other.module(1));
        assert_eq!(
            report.verdict,
            Verdict::Alike,
            "{} {}: {report:#?}",
            build.marker,
            other.marker
        );
    }
}

#[test]
fn a_plugin_sees_the_root_id_of_the_case() {
    let knows = BUILDS[0].saying("(call $say (i32.const 128) (i32.const 7))", 1);
    assert_eq!(compare(knows, BUILDS[3].module(1)).verdict, Verdict::Alike);
}

#[test]
fn what_a_plugin_counts_is_compared() {
    let report = compare(BUILDS[3].module(1), BUILDS[4].module(2));
    let findings: Vec<_> = report.cases.iter().flat_map(|case| &case.comparison.findings).collect();
    assert!(
        findings.iter().all(|finding| finding.kind == Kind::Metrics),
        "{findings:#?}"
    );
    assert_eq!(findings.len(), 2, "one for each case");
    println!("{findings:#?}");
}

#[test]
fn both_builds_stand_in_a_chain_with_the_same_plugins() {
    let folder = tempfile::tempdir().unwrap();
    let upper = r#"(module (import "env" "proxy_add_header_map_value" (func $add (param i32 i32 i32 i32 i32) (result i32)))
        (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
        (memory (export "memory") 1) (data (i32.const 0) "x-NAME") (func (export "proxy_abi_version_0_2_100"))
        (func (export "malloc") (param i32) (result i32) (i32.const 1024))
        (func (export "proxy_on_context_create") (param i32 i32))
        (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
            (drop (call $log (i32.const 2) (i32.const 0) (i32.const 6)))
            (call $add (i32.const 0) (i32.const 0) (i32.const 6) (i32.const 0) (i32.const 6))))"#;
    for name in ["befo", "aftr"] {
        let module = wat::parse_str(upper.replace("NAME", name)).unwrap();
        std::fs::write(folder.path().join(format!("{name}.wasm")), module).unwrap();
    }
    let file = folder.path().join("cases.yaml");
    let chain = "before: [{module: befo.wasm}]\nafter: [{module: aftr.wasm, config: {a: 1}}]\ncases: [{name: a, requests: [{}]}]\n";
    for root_id in ["", "root_id: my_root\n"] {
        std::fs::write(&file, format!("{root_id}{chain}")).unwrap();
        stands_in_a_chain(&conformance::cases::load(&file).unwrap().resolve());
    }
}

/// What the plugins beside it do to the request shows; what they log does not.
fn stands_in_a_chain(cases: &[Case]) {
    let outcome = serve(BUILDS[3].module(1), cases);
    let upstream = outcome
        .observations
        .iter()
        .find(|it| it.kind == Kind::UpstreamRequest)
        .unwrap();
    let added = ["x-befo: x-befo", "x-aftr: x-aftr"];
    let in_order: Vec<_> = upstream
        .lines
        .iter()
        .filter(|line| added.contains(&line.as_str()))
        .collect();
    assert_eq!(in_order, added, "{outcome:#?}");
    let logs = outcome.observations.iter().filter(|it| it.kind == Kind::Log);
    let logged: Vec<_> = logs.flat_map(|it| &it.lines).collect();
    assert!(!logged.is_empty());
    assert!(!logged.iter().any(|line| line.contains("x-")), "{logged:#?}");
}
