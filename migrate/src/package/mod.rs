//! Packs a plugin for delivery: the OCI image that Higress pulls, and the WasmPlugin resource that names it.
//!
//! The same files give the same bytes, on any machine and on any day.

mod oci;
mod resource;

use crate::{Error, Result};
use conformance::files;
use conformance::inspect::{LARGEST, Module};
use conformance::testbed::process::Prepared;
use oci::Layer;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the image in the output.
pub const IMAGE: &str = "image";

/// The file of the resource in the output.
pub const RESOURCE: &str = "wasmplugin.yaml";

/// Where a plugin stands among the others of a gateway, and among Istio's own filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Where its priority puts it, behind the filters of Istio.
    Unspecified,
    /// Before Istio's authentication.
    Authn,
    /// Behind authentication, before authorization.
    Authz,
    /// Behind authorization.
    Stats,
}

/// What is packed.
#[derive(Debug, Clone)]
pub struct Contents {
    /// The module.
    pub module: PathBuf,
    /// What users are told of the plugin; its name where there is none.
    pub readme: Option<PathBuf>,
    /// The metadata in the form of Higress's `spec.yaml`; a short one is written where there is none.
    pub spec: Option<PathBuf>,
    /// A PNG for consoles.
    pub icon: Option<PathBuf>,
}

/// How the plugin is known, and where it is put.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The name of the plugin: a Kubernetes name.
    pub name: String,
    /// The reference of the image, `registry/repository:tag`.
    pub image: Reference,
    /// Its configuration.
    pub config: Option<Value>,
    /// Where it stands.
    pub phase: Phase,
    /// The higher, the earlier, within a phase.
    pub priority: i32,
}

/// The reference of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    repository: String,
    tag: String,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Packed {
    /// The digest of the image's manifest.
    pub digest: String,
    /// The size of the module as it is pulled (bytes).
    pub pulled_bytes: u64,
    /// What `spec.yaml` was written anew.
    pub made_spec: bool,
    /// What `README.md` was written anew.
    pub made_readme: bool,
}

impl Phase {
    /// The name in the resource.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Unspecified => "UNSPECIFIED_PHASE",
            Phase::Authn => "AUTHN",
            Phase::Authz => "AUTHZ",
            Phase::Stats => "STATS",
        }
    }
}

impl Reference {
    /// Reads `registry/repository:tag`.
    ///
    /// # Errors
    /// It lacks a part, or holds what a registry refuses.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || {
            Error::new(format!("`{text}` is no reference of an image"))
                .next("write registry, repository and tag, as in registry.example.com/plugins/my-plugin:1.0.0")
        };
        let (repository, tag) = text.rsplit_once(':').ok_or_else(wrong)?;
        let plain = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        let mut parts = repository.split('/');
        let host = parts.next().unwrap_or_default().split(':').all(plain);
        let mut rest = parts.peekable();
        let lower = |part: &str| plain(part) && !part.bytes().any(|byte| byte.is_ascii_uppercase());
        if !host
            || rest.peek().is_none()
            || !rest.all(lower)
            || !plain(tag)
            || tag.starts_with(['.', '-'])
            || tag.len() > 128
        {
            return Err(wrong());
        }
        Ok(Reference {
            repository: repository.to_string(),
            tag: tag.to_string(),
        })
    }

    /// The tag.
    pub fn tag(&self) -> &str {
        &self.tag
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.repository, self.tag)
    }
}

