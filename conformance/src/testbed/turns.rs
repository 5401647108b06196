//! The order of answers. What the upstream, the services and Redis send at the same moment would reach the plugin in an order
//! that is chance, so one answer goes out at a time, each once Envoy is done with the one before.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long an answer waits at most for everything else to come to rest.
const LIMIT: Duration = Duration::from_millis(250);

/// An answer that is held back longer than that is not waited for at the end of a case.
pub const SOON: Duration = Duration::from_millis(20);

/// How long to wait before looking again.
const LOOK: Duration = Duration::from_micros(100);

/// Who answers. Of answers that are held back equally long, those of the services go first, by name, and the upstream's last.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// The service of this name.
    Service(String),
    /// Redis.
    Redis,
    /// The upstream.
    #[default]
    Upstream,
}

/// What goes on around a run in a case.
pub trait World: Send + Sync {
    /// Waits until Envoy has taken what was sent to it.
    fn takes(&self);

    /// Whether nothing is on its way, save answers that wait for their turn.
    fn is_still(&self) -> bool;

    /// Whether more than one may answer at a time.
    fn has_several(&self) -> bool;
}

/// The answers of one run that wait for their turn.
#[derive(Default)]
pub struct Turns {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    world: Option<Arc<dyn World>>,
    /// Counts the cases.
    case: u64,
    /// How long each was held back (ms), who gives it, and which one it is.
    waiting: BTreeSet<(u64, Who, u64)>,
    made: u64,
    /// How many answer now: one, save where one cannot go on because Envoy does not take what it sends.
    answering: usize,
}

/// The way of one who answers to his turn; by default that of one who never waits.
#[derive(Clone, Default)]
pub struct Turn {
    turns: Arc<Turns>,
    who: Who,
}

/// The answer that goes out now; the next one's turn comes when it is dropped.
pub struct Answering<'a> {
    turns: &'a Turns,
    /// The case, and where in its line.
    place: Option<(u64, (u64, Who, u64))>,
    /// Its turn has come.
    has_begun: bool,
}

impl Turns {
    /// Begins a case; nobody waits any more for a turn in the one before.
    pub fn begin(&self, world: Option<Arc<dyn World>>) {
        let mut state = self.lock();
        state.case += 1;
        state.world = world;
        state.waiting.clear();
        state.answering = 0;
        drop(state);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// The way of one of those who answer in a run.
    pub fn new(turns: &Arc<Turns>, who: Who) -> Turn {
        Turn {
            turns: Arc::clone(turns),
            who,
        }
    }

    /// Waits until Envoy has taken what was sent to it.
    pub fn takes(&self) {
        let world = self.turns.lock().world.clone();
        world.iter().for_each(|world| world.takes());
    }

    /// Waits until it is the turn of an answer that was held back so long (ms) and is due now.
    pub fn take(&self, delay_ms: u64) -> Answering<'_> {
        let turns = &*self.turns;
        let mut answering = Answering {
            turns,
            place: None,
            has_begun: false,
        };
        let mut state = turns.lock();
        let Some(world) = state.world.clone().filter(|world| world.has_several()) else {
            return answering;
        };
        let case = state.case;
        state.made += 1;
        let place = (delay_ms, self.who.clone(), state.made);
        state.waiting.insert(place.clone());
        answering.place = Some((case, place.clone()));
        let is_next = |state: &State| state.case != case || state.waiting.first() == Some(&place);
        loop {
            state = turns
                .changed
                .wait_while(state, |state| !is_next(state))
                .unwrap_or_else(PoisonError::into_inner);
            if state.case != case {
                return answering;
            }
            drop(state);
            let rests = come_to_rest(|| world.is_still() && turns.lock().answering == 0);
            state = turns.lock();
            // Who came meanwhile may go first.
            if state.case == case && is_next(&state) && (!rests || state.answering == 0) {
                state.answering += 1;
                answering.has_begun = true;
                return answering;
            }
        }
    }
}

/// Waits until all is still; whether it came to that in time.
fn come_to_rest(is_still: impl Fn() -> bool) -> bool {
    let began = Instant::now();
    while !is_still() {
        if began.elapsed() >= LIMIT {
            return false;
        }
        thread::sleep(LOOK);
    }
    true
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        let Some((case, place)) = &self.place else { return };
        let mut state = self.turns.lock();
        if state.case == *case {
            state.waiting.remove(place);
            state.answering -= usize::from(self.has_begun);
            drop(state);
            self.turns.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    struct Still(AtomicBool);

    impl World for Still {
        fn takes(&self) {}

        fn is_still(&self) -> bool {
            self.0.load(Ordering::SeqCst)
        }

        fn has_several(&self) -> bool {
            true
        }
    }

    /// Who answered, in which order, when all were asked before the world came to rest.
    fn order(asked: &[(u64, Who)]) -> Vec<Who> {
        let turns = Arc::new(Turns::default());
        let world = Arc::new(Still(AtomicBool::new(false)));
        turns.begin(Some(Arc::clone(&world) as Arc<dyn World>));
        let order = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for (delay, who) in asked {
                let turn = Turn::new(&turns, who.clone());
                let order = &order;
                scope.spawn(move || {
                    let answering = turn.take(*delay);
                    order.lock().unwrap().push(turn.who.clone());
                    drop(answering);
                });
            }
            while turns.lock().waiting.len() < asked.len() {
                thread::yield_now();
            }
            world.0.store(true, Ordering::SeqCst);
        });
        order.into_inner().unwrap()
    }

    #[test]
    fn the_upstream_comes_last_unless_others_were_held_back_longer() {
        let service = |name: &str| Who::Service(name.into());
        let asked = [
            (0, Who::Upstream),
            (0, Who::Redis),
            (0, service("b")),
            (1, service("c")),
            (0, service("a")),
        ];
        let expected = [service("a"), service("b"), Who::Redis, Who::Upstream, service("c")];
        assert_eq!(order(&asked), expected);
    }

    #[test]
    fn who_comes_while_another_answers_waits_even_before_him() {
        let turns = Arc::new(Turns::default());
        turns.begin(Some(Arc::new(Still(AtomicBool::new(true)))));
        let upstream = Turn::new(&turns, Who::Upstream);
        let answering = upstream.take(0);
        let order = Mutex::new(Vec::new());
        thread::scope(|scope| {
            let redis = Turn::new(&turns, Who::Redis);
            let order = &order;
            scope.spawn(move || {
                let _answering = redis.take(0);
                order.lock().unwrap().push("redis");
            });
            while turns.lock().waiting.len() < 2 {
                thread::yield_now();
            }
            thread::sleep(LIMIT / 5);
            order.lock().unwrap().push("upstream");
            drop(answering);
        });
        assert_eq!(order.into_inner().unwrap(), ["upstream", "redis"]);
    }

    #[test]
    fn nobody_waits_for_a_turn_in_a_case_that_is_over() {
        let turns = Arc::new(Turns::default());
        turns.begin(Some(Arc::new(Still(AtomicBool::new(true)))));
        let first = Turn::new(&turns, Who::Redis);
        let answering = first.take(0);
        thread::scope(|scope| {
            let second = Turn::new(&turns, Who::Upstream);
            let waiting = scope.spawn(move || drop(second.take(0)));
            while turns.lock().waiting.len() < 2 {
                thread::yield_now();
            }
            turns.begin(None);
            waiting.join().unwrap();
        });
        drop(answering);
        drop(first.take(0));
    }
}
