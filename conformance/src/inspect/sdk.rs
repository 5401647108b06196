//! Which SDK a module was written with, as far as the file tells: Go writes the versions of all modules into the data,
//! messages of Rust's panics name the sources of crates, and names of functions tell the rest.

use memchr::memmem;
use serde::Serialize;
use std::fmt;

/// An SDK that a module was written with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sdk {
    /// The name of its package.
    pub name: String,
    /// The version, where the file tells.
    pub version: Option<String>,
}

/// The Go modules that are SDKs.
const GO: [&str; 6] = [
    "github.com/higress-group/wasm-go",
    "github.com/higress-group/proxy-wasm-go-sdk",
    "github.com/alibaba/higress/plugins/wasm-go",
    "github.com/tetratelabs/proxy-wasm-go-sdk",
    "github.com/proxy-wasm/proxy-wasm-go-sdk",
    "github.com/zonghaishang/proxy-wasm-sdk-go",
];

/// Texts in names of functions by which other SDKs are known.
const NAMES: [(&str, &str); 6] = [
    ("proxy_wasm::", "proxy-wasm"),
    ("sdk_compat::", "sdk-compat"),
    ("@solo-io/proxy-runtime/", "@solo-io/proxy-runtime"),
    ("@gcoredev/proxy-wasm-sdk-as/", "@gcoredev/proxy-wasm-sdk-as"),
    ("RootContext::", "proxy-wasm-cpp-sdk"),
    ("11RootContext", "proxy-wasm-cpp-sdk"),
];

/// Texts in the data by which an SDK is known; where the text ends with `-`, a version follows.
const DATA: [(&[u8], &str); 2] = [(b"/proxy-wasm-", "proxy-wasm"), (b"sdk-compat/src/", "sdk-compat")];

/// What Go's linker puts around the versions of the modules in a build.
const BUILD_INFO: [&[u8]; 2] = [
    &[
        0x30, 0x77, 0xaf, 0x0c, 0x92, 0x74, 0x08, 0x02, 0x41, 0xe1, 0xc1, 0x07, 0xe6, 0xd6, 0x18, 0xe6,
    ],
    &[
        0xf9, 0x32, 0x43, 0x31, 0x86, 0x18, 0x20, 0x72, 0x00, 0x82, 0x42, 0x10, 0x41, 0x16, 0xd8, 0xf2,
    ],
];

/// A Go module in a build: its path and version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GoModule {
    pub(super) path: String,
    version: String,
}

/// The Go modules that a segment of the data names; the plugin's own comes first.
pub(super) fn go_modules(data: &[u8]) -> Vec<GoModule> {
    let Some(start) = memmem::find(data, BUILD_INFO[0]) else {
        return Vec::new();
    };
    let data = &data[start + BUILD_INFO[0].len()..];
    let Some(end) = memmem::find(data, BUILD_INFO[1]) else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&data[..end]);
    let module = |line: &str| {
        let mut words = line.split('\t');
        words.next().filter(|kind| ["mod", "dep", "=>"].contains(kind))?;
        let (path, version) = (words.next()?.to_string(), words.next().unwrap_or_default().to_string());
        Some(GoModule { path, version })
    };
    text.lines().filter_map(module).collect()
}

/// The SDKs among the Go modules of a build.
pub(super) fn of_go_modules(modules: &[GoModule]) -> Vec<Sdk> {
    let named = |path: &&str| {
        let module = modules.iter().find(|module| module.path == **path)?;
        Some(Sdk::new(path, &module.version))
    };
    GO.iter().filter_map(named).collect()
}