/// Packs a plugin into a new folder: [`IMAGE`] and [`RESOURCE`].
///
/// # Errors
/// A file that cannot be read; a module that Higress does not load; a name that Kubernetes refuses; an output that is there
/// already or cannot be written. Then nothing is written.
pub fn package(contents: &Contents, delivery: &Delivery, output: &Path) -> Result<Packed> {
    check_name(&delivery.name)?;
    if output.exists() {
        return Err(Error::new(format!("{}: is there already", output.display()))
            .next("name a folder that is to be made, or remove this one"));
    }
    let module = Module::read(&contents.module)?;
    check_host(&module)?;
    let layers = layers(contents, delivery, &module)?;
    let cannot = |error: std::io::Error| Error::new(format!("{}: cannot be written: {error}", output.display()));
    let aside = Prepared::beside(output)?;
    let folder = aside.directory().join("package");
    let image = folder.join(IMAGE);
    fs::create_dir_all(&image).map_err(cannot)?;
    let digest = oci::write(&image, &layers, delivery.image.tag()).map_err(cannot)?;
    fs::write(folder.join(RESOURCE), resource::wasm_plugin(delivery, &digest)).map_err(cannot)?;
    fs::rename(&folder, output).map_err(cannot)?;
    let pulled_bytes = layers.last().map_or(0, |layer| layer.bytes.len() as u64);
    Ok(Packed {
        digest,
        pulled_bytes,
        made_spec: contents.spec.is_none(),
        made_readme: contents.readme.is_none(),
    })
}

/// The layers in their order: the module comes last.
fn layers(contents: &Contents, delivery: &Delivery, module: &Module) -> Result<Vec<Layer>> {
    let read = |path: &Path| {
        files::read(
            path,
            LARGEST,
            "name another file: --readme, --spec and --icon say which are packed",
        )
    };
    let spec = contents.spec.as_deref().map(read).transpose()?;
    let readme = contents.readme.as_deref().map(read).transpose()?;
    let readme = readme.unwrap_or_else(|| resource::readme(delivery).into_bytes());
    let spec = spec.unwrap_or_else(|| resource::spec(delivery).into_bytes());
    let mut layers = vec![
        Layer::file("spec.yaml", "application/vnd.module.wasm.spec.v1+yaml", spec),
        Layer::file("README.md", "application/vnd.module.wasm.doc.v1+markdown", readme),
    ];
    if let Some(icon) = &contents.icon {
        let icon_bytes = read(icon)?;
        if !icon_bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Err(Error::new(format!("{}: is no PNG", icon.display())).next("convert the icon to PNG"));
        }
        layers.push(Layer::file(
            "icon.png",
            "application/vnd.module.wasm.icon.v1+png",
            icon_bytes,
        ));
    }
    layers.push(Layer::archive("plugin.wasm", &module.bytes));
    Ok(layers)
}

/// A module that the gateway would refuse is not worth a push.
fn check_host(module: &Module) -> Result<()> {
    let verdicts = module.verdicts();
    let refused = verdicts
        .iter()
        .find(|verdict| verdict.host == "Higress" && !verdict.loads());
    match refused {
        Some(verdict) => Err(Error::new(format!(
            "{}: Higress does not load it: it lacks {}",
            module.name,
            verdict.missing.join(", ")
        ))
        .next(format!("look at it with `conformance inspect {}`", module.name))),
        None => Ok(()),
    }
}

/// A Kubernetes name: letters in lower case, digits and dashes, not at its ends.
pub fn check_name(name: &str) -> Result<()> {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    let good = (1..=63).contains(&bytes.len())
        && bytes.iter().all(|byte| inner(*byte) || *byte == b'-')
        && inner(bytes[0])
        && inner(bytes[bytes.len() - 1]);
    match good {
        true => Ok(()),
        false => Err(Error::new(format!("`{name}` is no name of a plugin"))
            .next("take letters in lower case, digits and dashes between them, 63 at most")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_have_three_parts() {
        let parsed = |text: &str| Reference::parse(text).map(|reference| reference.to_string());
        for good in [
            "registry.example.com/plugins/a:1.0.0",
            "localhost:5000/a:latest",
            "r/a/b_c.d:V1",
        ] {
            assert_eq!(parsed(good).unwrap(), good);
        }
        for bad in [
            "a", "a:1", "r/a", "r/A:1", "r/a:", "r/a: 1", "r/a:1/b", "/a:1", "r//a:1", "r/a:-1", "r/a:1\n",
        ] {
            assert!(
                parsed(bad).unwrap_err().to_string().contains("next: write registry"),
                "{bad}"
            );
        }
    }

    #[test]
    fn names_are_those_of_kubernetes() {
        for good in ["a", "my-plugin", "a1"] {
            check_name(good).unwrap();
        }
        for bad in ["", "A", "-a", "a-", "a_b", "a.b", &"a".repeat(64)] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }
}
