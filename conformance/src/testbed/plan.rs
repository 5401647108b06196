//! What cases ask of Envoy: which listeners, clusters and filter state there have to be, and which of them are kept.

use super::config;
use crate::bridge;
use crate::cases::{Case, Control, Neighbour};
use crate::{Error, Result};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

/// The name of the route, where a case gives none.
const ROUTE: &str = "default";
/// The name of the upstream cluster, where a case gives none.
const CLUSTER: &str = "outbound|80||upstream.dns";
/// The same where a case speaks TCP.
const TCP_CLUSTER: &str = "outbound|9000||upstream.dns";

/// What stands in a VM's id in front of its only root context.
pub const ROOT: &str = ".in-";

/// How many shapes are kept loaded: what thousands of configurations would cost Envoy in memory is bounded by this.
pub const MOST_SHAPES: usize = 128;

/// What distinguishes one listener from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    /// The plugin configuration.
    pub configuration: Option<String>,
    /// The root id, where a case gives one.
    pub root_id: Option<String>,
    /// The plugins before it: module and configuration.
    pub before: Vec<(PathBuf, Option<String>)>,
    /// The plugins after it.
    pub after: Vec<(PathBuf, Option<String>)>,
    /// The name of the route.
    pub route: String,
    /// The name of the upstream cluster.
    pub cluster: String,
    /// The plugin is a network filter.
    pub tcp: bool,
    /// `per_connection_buffer_limit_bytes`.
    pub buffer_limit: Option<u32>,
    /// Time and chance, where they are under control. It belongs to the VM.
    pub control: Option<Control>,
    /// No cluster leads to a Redis. It belongs to the VM.
    pub no_redis: bool,
    /// The filter state to observe.
    pub state: BTreeSet<String>,
}

impl Shape {
    /// The listener that a case needs.
    ///
    /// # Errors
    /// The case's clock is no time.
    pub fn of(case: &Case) -> Result<Shape> {
        let tcp = !case.connections.is_empty();
        let default_cluster = if tcp { TCP_CLUSTER } else { CLUSTER };
        Ok(Shape {
            tcp,
            configuration: case.configuration(),
            root_id: case.root_id.clone(),
            before: case.before.iter().map(Neighbour::parts).collect(),
            after: case.after.iter().map(Neighbour::parts).collect(),
            route: case.route.clone().unwrap_or_else(|| ROUTE.into()),
            cluster: case.cluster.clone().unwrap_or_else(|| default_cluster.into()),
            buffer_limit: case.buffer_limit_bytes,
            control: case.control()?,
            no_redis: case.redis.missing,
            state: config::SDK_STATE
                .map(str::to_string)
                .into_iter()
                .chain(case.filter_state.iter().cloned())
                .collect(),
        })
    }

    /// A listener that no case needs.
    pub fn idle() -> Shape {
        Shape {
            configuration: None,
            root_id: None,
            before: Vec::new(),
            after: Vec::new(),
            route: ROUTE.into(),
            cluster: CLUSTER.into(),
            tcp: false,
            buffer_limit: None,
            control: None,
            no_redis: false,
            state: BTreeSet::new(),
        }
    }

    /// The VM that serves it, among those that begin with `vm`: one for each clock, with Redis and without, and one for each
    /// configuration with a root id of the case's, by which it cannot be told from others in one VM.
    pub fn vm(&self, vm: &str) -> String {
        let mut vm = vm.to_string();
        if let Some(clock) = self.clock() {
            vm += &format!(".at-{clock}");
        }
        if self.no_redis {
            vm += ".without-redis";
        }
        if self.root_id.is_some() {
            vm += &format!("{ROOT}{}", self.root(""));
        }
        vm
    }

    /// What [`bridge::NOW`] says in the environment of the VM.
    pub fn clock(&self) -> Option<String> {
        let now = |control: Control| control.now.map_or(bridge::REAL_TIME.into(), |now| now.to_string());
        self.control.map(now)
    }

