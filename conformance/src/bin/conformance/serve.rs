//! `conformance serve`: one plugin in a real Envoy, for debugging by hand.

use crate::args::{PluginConfig, Programs};
use clap::Parser;
use clap::builder::styling::{AnsiColor, Style};
use conformance::Result;
use conformance::report::say;
use conformance::serve::endpoint::{Endpoint, Service};
use conformance::serve::log::{Entry, Level, Source};
use conformance::serve::{self, Event, Options};
use std::path::PathBuf;
use std::process::ExitCode;

/// Serves a plugin in a real Envoy, with an upstream behind it that echoes what reaches it.
///
/// The gateway listens on 127.0.0.1 and is set up as in the Higress guide; the echo upstream answers
/// like httpbin: /get, /post, /headers, /anything, /status/N, /delay/N and more. The plugin's log
/// appears on the terminal. When the module or the configuration file changes, the plugin is loaded
/// again; a build that does not start leaves the one before in place. Redis is started if the plugin
/// calls it, for every service name that it uses. Other services have to be named with --service.
///
/// Examples:
///
///     # with a configuration that may be edited while it runs
///     conformance serve my-plugin.wasm --config @my-plugin.yaml
///     curl http://127.0.0.1:10000/get
///
///     # in front of a service of your own
///     conformance serve my-plugin.wasm --upstream http://127.0.0.1:3000
///
///     # with a service that the plugin asks for a token
///     conformance serve http-call.wasm --config @http-call.yaml \
///         --service 'outbound|80||token.static=http://127.0.0.1:9000'
///
/// Exit status:
///
///     2    could not start, or Envoy ended
///     130  ended with Ctrl-C
#[derive(Parser)]
#[command(verbatim_doc_comment)]
pub struct Opts {
    /// The plugin, built with any toolchain
    #[arg(value_name = "X.wasm")]
    module: PathBuf,

    #[command(flatten)]
    config: PluginConfig,

    /// The port of the gateway on 127.0.0.1; 0 for a free one
    #[arg(long, default_value_t = 10000)]
    port: u16,

    /// Where requests go in place of the echo upstream, such as http://127.0.0.1:3000; their Host stays as it is
    #[arg(long, value_name = "URL")]
    upstream: Option<Endpoint>,

    /// A service that the plugin calls out to: the name of its Envoy cluster, and where it answers; may be repeated
    #[arg(long = "service", value_name = "CLUSTER=URL")]
    services: Vec<Service>,

    /// Prints the Envoy configuration as YAML and ends
    #[arg(long)]
    print_config: bool,

    #[command(flatten)]
    programs: Programs,
}

impl Opts {
    pub fn run(self) -> Result<ExitCode> {
        let options = Options {
            configuration_file: self.config.file(),
            configuration: Box::new(move || Ok(self.config.read()?.map(|value| value.to_string()))),
            module: self.module,
            port: self.port,
            upstream: self.upstream,
            services: self.services,
            programs: Box::new(move |needs_redis| self.programs.find(needs_redis)),
        };
        if self.print_config {
            say(serve::printed_config(&options)?.trim_end())?;
            return Ok(ExitCode::SUCCESS);
        }
        serve::serve(&options, &mut |event| print(&event)).map(|()| ExitCode::SUCCESS)
    }
}

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const FAINT: Style = Style::new().dimmed();

fn print(event: &Event<'_>) -> Result<()> {
    match event {
        Event::Addresses {
            gateway,
            upstream,
            echo,
        } => {
            let what = if *echo { "echo upstream" } else { "upstream" };
            say(format_args!("gateway        http://{gateway}"))?;
            say(format_args!("{what:<14} {upstream}"))
        }
        Event::Loading(module) => say(format_args!("{FAINT}loading {}{FAINT:#}", module.display())),
        Event::Serving { module, took } => say(format_args!(
            "{GOOD}serving{GOOD:#} {} after {:.1} s",
            module.display(),
            took.as_secs_f64()
        )),
        Event::Refused { error, serving } => {
            say(format_args!("{BAD}not loaded{BAD:#} {error}"))?;
            let meanwhile = if *serving {
                "the build before goes on serving"
            } else {
                "waiting for a change"
            };
            say(format_args!("{FAINT}{meanwhile}{FAINT:#}"))
        }
        Event::Log(entry) => print_entry(entry),
    }
}

fn print_entry(entry: &Entry) -> Result<()> {
    let (name, style) = match entry.level {
        Level::Trace => ("trace", FAINT),
        Level::Debug => ("debug", FAINT),
        Level::Info => ("info", GOOD),
        Level::Warn => ("warn", AnsiColor::Yellow.on_default()),
        Level::Error => ("error", BAD),
        Level::Critical => ("critical", BAD),
    };
    let from = if entry.source == Source::Plugin { "" } else { "Envoy: " };
    let text = entry.text.trim_end().replace('\n', "\n         ");
    say(format_args!("{style}{name:<8}{style:#} {from}{text}"))
}
