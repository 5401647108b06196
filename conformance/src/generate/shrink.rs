//! Shrinks a case until nothing can be taken away without losing what it shows.

use super::maker::plain_request;
use super::places::{places, remove};
use crate::cases::{Bytes, Case, Redis, Request, Response, Step};

/// The smallest case that still shows it; `shows` is asked of every step, and is given up on after so many.
pub fn shrink(case: &Case, most: usize, shows: &mut dyn FnMut(&Case) -> bool) -> Case {
    let mut smallest = case.clone();
    let mut asked = 0;
    loop {
        let mut shrunk = false;
        // Steps are made anew after each one that worked; those behind it come first then.
        let mut from = 0;
        while let Some(smaller) = steps(&smallest).into_iter().nth(from) {
            if asked == most {
                return smallest;
            }
            asked += 1;
            if shows(&smaller) {
                smallest = smaller;
                shrunk = true;
            } else {
                from += 1;
            }
        }
        if !shrunk {
            return smallest;
        }
    }
}

/// Every case that has a little less, the largest steps first.
fn steps(case: &Case) -> Vec<Case> {
    let mut steps = Steps {
        case,
        found: Vec::new(),
    };
    steps.world();
    steps.requests();
    steps.connections();
    steps.answers();
    steps.configuration();
    steps.found
}

struct Steps<'a> {
    case: &'a Case,
    found: Vec<Case>,
}

impl Steps<'_> {
    /// A step, unless it changes nothing.
    fn step(&mut self, change: impl FnOnce(&mut Case)) {
        let mut smaller = self.case.clone();
        change(&mut smaller);
        if smaller != *self.case {
            self.found.push(smaller);
        }
    }

    fn world(&mut self) {
        self.step(|case| case.services.clear());
        self.step(|case| case.redis = Redis::default());
        self.step(|case| case.upstream.clear());
        self.step(|case| case.buffer_limit_bytes = None);
        self.step(|case| case.now = None);
        for name in self.case.services.keys() {
            self.step(|case| drop(case.services.remove(name)));
        }
        for at in 0..self.case.redis.before.len() {
            self.step(|case| drop(case.redis.before.remove(at)));
        }
    }

    fn requests(&mut self) {
        let count = self.case.requests.len();
        if count > 1 {
            (0..count).for_each(|at| self.step(|case| drop(case.requests.remove(at))));
        }
        for (at, request) in self.case.requests.iter().enumerate() {
            for smaller in smaller_requests(request) {
                self.step(|case| case.requests[at] = smaller);
            }
        }
    }

    fn connections(&mut self) {
        let count = self.case.connections.len();
        for (at, connection) in self.case.connections.iter().enumerate() {
            if count > 1 {
                self.step(|case| drop(case.connections.remove(at)));
            }
            for (nth, step) in connection.steps.iter().enumerate() {
                self.step(|case| drop(case.connections[at].steps.remove(nth)));
                for smaller in smaller_steps(step) {
                    self.step(|case| case.connections[at].steps[nth] = smaller);
                }
            }
        }
    }

    fn answers(&mut self) {
        let upstream = &self.case.upstream;
        for (at, answer) in upstream.iter().enumerate() {
            self.step(|case| drop(case.upstream.remove(at)));
            for smaller in smaller_answers(answer) {
                self.step(|case| case.upstream[at] = smaller);
            }
        }
        for (name, answers) in &self.case.services {
            for (at, answer) in answers.iter().enumerate() {
                let change = |case: &mut Case, change: &dyn Fn(&mut Vec<Response>)| {
                    case.services.get_mut(name).into_iter().for_each(change);
                };
                if answers.len() > 1 {
                    self.step(|case| change(case, &|answers| drop(answers.remove(at))));
                }
                for smaller in smaller_answers(answer) {
                    self.step(|case| change(case, &|answers| answers[at] = smaller.clone()));
                }
            }
        }
    }

    fn configuration(&mut self) {
        let Some(config) = &self.case.config else { return };
        self.step(|case| case.config = None);
        for place in places(config).into_iter().filter(|place| !place.is_empty()) {
            self.step(|case| case.config.iter_mut().for_each(|config| remove(config, &place)));
        }
    }
}

