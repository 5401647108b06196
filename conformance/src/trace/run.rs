//! Runs cases against one traced module in a real Envoy.

use super::{Crossing, crossings, diff, excerpt};
use crate::Result;
use crate::bridge::{self, Coverage, Options};
use crate::cases::{Case, with_root_ids};
use crate::compare::Programs;
use crate::inspect::Module;
use crate::testbed::{Loadable, Run, Setup, Testbed};
use serde::Serialize;

/// What crossed between a module and Envoy in one case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Traced {
    /// The name of the case.
    pub case: String,
    /// While the VM of the case started; empty where an earlier case of the same VM has shown it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub start: Vec<Crossing>,
    /// While the case ran.
    pub requests: Vec<Crossing>,
}

/// Runs each case once against a traced build of each module, all in one Envoy; `done` hears of each case with what each
/// module did as soon as it is over.
///
/// # Errors
/// A module cannot be bridged or does not load; what keeps a case from running; what `done` says.
pub fn trace(
    modules: &[&Module],
    name: &str,
    cases: &[Case],
    programs: &Programs,
    done: &mut dyn FnMut(Vec<Traced>) -> Result<()>,
) -> Result<()> {
    let cases = with_root_ids(cases, modules);
    let run = |(index, module): (usize, &&Module)| {
        Ok(Run {
            name: format!("traced-{}", index + 1),
            module: traced(module)?,
        })
    };
    let runs = modules.iter().enumerate().map(run).collect::<Result<Vec<_>>>()?;
    let testbed = Testbed::start(&Setup {
        envoy: programs.envoy.path.clone(),
        redis_server: programs.redis_server.as_ref().map(|tool| tool.path.clone()),
        plugin_name: name.to_string(),
        runs: runs.clone(),
        cases: cases.clone(),
    })?;
    let mut shown = vec![Vec::new(); runs.len()];
    for case in &cases {
        let conversation = |(run, shown): (&Run, &mut Vec<Crossing>)| {
            testbed.execute(&run.name, case)?;
            let [start, requests] = testbed.conversation(&run.name).map(|entries| crossings(&entries));
            let again = start == *shown;
            shown.clone_from(&start);
            Ok(Traced {
                case: case.name.clone(),
                start: if again { Vec::new() } else { start },
                requests,
            })
        };
        done(runs.iter().zip(&mut shown).map(conversation).collect::<Result<_>>()?)?;
    }
    Ok(())
}

/// Has all builds draw the same random numbers, which would part them otherwise.
pub fn draw_alike(case: &mut Case) {
    case.seed = case.seed.or(Some(1));
}

/// The lines around the place where two builds part in a case; none where they do not.
pub fn parting(original: &Traced, port: &Traced) -> Vec<String> {
    let parted = excerpt(&diff(&original.start, &port.start));
    match parted.is_empty() {
        true => excerpt(&diff(&original.requests, &port.requests)),
        false => parted,
    }
}

/// A build that logs every crossing.
fn traced(module: &Module) -> Result<Loadable> {
    let options = Options {
        environment: true,
        callback_log: false,
        trace: true,
        coverage: Coverage::Off,
    };
    bridge::bridge(module, &options).map(Loadable::from)
}
