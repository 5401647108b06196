//! An expression as a program, which runs over a text once, whatever the expression.

use super::class::Class;
use super::parse::{Assertion, Node};
use crate::{runes, strings};

#[derive(Clone, Debug)]
enum Step {
    /// A character of the class.
    Class(Class),
    /// Goes on at both places, of which the first is preferred.
    Split(usize, usize),
    Jump(usize),
    /// Notes the place.
    Save(usize),
    Assert(Assertion),
    Match,
}

/// A program. Its first step is at 0.
#[derive(Clone, Debug)]
pub(super) struct Program {
    steps: Vec<Step>,
    /// With what every match begins.
    prefix: Vec<u8>,
    /// Two for each group and for the whole.
    pub(super) slots: usize,
}

/// No place.
const NONE: usize = usize::MAX;

impl Program {
    pub(super) fn of(node: &Node, groups: usize) -> Self {
        let mut program = Program {
            steps: Vec::new(),
            prefix: Vec::new(),
            slots: 2 * groups,
        };
        program.steps.push(Step::Save(0));
        program.add(node);
        program.steps.push(Step::Save(1));
        program.steps.push(Step::Match);
        prefix(node, &mut program.prefix);
        program
    }

    fn add(&mut self, node: &Node) {
        match node {
            Node::Empty => {}
            Node::Class(class) => self.steps.push(Step::Class(class.clone())),
            Node::Assert(assertion) => self.steps.push(Step::Assert(*assertion)),
            Node::Group(node, number) => {
                self.steps.push(Step::Save(2 * number));
                self.add(node);
                self.steps.push(Step::Save(2 * number + 1));
            }
            Node::Concat(nodes) => nodes.iter().for_each(|node| self.add(node)),
            Node::Alternate(nodes) => self.alternatives(nodes),
            Node::Repeat { node, min, max, greedy } => self.repeat(node, *min, *max, *greedy),
        }
    }

    fn alternatives(&mut self, nodes: &[Node]) {
        let Some((last, first)) = nodes.split_last() else {
            return;
        };
        let mut jumps = Vec::new();
        for node in first {
            let split = self.hole();
            self.add(node);
            jumps.push(self.hole());
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        self.add(last);
        let end = self.steps.len();
        jumps.into_iter().for_each(|jump| self.steps[jump] = Step::Jump(end));
    }

    /// A step that is written later.
    fn hole(&mut self) -> usize {
        self.steps.push(Step::Match);
        self.steps.len() - 1
    }

    fn repeat(&mut self, node: &Node, min: usize, max: Option<usize>, greedy: bool) {
        match (min, max) {
            (0, None) if nullable(node) => {
                // As often as wanted, or not at all: a turn that takes nothing is a turn.
                let split = self.hole();
                self.plus(node, greedy);
                self.fork(split, split + 1, self.steps.len(), greedy);
            }
            (0, None) => {
                let split = self.hole();
                self.add(node);
                self.steps.push(Step::Jump(split));
                self.fork(split, split + 1, self.steps.len(), greedy);
            }
            (_, None) => {
                (1..min).for_each(|_| self.add(node));
                self.plus(node, greedy);
            }
            (_, Some(max)) => {
                (0..min).for_each(|_| self.add(node));
                let mut splits = Vec::new();
                for _ in min..max {
                    splits.push(self.hole());
                    self.add(node);
                }
                let end = self.steps.len();
                splits
                    .into_iter()
                    .for_each(|split| self.fork(split, split + 1, end, greedy));
            }
        }
    }

    fn plus(&mut self, node: &Node, greedy: bool) {
        let start = self.steps.len();
        self.add(node);
        let split = self.hole();
        self.fork(split, start, split + 1, greedy);
    }

    fn fork(&mut self, at: usize, more: usize, done: usize, greedy: bool) {
        self.steps[at] = if greedy {
            Step::Split(more, done)
        } else {
            Step::Split(done, more)
        };
    }

    /// The places of the first match from `start` on; of what matches there, the alternative that is preferred. So many
    /// places are noted as `slots` says, and it ends at once where that is none.
    pub(super) fn run(&self, text: &[u8], start: usize, slots: usize) -> Option<Vec<usize>> {
        let mut now = Threads::new(self.steps.len(), slots);
        let mut then = Threads::new(self.steps.len(), slots);
        let mut found = None;
        let mut at = start;
        loop {
            if now.is_empty() {
                if found.is_some() {
                    break;
                }
                if !self.prefix.is_empty() {
                    match strings::find(&text[at..], &self.prefix) {
                        Some(ahead) => at += ahead,
                        None => break,
                    }
                }
            }
            if found.is_none() {
                self.follow(&mut now, 0, text, at, &mut vec![NONE; slots]);
            }
            let (point, width) = runes::first(&text[at..]);
            for place in 0..now.order.len() {
                let step = now.order[place];
                match &self.steps[step] {
                    Step::Class(class) if width > 0 && class.has(point) => {
                        let mut saved = now.saved(place).to_vec();
                        self.follow(&mut then, step + 1, text, at + width, &mut saved);
                    }
                    Step::Match => {
                        found = Some(now.saved(place).to_vec());
                        // What is less preferred does not count any more.
                        break;
                    }
                    _ => {}
                }
            }
            if slots == 0 && found.is_some() || width == 0 {
                break;
            }
            std::mem::swap(&mut now, &mut then);
            then.clear();
            at += width;
        }
        found
    }

    /// Adds a thread at a step, or where that leads to without a character, in the order of preference.
    fn follow(&self, threads: &mut Threads, step: usize, text: &[u8], at: usize, saved: &mut [usize]) {
        let mut pending = vec![Follow::Step(step)];
        while let Some(next) = pending.pop() {
            let step = match next {
                Follow::Restore(slot, old) => {
                    saved[slot] = old;
                    continue;
                }
                Follow::Step(step) => step,
            };
            if !threads.visit(step) {
                continue;
            }
            match &self.steps[step] {
                Step::Jump(to) => pending.push(Follow::Step(*to)),
                Step::Split(first, second) => pending.extend([Follow::Step(*second), Follow::Step(*first)]),
                Step::Assert(assertion) => {
                    if holds(*assertion, text, at) {
                        pending.push(Follow::Step(step + 1));
                    }
                }
                Step::Save(slot) => {
                    if let Some(place) = saved.get_mut(*slot) {
                        pending.push(Follow::Restore(*slot, *place));
                        *place = at;
                    }
                    pending.push(Follow::Step(step + 1));
                }
                Step::Class(_) | Step::Match => threads.add(step, saved),
            }
        }
    }
}

enum Follow {
    Step(usize),
    Restore(usize, usize),
}

/// The steps at which the program is, in the order of preference, and what they noted.
struct Threads {
    order: Vec<usize>,
    visited: Vec<bool>,
    saved: Vec<usize>,
    slots: usize,
}

impl Threads {
    fn new(steps: usize, slots: usize) -> Self {
        Threads {
            order: Vec::new(),
            visited: vec![false; steps],
            saved: Vec::new(),
            slots,
        }
    }

    fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    fn visit(&mut self, step: usize) -> bool {
        !std::mem::replace(&mut self.visited[step], true)
    }

    fn add(&mut self, step: usize, saved: &[usize]) {
        self.order.push(step);
        self.saved.extend_from_slice(saved);
    }

    fn saved(&self, place: usize) -> &[usize] {
        &self.saved[place * self.slots..(place + 1) * self.slots]
    }

    fn clear(&mut self) {
        self.order.clear();
        self.saved.clear();
        self.visited.fill(false);
    }
}

fn holds(assertion: Assertion, text: &[u8], at: usize) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    let boundary = || is_word(before) != is_word(text.get(at));
    match assertion {
        Assertion::TextStart => at == 0,
        Assertion::TextEnd => at == text.len(),
        Assertion::LineStart => before.is_none_or(|byte| *byte == b'\n'),
        Assertion::LineEnd => text.get(at).is_none_or(|byte| *byte == b'\n'),
        Assertion::WordBoundary => boundary(),
        Assertion::NoWordBoundary => !boundary(),
    }
}

/// Whether an expression matches nothing at all.
fn nullable(node: &Node) -> bool {
    match node {
        Node::Empty | Node::Assert(_) => true,
        Node::Class(_) => false,
        Node::Group(node, _) => nullable(node),
        Node::Concat(nodes) => nodes.iter().all(nullable),
        Node::Alternate(nodes) => nodes.iter().any(nullable),
        Node::Repeat { node, min, .. } => *min == 0 || nullable(node),
    }
}

/// Collects the text that every match begins with; whether the expression goes on behind it.
fn prefix(node: &Node, out: &mut Vec<u8>) -> bool {
    match node {
        Node::Empty => true,
        Node::Class(class) => match class.literal() {
            // The replacement character is found where a byte is no text, too.
            Some(point) if point != runes::ERROR => {
                runes::append(out, point);
                true
            }
            _ => false,
        },
        Node::Group(node, _) => prefix(node, out),
        Node::Concat(nodes) => nodes.iter().all(|node| prefix(node, out)),
        Node::Repeat { node, min, .. } => {
            if *min > 0 {
                prefix(node, out);
            }
            false
        }
        Node::Assert(_) | Node::Alternate(_) => false,
    }
}
