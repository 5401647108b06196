//! Makes cases for network filters: what both ends of TCP connections say, and how they part.

use super::cases::World;
use super::maker::Maker;
use crate::cases::{Bytes, Case, Connection, Side, Step};

/// The most that one step sends (bytes): how Envoy reads more than that at once is chance.
const LARGEST: usize = 4_096;

const MOST_STEPS: usize = 8;

impl Maker {
    /// A case of connections: a new one, or a changed one of those that came further.
    pub fn tcp_case(&mut self, world: &World) -> Case {
        let kept: Vec<&Case> = world.kept.iter().filter(|case| !case.connections.is_empty()).collect();
        if !kept.is_empty() && self.chance(60) {
            let mut case = self.pick(&kept).clone();
            let at = self.rng.usize(0..case.connections.len());
            case.connections[at] = match self.chance(30) {
                true => self.connection(),
                false => self.changed(&case.connections[at]),
            };
            return case;
        }
        let count = if self.chance(70) { 1 } else { self.rng.usize(2..4) };
        Case {
            connections: (0..count).map(|_| self.connection()).collect(),
            ..world.base.clone()
        }
    }

    fn connection(&mut self) -> Connection {
        let steps = (0..self.rng.usize(0..=MOST_STEPS)).map(|_| self.step()).collect();
        Connection { steps: possible(steps) }
    }

    fn changed(&mut self, connection: &Connection) -> Connection {
        let mut steps = connection.steps.clone();
        let at = self.rng.usize(0..=steps.len());
        if at < steps.len() && self.chance(60) {
            steps.remove(at);
        }
        if steps.len() < MOST_STEPS && self.chance(80) {
            let step = self.step();
            steps.insert(at.min(steps.len()), step);
        }
        Connection { steps: possible(steps) }
    }

    fn step(&mut self) -> Step {
        match self.rng.u32(0..20) {
            0..=10 => Step::Client(self.said()),
            11..=16 => Step::Upstream(self.said()),
            17..=18 => Step::Close(self.pick(&[Side::Client, Side::Upstream])),
            _ => Step::Reset(self.pick(&[Side::Client, Side::Upstream])),
        }
    }

    /// What one end says: lines, a part of one, or anything.
    fn said(&mut self) -> Bytes {
        let mut said = match self.rng.u32(0..10) {
            0..=3 => format!("{}\n", self.word()).into_bytes(),
            4..=5 => self.word().into_bytes(),
            6 => format!("{} {}\r\n{}", self.word(), self.word(), self.word()).into_bytes(),
            7 => vec![b'x'; self.pick(&[1, 63, 64, 65, 1_024, LARGEST])],
            _ => self.bytes().0,
        };
        said.truncate(LARGEST);
        Bytes(said)
    }
}

/// The steps that can be: an end that has closed says no more, nothing comes behind a reset, and nothing is no step.
fn possible(steps: Vec<Step>) -> Vec<Step> {
    let (mut closed, mut over) = (Vec::new(), false);
    let mut kept = Vec::new();
    for step in steps {
        let (by, empty) = match &step {
            Step::Client(bytes) => (Side::Client, bytes.0.is_empty()),
            Step::Upstream(bytes) => (Side::Upstream, bytes.0.is_empty()),
            Step::Close(side) | Step::Reset(side) => (*side, false),
        };
        if over || empty || closed.contains(&by) {
            continue;
        }
        match step {
            Step::Close(side) => closed.push(side),
            Step::Reset(_) => over = true,
            _ => {}
        }
        kept.push(step);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::cases::plain_case;
    use crate::generate::dictionary::Dictionary;

    #[test]
    fn nobody_speaks_behind_an_end() {
        let mut world = World::new(&plain_case(), false);
        let mut maker = Maker::new(Dictionary::default(), 1);
        for _ in 0..500 {
            let case = maker.tcp_case(&world);
            assert!(case.requests.is_empty() && !case.connections.is_empty());
            for connection in &case.connections {
                let steps = &connection.steps;
                assert_eq!(*steps, possible(steps.clone()));
                let reset = steps.iter().position(|step| matches!(step, Step::Reset(_)));
                assert!(reset.is_none_or(|at| at + 1 == steps.len()), "{steps:?}");
            }
            world.kept.truncate(3);
            world.kept.push(case);
        }
    }
}
