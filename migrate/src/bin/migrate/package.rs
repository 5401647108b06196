//! `migrate package`: the image that Higress pulls, and the resource that names it.

use clap::{Args, ValueEnum};
use conformance::report::say;
use migrate::package::{self, Contents, Delivery, IMAGE, Packed, Phase, RESOURCE, Reference, check_name};
use migrate::{Error, Result};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Packs a plugin as the OCI image that Higress pulls, with its WasmPlugin resource
///
/// Writes a folder with `image`, an OCI image layout, and `wasmplugin.yaml`, which names the image by
/// its digest. The same files give the same bytes. Nothing is pushed: oras, crane and skopeo do that.
///
/// Examples:
///   migrate package my-plugin.wasm --image registry.example.com/plugins/my-plugin:1.0.0 -o out
///   migrate package my-plugin.wasm --image registry.example.com/plugins/my-plugin:1.0.0 \
///       --config @config.yaml --phase authn --priority 100 -o out
///   oras cp --from-oci-layout out/image:1.0.0 registry.example.com/plugins/my-plugin:1.0.0
///   kubectl apply -f out/wasmplugin.yaml
///
/// Exit status:
///   0  written
///   2  could not: a module that Higress does not load, a file that is missing, an output that is there
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// The module
    #[arg(value_name = "PLUGIN.wasm")]
    module: PathBuf,

    /// Where the image is going to be pushed: registry, repository and tag
    #[arg(long, value_name = "REFERENCE", value_parser = reference)]
    image: Reference,

    /// The folder to make
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// The name of the plugin [default: that of the module's file]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// What users are told of the plugin [default: README.md, here or beside the module; where none is, its name]
    #[arg(long, value_name = "FILE")]
    readme: Option<PathBuf>,

    /// The plugin's metadata, in the form of Higress's spec.yaml [default: a short one is written]
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,

    /// A PNG that consoles show
    #[arg(long, value_name = "FILE")]
    icon: Option<PathBuf>,

    /// The configuration: JSON, or YAML, or `@` and a file of either
    #[arg(long, value_name = "JSON|YAML|@FILE")]
    config: Option<String>,

    /// Where the plugin stands among Istio's filters
    #[arg(long, default_value = "unspecified")]
    phase: PhaseName,

    /// The higher, the earlier, within a phase
    #[arg(long, value_name = "NUMBER", default_value_t = 0, allow_negative_numbers = true)]
    priority: i32,

    /// Prints one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum PhaseName {
    /// Behind the filters of Istio
    Unspecified,
    /// Before authentication
    Authn,
    /// Between authentication and authorization
    Authz,
    /// Behind authorization
    Stats,
}

fn reference(text: &str) -> Result<Reference, String> {
    Reference::parse(text).map_err(|error| error.to_string())
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let delivery = self.delivery()?;
        let contents = Contents {
            module: self.module.clone(),
            readme: self.readme(),
            spec: self.spec.clone(),
            icon: self.icon.clone(),
        };
        let packed = package::package(&contents, &delivery, &self.output)?;
        match self.json {
            true => say(format_args!("{:#}", self.report(&packed)))?,
            false => self.tell(&packed)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn readme(&self) -> Option<PathBuf> {
        const README: &str = "README.md";
        let mut known = [PathBuf::from(README), self.module.with_file_name(README)].into_iter();
        self.readme.clone().or_else(|| known.find(|path| path.is_file()))
    }

    fn delivery(&self) -> Result<Delivery> {
        let stem = || {
            self.module
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let name = self.name.clone().unwrap_or_else(stem);
        check_name(&name).map_err(|error| match &self.name {
            Some(_) => error,
            None => Error::new(error.what()).next("give the plugin a name with --name"),
        })?;
        Ok(Delivery {
            name,
            image: self.image.clone(),
            config: self
                .config
                .as_deref()
                .map(conformance::configuration::read)
                .transpose()?,
            phase: match self.phase {
                PhaseName::Unspecified => Phase::Unspecified,
                PhaseName::Authn => Phase::Authn,
                PhaseName::Authz => Phase::Authz,
                PhaseName::Stats => Phase::Stats,
            },
            priority: self.priority,
        })
    }

    fn report(&self, packed: &Packed) -> serde_json::Value {
        json!({
            "image": self.output.join(IMAGE),
            "resource": self.output.join(RESOURCE),
            "reference": self.image.to_string(),
            "digest": packed.digest,
            "pulled_bytes": packed.pulled_bytes,
            "wrote_spec": packed.made_spec,
            "wrote_readme": packed.made_readme,
        })
    }

    fn tell(&self, packed: &Packed) -> Result<()> {
        let (image, resource) = (self.output.join(IMAGE), self.output.join(RESOURCE));
        say(format_args!("{}  {}", image.display(), packed.digest))?;
        say(resource.display())?;
        say(format_args!(
            "the module is pulled as {} KB",
            packed.pulled_bytes.div_ceil(1000)
        ))?;
        if packed.made_spec {
            say("the metadata in the image is the shortest there is: --spec takes your own")?;
        }
        if packed.made_readme {
            say("no README.md is here or beside the module, so the one in the image has the plugin's name only")?;
        }
        say("\nnext:")?;
        say(format_args!(
            "  oras cp --from-oci-layout {}:{} {}",
            image.display(),
            self.image.tag(),
            self.image
        ))?;
        say(format_args!("  kubectl apply -f {}", resource.display()))
    }
}
