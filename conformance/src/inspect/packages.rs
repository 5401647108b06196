//! To which package a function belongs, told from its name as each toolchain writes it.

use super::sdk::GoModule;

/// Where names of functions lead.
pub(super) enum Scheme {
    /// Go's linker turns what is no word into `_`; the paths of the modules in the build help to read it.
    Go(Vec<GoModule>),
    /// TinyGo writes packages as they are: `(*net/http.Client).Do`.
    TinyGo,
    /// Rust mangles; the first word of the path is the crate.
    Rust,
    /// AssemblyScript writes the path of the source file: `~lib/rt/itcms/__new`.
    AssemblyScript,
    /// C has no packages; in C++ the outermost namespace is the closest to one.
    Cpp,
}

/// What stands for functions of no package.
const NONE: &str = "(no package)";

impl Scheme {
    /// The scheme of a toolchain.
    pub(super) fn of(toolchain: &str, modules: Vec<GoModule>) -> Scheme {
        match toolchain {
            "Go" => Scheme::Go(modules),
            "TinyGo" => Scheme::TinyGo,
            "Rust" => Scheme::Rust,
            "AssemblyScript" => Scheme::AssemblyScript,
            _ => Scheme::Cpp,
        }
    }

    /// What is called a package there.
    pub(super) fn unit(&self) -> &'static str {
        match self {
            Scheme::Go(_) | Scheme::TinyGo => "package",
            Scheme::Rust => "crate",
            Scheme::AssemblyScript => "source file",
            Scheme::Cpp => "namespace",
        }
    }

    /// The package of a function.
    pub(super) fn package(&self, name: &str) -> String {
        let package = match self {
            Scheme::Go(modules) => of_go(name, modules),
            Scheme::TinyGo => of_tinygo(name),
            Scheme::Rust => of_rust(name),
            Scheme::AssemblyScript => name.rsplit_once('/').map(|(file, _)| file.to_string()),
            Scheme::Cpp => of_cpp(name),
        };
        package.unwrap_or_else(|| NONE.to_string())
    }
}

/// `github.com_tidwall_gjson.Get`, `encoding_json.Marshal`, `type_.eq.net.IP`.
fn of_go(name: &str, modules: &[GoModule]) -> Option<String> {
    let name = name.strip_prefix("type_.eq.").unwrap_or(name);
    let name = name.strip_prefix("go_").unwrap_or(name).trim_start_matches('.');
    let within = |module: &GoModule| {
        let path = flat(&module.path);
        let rest = name.strip_prefix(&path)?;
        let below = rest.split('.').next().unwrap_or_default();
        (below.is_empty() || below.starts_with('_'))
            .then(|| (path.len(), format!("{}{}", module.path, below.replace('_', "/"))))
    };
    if let Some((_, package)) = modules.iter().filter_map(within).max_by_key(|(length, _)| *length) {
        return Some(package);
    }
    // The domain of a path holds dots itself.
    let domain = ["com_", "org_", "net_", "io_", "in_", "dev_", "cn_"];
    let (first, rest) = name.split_once('.')?;
    let path = match domain.iter().any(|end| rest.starts_with(end)) {
        true => format!("{first}.{}", rest.split('.').next().unwrap_or_default()),
        false => first.to_string(),
    };
    (!path.is_empty()).then(|| path.replace('_', "/"))
}

fn flat(path: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
    path.chars().map(|c| if word(c) { c } else { '_' }).collect()
}

fn of_tinygo(name: &str) -> Option<String> {
    let name = name.trim_start_matches(['(', '*', '[', ']', '&']);
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    let dot = name[file..].find('.')?;
    let package = name[..file + dot].trim_end_matches(')');
    (!package.is_empty()).then(|| package.to_string())
}

fn of_rust(name: &str) -> Option<String> {
    let demangled = rustc_demangle::try_demangle(name).ok()?.to_string();
    // A type such as `T` or `u8` leads nowhere; its trait does.
    let crate_of = |path: &str| {
        let path = path.trim_start_matches(['<', '&', '*', '[', '(']);
        let path = ["mut ", "const ", "dyn "]
            .iter()
            .fold(path, |path, word| path.strip_prefix(word).unwrap_or(path));
        let path = path.trim_start_matches('<');
        let (first, _) = path.split_once("::")?;
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let first = first.split('[').next().unwrap_or_default();
        (!first.is_empty() && first.chars().all(word)).then(|| first.to_string())
    };
    crate_of(&demangled).or_else(|| demangled.split_once(" as ").and_then(|(_, of)| crate_of(of)))
}