fn smaller_requests(request: &Request) -> Vec<Request> {
    let plain = plain_request();
    let with = |change: &dyn Fn(&mut Request)| {
        let mut smaller = request.clone();
        change(&mut smaller);
        smaller
    };
    let mut smaller = vec![
        with(&|it| it.headers.clear()),
        with(&|it| it.path = plain.path.clone()),
        with(&|it| {
            it.path.0.truncate(
                request
                    .path
                    .0
                    .iter()
                    .position(|byte| *byte == b'?')
                    .unwrap_or(usize::MAX),
            )
        }),
        with(&|it| it.host = plain.host.clone()),
        with(&|it| it.method.clone_from(&plain.method)),
        with(&|it| it.leave_after_ms = None),
        with(&|it| it.trailers.clear()),
        with(&|it| (it.pace_ms, it.timeout_ms) = (plain.pace_ms, plain.timeout_ms)),
    ];
    smaller.extend((0..request.headers.len()).map(|at| with(&|it| drop(it.headers.remove(at)))));
    for (body, chunks) in smaller_bodies(&request.body, &request.chunks, request.trailers.is_empty()) {
        smaller.push(with(&|it| (it.body, it.chunks) = (body.clone(), chunks.clone())));
    }
    smaller
}

/// Either half of what one end says.
fn smaller_steps(step: &Step) -> Vec<Step> {
    let halves = |bytes: &Bytes| {
        let (one, other) = bytes.0.split_at(bytes.0.len() / 2);
        let long = bytes.0.len() > 1;
        [one, other]
            .into_iter()
            .filter(move |_| long)
            .map(|half| Bytes(half.to_vec()))
            .collect::<Vec<_>>()
    };
    match step {
        Step::Client(bytes) => halves(bytes).into_iter().map(Step::Client).collect(),
        Step::Upstream(bytes) => halves(bytes).into_iter().map(Step::Upstream).collect(),
        Step::Close(_) | Step::Reset(_) => Vec::new(),
    }
}

fn smaller_answers(answer: &Response) -> Vec<Response> {
    let plain = Response::default();
    let with = |change: &dyn Fn(&mut Response)| {
        let mut smaller = answer.clone();
        change(&mut smaller);
        smaller
    };
    let mut smaller = vec![
        plain.clone(),
        with(&|it| it.headers.clear()),
        with(&|it| it.status = plain.status),
        with(&|it| it.delay_ms = 0),
        with(&|it| it.trailers.clear()),
        with(&|it| it.pace_ms = plain.pace_ms),
    ];
    smaller.extend((0..answer.headers.len()).map(|at| with(&|it| drop(it.headers.remove(at)))));
    for (body, chunks) in smaller_bodies(&answer.body, &answer.chunks, answer.trailers.is_empty()) {
        smaller.push(with(&|it| (it.body, it.chunks) = (body.clone(), chunks.clone())));
    }
    smaller
}

type Body = (Option<Bytes>, Option<Vec<Bytes>>);

/// None, in one piece, half of it.
fn smaller_bodies(body: &Option<Bytes>, chunks: &Option<Vec<Bytes>>, no_trailers: bool) -> Vec<Body> {
    let mut smaller = Vec::new();
    if let Some(Bytes(bytes)) = body {
        let (front, back) = bytes.split_at(bytes.len() / 2);
        smaller.push((None, None));
        if !front.is_empty() {
            smaller.push((Some(Bytes(front.into())), None));
            smaller.push((Some(Bytes(back.into())), None));
        } else {
            smaller.push((Some(Bytes(Vec::new())), None));
        }
        smaller.extend(smaller_json(bytes).into_iter().map(|body| (Some(body), None)));
    }
    if let Some(chunks) = chunks {
        if no_trailers {
            let whole = chunks.iter().flat_map(|chunk| chunk.0.clone()).collect();
            smaller.push((None, None));
            smaller.push((Some(Bytes(whole)), None));
        }
        for at in 0..chunks.len() {
            let mut fewer = chunks.clone();
            fewer.remove(at);
            smaller.push((None, Some(fewer)));
        }
    }
    smaller
}

