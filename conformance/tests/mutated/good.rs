//! Good modules to begin with: small ones of every ABI, and real builds by Rust and Go.

use std::fs;
use std::path::Path;

/// A module that is inspected and bridged as it is.
pub struct Good {
    pub name: String,
    pub wasm: Vec<u8>,
    /// Megabytes take long: such a module is taken seldom.
    pub large: bool,
}

/// Modules of our own, as text.
const OWN: [(&str, &str); 3] = [
    ("plugin", include_str!("../bridge/plugin.wat")),
    ("testbed", include_str!("../testbed/plugin.wat")),
    ("between", include_str!("../cli/files/between.wat")),
];

/// Builds of `make plugins`.
const BUILDS: [(&str, bool); 3] = [
    ("wasm32-wasip1/plugin/examples/hello_world.wasm", false),
    ("wasm32-wasip1/plugin/examples/redis_demo.wasm", false),
    ("go/redis-demo.wasm", true),
];

pub fn modules() -> Vec<Good> {
    let own = OWN.iter().map(|(name, text)| Good {
        name: (*name).to_string(),
        wasm: wat::parse_str(text).unwrap(),
        large: false,
    });
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    let builds = BUILDS.iter().map(|(name, large)| Good {
        name: (*name).to_string(),
        wasm: fs::read(target.join(name)).expect("run make plugins first"),
        large: *large,
    });
    own.chain(builds).collect()
}