/// The SDKs that a segment of the data tells of.
pub(super) fn of_data(data: &[u8]) -> Vec<Sdk> {
    let mut sdks = Vec::new();
    for (text, name) in DATA {
        for at in memmem::find_iter(data, text) {
            let rest = &data[at + text.len()..];
            if !text.ends_with(b"-") {
                sdks.push(Sdk::new(name, ""));
                break;
            }
            // `/proxy-wasm-0.2.5/src/…`
            let end = rest.iter().take(32).position(|byte| *byte == b'/').unwrap_or(0);
            if end > 0 && rest[0].is_ascii_digit() {
                sdks.push(Sdk::new(name, &String::from_utf8_lossy(&rest[..end])));
                break;
            }
        }
    }
    sdks
}

/// The SDK that the readable name of a function tells of.
pub(super) fn of_name(name: &str) -> Option<Sdk> {
    let go = || {
        GO.iter()
            .find(|path| name.contains(*path))
            .map(|path| Sdk::new(path, ""))
    };
    let other = || {
        NAMES
            .iter()
            .find(|(text, _)| name.contains(text))
            .map(|(_, sdk)| Sdk::new(sdk, ""))
    };
    go().or_else(other)
}

impl Sdk {
    fn new(name: &str, version: &str) -> Sdk {
        Sdk {
            name: name.to_string(),
            version: Some(version.to_string()).filter(|version| !version.is_empty()),
        }
    }
}

/// One entry for each SDK, with its version where any evidence tells one.
pub(super) fn once(found: impl IntoIterator<Item = Sdk>) -> Vec<Sdk> {
    let mut sdks: Vec<Sdk> = Vec::new();
    for sdk in found {
        match sdks.iter_mut().find(|known| known.name == sdk.name) {
            Some(known) => known.version = known.version.take().or(sdk.version),
            None => sdks.push(sdk),
        }
    }
    sdks
}

impl fmt::Display for Sdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.version {
            Some(version) => write!(f, " {version}"),
            None => Ok(()),
        }
    }
}

/// Build information as Go's linker writes it.
#[cfg(test)]
pub(super) fn build_info(text: &str) -> Vec<u8> {
    [BUILD_INFO[0], text.as_bytes(), BUILD_INFO[1]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_tells_the_versions_of_its_modules() {
        let text = "path\tdemo\nmod\tdemo\t(devel)\t\ndep\tgithub.com/higress-group/wasm-go\tv1.1.1\th1:x=\n\
                    dep\tgithub.com/tidwall/gjson\tv1.18.0\th1:y=\nbuild\tGOOS=wasip1\n";
        let data = [b"abc", &build_info(text)[..], b"def"].concat();
        let modules = go_modules(&data);
        let paths: Vec<_> = modules.iter().map(|module| module.path.as_str()).collect();
        assert_eq!(
            paths,
            ["demo", "github.com/higress-group/wasm-go", "github.com/tidwall/gjson"]
        );
        assert_eq!(
            of_go_modules(&modules)[0].to_string(),
            "github.com/higress-group/wasm-go v1.1.1"
        );
        assert!(
            go_modules(&data[..40]).is_empty(),
            "a segment that is cut off tells nothing"
        );
    }

    #[test]
    fn panics_and_names_tell_the_rest() {
        let told = |data: &[u8]| once(of_data(data)).iter().map(Sdk::to_string).collect::<Vec<_>>();
        assert_eq!(
            told(b"/registry/src/x/proxy-wasm-0.2.5/src/hostcalls.rs"),
            ["proxy-wasm 0.2.5"]
        );
        assert_eq!(told(b"/home/me/proxy-wasm-plugins/src/lib.rs"), Vec::<String>::new());
        assert_eq!(told(b"sdk-compat/src/log.rs sdk-compat/src/uuid.rs"), ["sdk-compat"]);
        let of = |name: &str| of_name(name).map(|sdk| sdk.name);
        assert_eq!(
            of("github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm.LogInfo").as_deref(),
            Some("github.com/tetratelabs/proxy-wasm-go-sdk")
        );
        assert_eq!(of("RootContext::onTick()").as_deref(), Some("proxy-wasm-cpp-sdk"));
        assert_eq!(of("main.main"), None);
    }
}
