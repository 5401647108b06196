//! What the built twins are as modules: their ABI markers and imports, and that stock Envoy runs one as it is.

use conformance::cases;
use conformance::inspect::Module;
use conformance::observe::{Kind, Outcome};
use conformance::testbed::{Loadable, Run, Setup, Testbed, tools};
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")
}

/// The twins that the Wasm builds below `folder` made; `make plugins` and `make toolchains` build them.
fn twins(folder: &Path) -> Vec<Module> {
    let folder = folder.join("wasm32-wasip1/plugin/examples");
    let entries = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}\n  next: run `make plugins toolchains`", folder.display()));
    // Not the copies with a hash in their names that Cargo leaves there, nor modules for tests and the benchmark.
    let is_twin = |path: &PathBuf| {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let originals = target().join("../go-reference");
        path.extension().is_some_and(|extension| extension == "wasm") && originals.join(name.replace('_', "-")).is_dir()
    };
    let paths = entries.map(|entry| entry.unwrap().path()).filter(is_twin);
    let twins: Vec<Module> = paths.map(|path| Module::read(&path).unwrap()).collect();
    assert!(!twins.is_empty(), "{}: holds no module", folder.display());
    twins
}

/// The builds with the pinned toolchain, and those with the others.
fn builds() -> Vec<PathBuf> {
    let others = std::fs::read_dir(target().join("toolchains")).expect("`make toolchains` ran");
    let mut builds: Vec<PathBuf> = others.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(builds.len(), 2, "a newer stable and a nightly toolchain");
    builds.push(target());
    builds
}

#[test]
fn higress_sees_its_own_marker_first_whatever_the_toolchain() {
    for build in builds() {
        for twin in twins(&build) {
            assert_eq!(
                twin.markers,
                ["proxy_abi_version_0_2_100", "proxy_abi_version_0_2_1"],
                "{} of {}",
                twin.name,
                build.display()
            );
        }
    }
}

/// Go's linker drops the host functions that a plugin cannot reach.
#[test]
fn no_twin_imports_what_its_original_does_not() {
    let host_calls = |module: &Module| -> BTreeSet<String> {
        let imports = module.imports.iter().filter(|import| import.module == "env");
        imports.map(|import| import.name.clone()).collect()
    };
    for twin in twins(&target()) {
        let file = Path::new(&twin.name).file_name().and_then(|name| name.to_str());
        let original = target().join("go").join(file.expect("a name").replace('_', "-"));
        let original = Module::read(&original).expect("`make plugins` ran");
        let more: Vec<_> = host_calls(&twin).difference(&host_calls(&original)).cloned().collect();
        assert!(more.is_empty(), "{} also imports {more:?}", twin.name);
    }
}

#[test]
fn stock_envoy_runs_a_rust_build_as_it_is() {
    let outcome = serve_unbridged("my_plugin.wasm");
    let upstream = lines(&outcome, Kind::UpstreamRequest);
    assert!(upstream.contains(&"hello: world".to_string()), "{upstream:?}");
    assert_eq!(lines(&outcome, Kind::ClientResponse)[0], "HTTP/1.1 200 OK");
}

fn serve_unbridged(module: &str) -> Outcome {
    let path = target().join("wasm32-wasip1/plugin/examples").join(module);
    let wasm = Module::read(&path).unwrap().bytes;
    let module = Loadable {
        wasm,
        allow_on_headers_stop_iteration: true,
        needs_redis: false,
        has_metrics: false,
        traced: false,
        outlives_streams: false,
        functions: BTreeMap::new(),
    };
    let cases = cases::parse("cases.yaml", "cases: [{name: one, requests: [{}]}]")
        .unwrap()
        .resolve();
    let setup = Setup {
        envoy: tools::find_envoy(None).unwrap().path,
        redis_server: None,
        plugin_name: "my-plugin".into(),
        runs: vec![Run {
            name: "rust".into(),
            module,
        }],
        cases: cases.clone(),
    };
    Testbed::start(&setup).unwrap().execute("rust", &cases[0]).unwrap()
}

fn lines(outcome: &Outcome, kind: Kind) -> Vec<String> {
    let of_kind = outcome
        .observations
        .iter()
        .filter(|observation| observation.kind == kind);
    of_kind.flat_map(|observation| observation.lines.clone()).collect()
}