fn of_cpp(name: &str) -> Option<String> {
    if let Some(mangled) = name.strip_prefix("_Z") {
        let path = mangled.trim_start_matches(|c: char| c.is_ascii_uppercase() && c != 'S');
        if path.starts_with("St") || mangled.starts_with("St") {
            return Some("std".into());
        }
        let digits = path.len() - path.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let length: usize = path[..digits].parse().ok()?;
        // A function in no namespace is followed by its parameters, not by another name.
        let nested = mangled.starts_with(['N', 'T']);
        return path
            .get(digits..digits.checked_add(length)?)
            .filter(|_| nested)
            .map(str::to_string);
    }
    let head = name.split(['(', '<']).next().unwrap_or_default();
    let head = head.rsplit(' ').next().unwrap_or_default();
    head.split_once("::").map(|(namespace, _)| namespace.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::sdk;
    use super::*;

    fn packages(scheme: &Scheme, names: &[(&str, &str)]) {
        for (name, package) in names {
            assert_eq!(scheme.package(name), *package, "{name}");
        }
    }

    #[test]
    fn go_names_are_read_with_the_modules_of_the_build() {
        let text =
            "dep\tgithub.com/higress-group/wasm-go\tv1\t\ndep\tgithub.com/higress-group/proxy-wasm-go-sdk\tv1\t\n";
        let modules = sdk::go_modules(&sdk::build_info(text));
        packages(
            &Scheme::of("Go", modules),
            &[
                ("internal_runtime_atomic.Load", "internal/runtime/atomic"),
                ("os.__File_.Read", "os"),
                ("type_.eq.internal_poll.FD", "internal/poll"),
                ("main.main.func1", "main"),
                (
                    "github.com_higress_group_wasm_go_pkg_wrapper.__Ctx_.OnTick",
                    "github.com/higress-group/wasm-go/pkg/wrapper",
                ),
                ("github.com_tidwall_gjson.Get", "github.com/tidwall/gjson"),
                ("_rt0_wasm_wasip1", NONE),
            ],
        );
    }

    #[test]
    fn other_toolchains_write_their_packages_out() {
        packages(
            &Scheme::TinyGo,
            &[
                ("(*net/http.Client).Do", "net/http"),
                ("(reflect.Type).Len", "reflect"),
                ("(error).Error", "error"),
                (
                    "github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm.LogInfo$1",
                    "github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm",
                ),
                ("memset", NONE),
            ],
        );
        packages(
            &Scheme::Rust,
            &[
                ("_ZN10sdk_compat3log6Logger7enabled17h082020646c1b019fE", "sdk_compat"),
                ("_RNvNtCsi9YzqDQQz2q_5alloc5alloc18handle_alloc_error", "alloc"),
                (
                    "_RNvXs5_NtNtCsdHhIpgkcIfN_4core3num5errorNtB5_15TryFromIntErrorNtNtB9_3fmt5Debug3fmt",
                    "core",
                ),
                (
                    "_ZN67_$LT$alloc..vec..Vec$LT$T$C$A$GT$$u20$as$u20$core..clone..Clone$GT$5clone17hc08d42f47e00315aE",
                    "alloc",
                ),
                (
                    "_ZN4core5slice29_$LT$impl$u20$$u5b$T$u5d$$GT$13binary_search17h2abb81ffc6d70d95E",
                    "core",
                ),
                ("__wasm_call_ctors", NONE),
            ],
        );
        packages(
            &Scheme::AssemblyScript,
            &[("~lib/rt/itcms/__new", "~lib/rt/itcms"), ("start", NONE)],
        );
        packages(
            &Scheme::Cpp,
            &[
                ("std::__2::unique_ptr<Context>::reset()", "std"),
                ("unsigned int& std::__2::forward<unsigned int&>(int)", "std"),
                ("ExampleContext::onLog()", "ExampleContext"),
                ("proxy_on_log", NONE),
                ("_ZNSt3__26vectorIiE4pushEi", "std"),
                ("_ZN4absl5beginEv", "absl"),
                ("_Z3fooi", NONE),
            ],
        );
    }
}