    /// The root context of its configuration, which tells it from those of others in the same VM. It is the same in every
    /// run and every testbed.
    pub fn root(&self, plugin: &str) -> String {
        let configuration = self.configuration.as_ref().map(String::as_bytes);
        let hash = Sha256::digest(configuration.unwrap_or(b"\0"));
        let mut root = match &self.root_id {
            Some(id) => format!("root-{:02x?}", &Sha256::digest(id)[..4]).replace(['[', ']', ',', ' '], ""),
            None => plugin.replace(char::is_whitespace, "-"),
        };
        root.push('/');
        for byte in &hash[..4] {
            let _ = write!(root, "{byte:02x}");
        }
        root
    }
}

/// What is kept for the cases.
#[derive(Debug)]
pub struct Plan {
    /// The shapes that several cases can share, and when each was last wanted.
    shapes: BTreeMap<Shape, Kept>,
    /// Counts what was wanted.
    clock: u64,
    /// What was wanted last: the names of the cases, each with its shape.
    order: Vec<(String, Shape)>,
    /// Counts the shapes that there ever were.
    made: usize,
    /// The upstream clusters.
    pub upstreams: BTreeSet<String>,
    /// The upstream clusters of cases that speak TCP.
    pub tcp_upstreams: BTreeSet<String>,
    /// The clusters that plugins may call: the services of all cases, and the upstream clusters.
    pub services: BTreeSet<String>,
}

/// A shape that is kept.
#[derive(Debug)]
struct Kept {
    number: usize,
    wanted: u64,
}

/// How a plan was changed by the cases that it was told of.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The shapes that are no longer kept.
    pub dropped: Vec<usize>,
    /// There are further clusters.
    pub clusters: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            shapes: BTreeMap::new(),
            clock: 0,
            order: Vec::new(),
            made: 0,
            upstreams: BTreeSet::from([CLUSTER.to_string()]),
            tcp_upstreams: BTreeSet::new(),
            services: BTreeSet::new(),
        }
    }
}

impl Plan {
    /// Takes in what cases need, of the shapes as many as are kept at a time; those not wanted for the longest time go.
    ///
    /// # Errors
    /// As [`Shape::of`].
    pub fn want(&mut self, cases: &[&Case]) -> Result<Change> {
        self.clock += 1;
        self.order.clear();
        let clusters = self.clusters();
        let mut wanted: Vec<Shape> = Vec::new();
        for case in cases {
            let shape = Shape::of(case)?;
            if (if shape.tcp {
                &self.upstreams
            } else {
                &self.tcp_upstreams
            })
            .contains(&shape.cluster)
            {
                let what = format!("the cluster `{}` cannot speak both HTTP and TCP", shape.cluster);
                return Err(Error::new(what)
                    .at(&case.name)
                    .next("give `cluster` another name in one of the cases"));
            }
            match shape.tcp {
                true => drop(self.tcp_upstreams.insert(shape.cluster.clone())),
                false => {
                    self.upstreams.insert(shape.cluster.clone());
                    self.services.insert(shape.cluster.clone());
                }
            }
            self.services.extend(case.services.keys().cloned());
            if case.fresh {
                continue;
            }
            if wanted.len() < MOST_SHAPES && !wanted.contains(&shape) {
                wanted.push(shape.clone());
            }
            self.order.push((case.name.clone(), shape));
        }
        for shape in wanted {
            let made = &mut self.made;
            let new = || {
                *made += 1;
                Kept {
                    number: *made,
                    wanted: 0,
                }
            };
            self.shapes.entry(shape).or_insert_with(new).wanted = self.clock;
        }
        Ok(Change {
            dropped: self.drop_oldest(),
            clusters: clusters < self.clusters(),
        })
    }

    /// Has no clusters that plugins may call but the upstream's; says which are left.
    pub fn forget_services(&mut self) -> BTreeSet<String> {
        self.services = self.upstreams.clone();
        self.services.clone()
    }

    /// How many clusters there are.
    fn clusters(&self) -> usize {
        self.upstreams.len() + self.tcp_upstreams.len() + self.services.len()
    }

    /// Whether all that a case needs is kept.
    pub fn serves(&self, case: &Case, shape: &Shape) -> bool {
        (case.fresh || self.shapes.contains_key(shape))
            && (if shape.tcp {
                &self.tcp_upstreams
            } else {
                &self.upstreams
            })
            .contains(&shape.cluster)
            && case.services.keys().all(|name| self.services.contains(name))
    }

