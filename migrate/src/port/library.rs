//! Where the names of Go's packages are in `sdk_compat`, and which of Go's library are there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The packages of Go's SDK, by import path, with their modules. Every name of theirs is there.
const SDK: &[(&str, &str)] = &[
    ("github.com/higress-group/proxy-wasm-go-sdk/proxywasm", "proxywasm"),
    (
        "github.com/higress-group/proxy-wasm-go-sdk/proxywasm/proxytest",
        "proxytest",
    ),
    ("github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types", "types"),
    ("github.com/higress-group/proxy-wasm-go-sdk/properties", "properties"),
    ("github.com/higress-group/wasm-go/pkg/log", "log"),
    ("github.com/higress-group/wasm-go/pkg/iface", "iface"),
    ("github.com/higress-group/wasm-go/pkg/matcher", "matcher"),
    ("github.com/higress-group/wasm-go/pkg/test", "test"),
    ("github.com/higress-group/wasm-go/pkg/tokenusage", "tokenusage"),
    ("github.com/higress-group/wasm-go/pkg/wrapper", "wrapper"),
    ("github.com/google/uuid", "uuid"),
    ("github.com/tidwall/gjson", "gjson"),
    ("github.com/tidwall/sjson", "sjson"),
    ("github.com/tidwall/resp", "resp"),
];

/// The packages of Go's library, with their modules.
pub const PACKAGES: &[(&str, &str)] = &[
    ("bufio", "bufio"),
    ("bytes", "bytes"),
    ("cmp", "cmp"),
    ("crypto/hmac", "crypto::hmac"),
    ("crypto/md5", "crypto::md5"),
    ("crypto/rand", "crypto::rand"),
    ("crypto/sha1", "crypto::sha1"),
    ("crypto/sha256", "crypto::sha256"),
    ("crypto/sha512", "crypto::sha512"),
    ("encoding/base64", "encoding::base64"),
    ("encoding/binary", "encoding::binary"),
    ("encoding/hex", "encoding::hex"),
    ("encoding/json", "encoding::json"),
    ("errors", "errors"),
    ("fmt", "fmt"),
    ("hash", "hash"),
    ("hash/crc32", "hash::crc32"),
    ("hash/fnv", "hash::fnv"),
    ("io", "io"),
    ("maps", "maps"),
    ("math", "math"),
    ("math/rand", "rand"),
    ("mime", "mime"),
    ("mime/multipart", "mime::multipart"),
    ("net", "net"),
    ("net/http", "http"),
    ("net/textproto", "net::textproto"),
    ("net/url", "url"),
    ("os", "os"),
    ("path", "path"),
    // The hosts of plugins have slashes alone.
    ("path/filepath", "path"),
    ("regexp", "regexp"),
    ("slices", "slices"),
    ("sort", "sort"),
    ("strconv", "strconv"),
    ("strings", "strings"),
    ("time", "time"),
    ("unicode", "unicode"),
    ("unicode/utf8", "utf8"),
];

/// What is there of each package: functions, values and types, and methods as `Builder.Grow`.
static NAMES: LazyLock<BTreeMap<&str, BTreeSet<&str>>> = LazyLock::new(|| {
    let lines = include_str!("library.tsv")
        .lines()
        .filter_map(|line| line.split_once('\t'));
    lines
        .map(|(package, names)| (package, names.split(' ').collect()))
        .collect()
});

/// The module of `sdk_compat` for an import path.
pub fn module(path: &str) -> Option<&'static str> {
    let known = SDK.iter().chain(PACKAGES).find(|(known, _)| *known == path);
    known.map(|(_, module)| *module)
}

/// Whether a package of Go's library has a name that `sdk_compat` lacks.
pub fn lacks(package: &str, name: &str) -> bool {
    PACKAGES.iter().any(|(known, _)| *known == package) && NAMES.get(package).is_none_or(|names| !names.contains(name))
}
