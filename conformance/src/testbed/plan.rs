//! What all cases together ask of Envoy: which listeners, clusters and filter state there have to be.

use super::config;
use crate::Result;
use crate::bridge;
use crate::cases::{Case, Control};
use std::collections::BTreeSet;

/// The name of the route, where a case gives none.
const ROUTE: &str = "default";
/// The name of the upstream cluster, where a case gives none.
const CLUSTER: &str = "outbound|80||upstream.dns";

/// What distinguishes one listener from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The plugin configuration.
    pub configuration: Option<String>,
    /// The name of the route.
    pub route: String,
    /// The name of the upstream cluster.
    pub cluster: String,
    /// `per_connection_buffer_limit_bytes`.
    pub buffer_limit: Option<u32>,
    /// Time and chance, where they are under control. It belongs to the VM.
    pub control: Option<Control>,
}

impl Shape {
    /// The listener that a case needs.
    ///
    /// # Errors
    /// The case's clock is no time.
    pub fn of(case: &Case) -> Result<Shape> {
        Ok(Shape {
            configuration: case.configuration(),
            route: case.route.clone().unwrap_or_else(|| ROUTE.into()),
            cluster: case.cluster.clone().unwrap_or_else(|| CLUSTER.into()),
            buffer_limit: case.buffer_limit_bytes,
            control: case.control()?,
        })
    }

    /// The VM that serves it, among those that begin with `vm`: one for each clock.
    pub fn vm(&self, vm: &str) -> String {
        self.clock()
            .map_or_else(|| vm.to_string(), |clock| format!("{vm}.at-{clock}"))
    }

    /// What [`bridge::NOW`] says in the environment of the VM.
    pub fn clock(&self) -> Option<String> {
        let now = |control: Control| control.now.map_or(bridge::REAL_TIME.into(), |now| now.to_string());
        self.control.map(now)
    }
}

/// What all cases need.
#[derive(Debug)]
pub struct Plan {
    /// The listeners that several cases can share, in the order in which they first appear.
    pub shared: Vec<Shape>,
    /// The distinct configurations of all cases; each has a root context of its own.
    configurations: Vec<Option<String>>,
    /// The upstream clusters.
    pub upstreams: BTreeSet<String>,
    /// The clusters that plugins may call: the services of all cases, and the upstream clusters.
    pub services: BTreeSet<String>,
    /// The filter state to observe.
    pub state: Vec<String>,
}

impl Plan {
    /// The plan for some cases.
    ///
    /// # Errors
    /// As [`Shape::of`].
    pub fn of(cases: &[Case]) -> Result<Plan> {
        let mut plan = Plan {
            shared: Vec::new(),
            configurations: Vec::new(),
            upstreams: BTreeSet::new(),
            services: BTreeSet::new(),
            state: Vec::new(),
        };
        let mut state: BTreeSet<String> = config::SDK_STATE.map(str::to_string).into();
        for case in cases {
            let shape = Shape::of(case)?;
            if !plan.configurations.contains(&shape.configuration) {
                plan.configurations.push(shape.configuration.clone());
            }
            plan.upstreams.insert(shape.cluster.clone());
            plan.services.insert(shape.cluster.clone());
            plan.services.extend(case.services.keys().cloned());
            state.extend(case.filter_state.iter().cloned());
            if !case.fresh && !plan.shared.contains(&shape) {
                plan.shared.push(shape);
            }
        }
        plan.state = state.into_iter().collect();
        Ok(plan)
    }

    /// A listener that no case needs.
    pub fn idle(&self) -> Shape {
        Shape {
            configuration: None,
            route: ROUTE.into(),
            cluster: self.upstreams.first().cloned().unwrap_or_default(),
            buffer_limit: None,
            control: None,
        }
    }

    /// The number of a configuration, which tells its root context from those of others in the same VM.
    pub fn configuration(&self, shape: &Shape) -> Option<usize> {
        self.configurations
            .iter()
            .position(|known| *known == shape.configuration)
    }
}