    fn drop_oldest(&mut self) -> Vec<usize> {
        let mut dropped = Vec::new();
        while self.shapes.len() > MOST_SHAPES {
            let oldest = self.shapes.iter().min_by_key(|(_, kept)| (kept.wanted, kept.number));
            let Some(oldest) = oldest.map(|(shape, _)| shape.clone()) else {
                break;
            };
            dropped.extend(self.shapes.remove(&oldest).map(|kept| kept.number));
        }
        dropped
    }

    /// The number of a shape that is kept.
    pub fn number(&self, shape: &Shape) -> Option<usize> {
        self.shapes.get(shape).map(|kept| kept.number)
    }

    /// The shapes that are kept, in the order in which they first appeared.
    pub fn shapes(&self) -> Vec<(usize, Shape)> {
        let mut shapes: Vec<_> = self
            .shapes
            .iter()
            .map(|(shape, kept)| (kept.number, shape.clone()))
            .collect();
        shapes.sort_by_key(|(number, _)| *number);
        shapes
    }

    /// Of the shapes that were wanted last those from a case on: what comes before it is done.
    pub fn due(&self, case: &str) -> Vec<(usize, Shape)> {
        let from = self.order.iter().position(|(name, _)| name == case).unwrap_or_default();
        let is_due = |shape: &Shape| self.order[from..].iter().any(|(_, due)| due == shape);
        self.shapes().into_iter().filter(|(_, shape)| is_due(shape)).collect()
    }

    /// The shapes that were wanted last: those that are about to be used.
    pub fn recent(&self) -> Vec<(usize, Shape)> {
        let recent = |number: &usize| {
            self.shapes
                .values()
                .any(|kept| kept.number == *number && kept.wanted == self.clock)
        };
        self.shapes().into_iter().filter(|(number, _)| recent(number)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn cases(configurations: impl Iterator<Item = usize>) -> Vec<Case> {
        let case = |number| json!({"name": "a", "config": {"n": number}, "requests": []});
        configurations
            .map(|number| serde_json::from_value(case(number)).unwrap())
            .collect()
    }

    fn want(plan: &mut Plan, cases: &[Case]) -> Change {
        plan.want(&cases.iter().collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn what_was_not_wanted_for_longest_makes_room() {
        let mut plan = Plan::default();
        let first = cases(0..MOST_SHAPES);
        assert_eq!(
            want(&mut plan, &first),
            Change {
                dropped: vec![],
                clusters: true
            }
        );
        assert_eq!(want(&mut plan, &first[..1]), Change::default());
        let change = want(&mut plan, &cases(1000..1002));
        assert_eq!(change.dropped, [2, 3]);
        assert_eq!(plan.shapes().len(), MOST_SHAPES);
        assert_eq!(plan.recent().len(), 2);
        assert!(plan.number(&Shape::of(&first[0]).unwrap()).is_some());
        assert!(plan.number(&Shape::of(&first[1]).unwrap()).is_none());
    }

    #[test]
    fn what_is_wanted_for_cases_that_are_done_is_not_due() {
        let mut plan = Plan::default();
        let mut coming = cases([0, 1, 0, 2].into_iter());
        for (nth, case) in coming.iter_mut().enumerate() {
            case.name = format!("case {nth}");
        }
        want(&mut plan, &coming);
        let due = |case: &str| -> Vec<usize> { plan.due(case).into_iter().map(|(number, _)| number).collect() };
        assert_eq!(due("case 0"), [1, 2, 3]);
        assert_eq!(due("case 2"), [1, 3]);
        assert_eq!(due("case 3"), [3]);
        assert_eq!(due("unknown"), [1, 2, 3]);
    }

    #[test]
    fn more_than_fit_at_once_do_not_push_each_other_out() {
        let mut plan = Plan::default();
        let many = cases(0..MOST_SHAPES + 5);
        assert_eq!(want(&mut plan, &many).dropped, [0; 0]);
        assert!(plan.number(&Shape::of(&many[0]).unwrap()).is_some());
    }

    #[test]
    fn roots_tell_configurations_apart() {
        let roots: BTreeSet<String> = [None, Some(""), Some("{}")]
            .map(|text| {
                Shape {
                    configuration: text.map(str::to_string),
                    ..Shape::idle()
                }
                .root("a plugin")
            })
            .into();
        assert_eq!(roots.len(), 3);
        assert!(roots.iter().all(|root| root.starts_with("a-plugin/")));
    }
}
