//! Groups of arguments that several subcommands share.

use clap::Args;
use conformance::output::Place;
use conformance::report::{self, AtEnd, Json, Progress, Sink, Tap, Terminal};
use conformance::testbed::tools;
use conformance::{Error, Result, compare, files, yaml};
use serde_json::Value;
use std::io;
use std::path::PathBuf;

/// The configuration of the plugin.
#[derive(Args)]
pub struct PluginConfig {
    /// The plugin configuration: JSON, or YAML as the Higress console writes it, or `@` and a file of either
    #[arg(long, value_name = "JSON|YAML|@FILE")]
    config: Option<String>,
}

impl PluginConfig {
    /// The file that holds the configuration, where it is one.
    pub fn file(&self) -> Option<PathBuf> {
        self.config.as_deref()?.strip_prefix('@').map(PathBuf::from)
    }

    /// The configuration as the plugin gets it; none where the option is absent.
    ///
    /// # Errors
    /// A file that cannot be read; a text that is neither JSON nor YAML.
    pub fn read(&self) -> Result<Option<Value>> {
        let Some(given) = &self.config else { return Ok(None) };
        let (place, text) = match self.file() {
            Some(file) => {
                let text = files::read_text(&file, yaml::LARGEST, "give a readable file after `--config @`")?;
                (file.display().to_string(), text)
            }
            None => ("--config".to_string(), given.clone()),
        };
        parse(&text).map(Some).map_err(|error| error.at(place))
    }
}

/// JSON is read as JSON first: YAML would read a number such as `1e3` or a long integer in its own way.
fn parse(text: &str) -> Result<Value> {
    let no_json = match serde_json::from_str(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let value = yaml::read(text).map_err(|error| {
        let no_yaml = error.without_snippet().to_string();
        let no_yaml = no_yaml.lines().next().unwrap_or_default();
        Error::new(format!("neither JSON ({no_json}) nor YAML ({no_yaml})"))
            .next("write the configuration as JSON, such as '{\"mockEnable\": true}'")
    })?;
    match value {
        // A word is YAML, too; what was meant is a file, or a mapping.
        Value::String(word) => Err(
            Error::new(format!("the configuration is nothing but the text `{word}`")).next(format!(
                "give --config @{word} if that is a file, or write the configuration as JSON"
            )),
        ),
        value => Ok(value),
    }
}

/// Where the programs are that the plugin runs in and beside.
#[derive(Args)]
pub struct Programs {
    /// The Envoy to run [default: $ENVOY, then PATH, then the copy that `make setup` installed]
    #[arg(long, value_name = "PATH")]
    envoy: Option<PathBuf>,

    /// The Redis server to run where a plugin needs one [default: $REDIS_SERVER, then PATH, then the copy that `make setup` installed]
    #[arg(long, value_name = "PATH")]
    redis_server: Option<PathBuf>,
}

impl Programs {
    /// Finds the programs, Redis only where it is needed.
    ///
    /// # Errors
    /// A program that is needed is missing, or is too old.
    pub fn find(&self, needs_redis: bool) -> Result<compare::Programs> {
        let redis_server = || tools::find_redis(self.redis_server.as_deref());
        Ok(compare::Programs {
            envoy: tools::find_envoy(self.envoy.as_deref())?,
            redis_server: needs_redis.then(redis_server).transpose()?,
        })
    }
}

/// How a comparison is reported, on standard output and in files beside it.
#[derive(Args)]
pub struct Reports {
    /// Prints one JSON document in place of text
    #[arg(long, conflicts_with = "tap")]
    json: bool,

    /// Prints the Test Anything Protocol in place of text
    #[arg(long)]
    tap: bool,

    /// Also writes the report as JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,

    /// Also writes the report as one HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Reports {
    /// Everything that is to hear of the comparison.
    ///
    /// # Errors
    /// A file cannot be written there.
    pub fn sinks(&self) -> Result<Box<dyn Sink>> {
        let mut sinks: Vec<Box<dyn Sink>> = vec![match (self.json, self.tap) {
            (true, _) => Box::new(Json::new(io::stdout())),
            (_, true) => Box::new(Tap::new(io::stdout())),
            _ => Box::new(Terminal::new(anstream::stdout())),
        }];
        if let Some(path) = &self.junit {
            sinks.push(Box::new(AtEnd::new(Place::new(path, "--junit")?, report::junit)));
        }
        if let Some(path) = &self.html {
            sinks.push(Box::new(AtEnd::new(Place::new(path, "--html")?, report::html)));
        }
        Ok(match columns() {
            Some(columns) => Box::new(Progress::new(io::stderr(), columns, sinks)),
            None => Box::new(sinks),
        })
    }
}

/// How wide the terminal is that standard error goes to; none where it goes elsewhere.
fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stderr()).ok()?;
    let movable = std::env::var_os("TERM").is_some_and(|terminal| terminal != "dumb");
    movable.then_some(if size.ws_col == 0 { 80 } else { size.ws_col.into() })
}

#[cfg(test)]
mod tests {
    use super::parse;
    use serde_json::json;

    #[test]
    fn a_configuration_is_json_or_yaml() {
        assert_eq!(parse(r#"{"mockEnable": true}"#).unwrap(), json!({"mockEnable": true}));
        assert_eq!(
            parse("mockEnable: true\nname: x\n").unwrap(),
            json!({"mockEnable": true, "name": "x"})
        );
        assert_eq!(parse(r#""word""#).unwrap(), json!("word"));
        let error = parse("config.yaml").unwrap_err();
        assert_eq!(error.what(), "the configuration is nothing but the text `config.yaml`");
        assert!(error.advice().unwrap().contains("--config @config.yaml"));
        assert!(parse("{").unwrap_err().to_string().contains("neither JSON ("));
    }
}