fn smaller_json(bytes: &[u8]) -> Vec<Bytes> {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        return Vec::new();
    };
    let without = |place: String| {
        let mut value = value.clone();
        remove(&mut value, &place);
        Bytes(value.to_string().into_bytes())
    };
    places(&value)
        .into_iter()
        .filter(|place| !place.is_empty())
        .map(without)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::parse;

    const LARGE: &str = "
cases:
- name: generated
  config: {mode: strict, limits: [{path: /a, n: 1}, {path: /b, n: 2}], other: {deep: [1, 2]}}
  now: 2026-01-01T00:00:00Z
  buffer_limit_bytes: 1024
  services: {a: [{body: x}], b: [{status: 500, headers: [{x: y}, {token: t}]}, {}]}
  redis: {before: [[SET, k, v], [SET, q, w]]}
  requests:
  - {method: POST, path: /x?y=1, headers: [{a: b}, {x-user: alice}], body: '{\"p\": {\"q\": 1}, \"r\": 2}'}
  - {path: /second, chunks: [one, two], trailers: [{t: v}]}
  upstream: [{status: 404, body: abc}, {delay_ms: 3}]
";

    fn shrunk(shows: impl Fn(&Case) -> bool) -> Case {
        let case = parse("large", LARGE).unwrap().cases.remove(0);
        assert!(shows(&case), "the case shows it to begin with");
        shrink(&case, 10_000, &mut |case| shows(case))
    }

    #[test]
    fn what_any_request_shows_is_shown_by_a_plain_one() {
        let case = shrunk(|_| true);
        assert_eq!(
            case,
            Case {
                name: "generated".into(),
                requests: vec![plain_request()],
                ..crate::generate::cases::plain_case()
            }
        );
    }

    #[test]
    fn what_is_needed_stays_and_nothing_else() {
        let case = shrunk(|case| {
            let second = |config: &serde_json::Value| {
                config["limits"]
                    .as_array()
                    .is_some_and(|limits| limits.iter().any(|limit| limit["n"] == 2))
            };
            let user = |request: &Request| request.headers.iter().any(|header| header.name == "x-user");
            case.config.as_ref().is_some_and(second)
                && case.requests.iter().any(user)
                && case
                    .services
                    .get("b")
                    .is_some_and(|answers| answers.iter().any(|answer| answer.status == 500))
        });
        let text = crate::cases::write(&crate::cases::CaseFile {
            cases: vec![case],
            ..parse("large", LARGE).unwrap()
        });
        assert_eq!(
            text,
            "cases:\n- name: generated\n  config:\n    limits:\n    - \"n\": 2\n  requests:\n  - headers:\n    - x-user: alice\n  services:\n    b:\n    - status: 500\n"
        );
    }

    #[test]
    fn json_in_a_body_is_shrunk_as_json() {
        let case = shrunk(|case| {
            case.requests.iter().any(|request| {
                let body = request.body.as_ref().map(|body| body.0.clone()).unwrap_or_default();
                serde_json::from_slice::<serde_json::Value>(&body).is_ok_and(|body| body["p"]["q"] == 1)
            })
        });
        assert_eq!(case.requests[0].body.as_ref().unwrap().0, br#"{"p":{"q":1}}"#);
    }

    #[test]
    fn it_gives_up_in_time() {
        let case = parse("large", LARGE).unwrap().cases.remove(0);
        let mut asked = 0;
        shrink(&case, 7, &mut |_| {
            asked += 1;
            true
        });
        assert_eq!(asked, 7);
    }
}
