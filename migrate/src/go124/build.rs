//! What a module builds from: the changed sources aside, told to Go by an overlay, and plugins that a host would load.

use crate::go::succeeded;
use crate::units::Unit;
use crate::{Change, Error, Go, Result};
use conformance::inspect::Module;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder that changed files are written to for the build, in folders like their own.
const ASIDE: &str = "aside";

/// The package of the SDK that exports the callbacks.
const ABI: &str = "github.com/higress-group/proxy-wasm-go-sdk/proxywasm";

/// Writes the changed sources and go.mod files aside, and the file that tells Go of them.
pub(super) fn overlay<'a>(folder: &Path, changes: impl Iterator<Item = &'a Change>) -> Result<PathBuf> {
    let failed = |error: std::io::Error| Error::new(format!("{}: cannot be written: {error}", folder.display()));
    let mut replace = BTreeMap::new();
    for change in changes {
        if change.is_go() || change.path.ends_with("go.mod") {
            let aside = aside(folder, &change.path);
            fs::create_dir_all(aside.parent().unwrap_or(folder)).map_err(failed)?;
            fs::write(&aside, &change.after).map_err(failed)?;
            replace.insert(change.path.display().to_string(), aside);
        }
    }
    let overlay = folder.join("overlay.json");
    fs::write(&overlay, json!({"Replace": replace}).to_string()).map_err(failed)?;
    Ok(overlay)
}

/// Where a changed file is written for the build.
pub(super) fn aside(folder: &Path, path: &Path) -> PathBuf {
    folder.join(ASIDE).join(path.strip_prefix("/").unwrap_or(path))
}

/// The text with the names of the sources in place of those of the files that were written aside for them.
pub(super) fn with_sources(text: &str, folder: &Path, root: &Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let aside = format!("{name}/{ASIDE}");
    let mut parts = text.split(&aside);
    let mut out = String::from(parts.next().unwrap_or_default());
    for part in parts {
        // Go names a file from the root or from where it runs, whichever is shorter.
        let begin = out.rfind(|letter: char| letter.is_whitespace() || letter == '(');
        out.truncate(begin.map_or(0, |at| at + 1));
        out.push_str(part);
    }
    out.replace(&format!("{}/", root.display()), "")
}

/// What Go is told to build for.
pub(super) const GATEWAY: [(&str, &str); 4] = [
    ("GOWORK", "off"),
    ("GOFLAGS", "-mod=mod"),
    ("GOOS", "wasip1"),
    ("GOARCH", "wasm"),
];

/// A plugin that was built.
pub(super) struct Plugin {
    /// The folder of its package.
    pub folder: PathBuf,
    /// What the host that has most of it lacks.
    pub missing: Vec<String>,
    /// The hosts that do not load it.
    pub refused_by: Vec<String>,
}

/// The folders of the commands that use the SDK. Other commands are tools, and run elsewhere.
pub(super) fn plugins(go: &Go, unit: &Unit, flags: &[String; 2]) -> Result<Vec<PathBuf>> {
    let template = format!(
        "-f={{{{if eq .Name \"main\"}}}}{{{{$dir := .Dir}}}}{{{{range .Deps}}}}{{{{if eq . \"{ABI}\"}}}}{{{{$dir}}}}{{{{end}}}}{{{{end}}}}{{{{end}}}}"
    );
    let listed = go.run(
        &unit.root,
        &["list", &flags[0], &flags[1], &template, "./..."],
        &GATEWAY,
    )?;
    succeeded(&listed)?;
    let listed = String::from_utf8_lossy(&listed.stdout);
    Ok(listed.lines().filter(|line| !line.is_empty()).map(Into::into).collect())
}

/// Builds the plugins in these folders.
pub(super) fn build(go: &Go, plugins: &[PathBuf], folder: &Path, flags: &[String; 2]) -> Result<Vec<Plugin>> {
    let output = folder.join("plugin.wasm");
    let built = plugins.iter().map(|package| {
        let out = output.display().to_string();
        let arguments = ["build", &flags[0], &flags[1], "-buildmode=c-shared", "-o", &out, "."];
        succeeded(&go.run(package, &arguments, &GATEWAY)?)?;
        let module = Module::read(&output).map_err(|error| error.at(package.display()))?;
        let verdicts = module.verdicts();
        let refusing = verdicts.iter().filter(|verdict| !verdict.loads());
        let refused_by = refusing.map(|verdict| verdict.host.clone()).collect();
        let missing = verdicts.into_iter().map(|verdict| verdict.missing).min_by_key(Vec::len);
        Ok(Plugin {
            folder: package.clone(),
            missing: missing.unwrap_or_default(),
            refused_by,
        })
    });
    built.collect()
}

#[cfg(test)]
mod tests {
    use super::with_sources;
    use std::path::Path;

    #[test]
    fn what_the_compiler_says_stands_at_the_source() {
        let text = "# p\n/scratch/.t1/aside/plugins/p/main.go:3:1: undefined: x\n../../scratch/.t1/aside/plugins/p/a.go:4:1: y (/scratch/.t1/aside/q/b.go:5)";
        let sources = "# p\nmain.go:3:1: undefined: x\na.go:4:1: y (/q/b.go:5)";
        assert_eq!(
            with_sources(text, Path::new("/scratch/.t1"), Path::new("/plugins/p")),
            sources
        );
    }
}
