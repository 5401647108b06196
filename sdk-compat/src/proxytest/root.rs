//! What belongs to no stream: logs, ticks, foreign functions, queues, shared data, metrics, and calls to other services.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::headers::{Headers, Kind};
use super::{HostEmulator, PluginContextID};
use crate::host::{LogLevel, MetricType, Status, callbacks};
use crate::{Error, Str, go};

/// An HTTP call that the plugin made and that is not answered yet.
#[derive(Clone, Debug, PartialEq)]
#[allow(non_snake_case)]
pub struct HttpCalloutAttribute {
    /// The number by which it is answered.
    pub CalloutID: u32,
    /// The cluster that is called.
    pub Upstream: Str,
    /// The request headers.
    pub Headers: Vec<[Str; 2]>,
    /// The request trailers.
    pub Trailers: Vec<[Str; 2]>,
    /// The request body.
    pub Body: Vec<u8>,
}

/// A Redis command that the plugin sent and that is not answered yet.
#[derive(Clone, Debug, PartialEq)]
#[allow(non_snake_case)]
pub struct RedisCalloutAttribute {
    /// The number by which it is answered.
    pub CalloutID: u32,
    /// The cluster that is called.
    pub Upstream: Str,
    /// The command as RESP.
    pub Query: Vec<u8>,
}

/// The answer that a callback can read.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) headers: Option<Headers>,
    pub(super) trailers: Option<Headers>,
    pub(super) http_body: Option<Vec<u8>>,
    pub(super) redis_reply: Option<Vec<u8>>,
}

struct Metric {
    kind: MetricType,
    name: Str,
    value: u64,
}

type Function = Rc<dyn Fn(&[u8]) -> Vec<u8>>;

#[derive(Default)]
pub(super) struct Root {
    pub(super) plugin_configuration: Vec<u8>,
    pub(super) vm_configuration: Vec<u8>,
    /// The plugin gets its configuration, and can read it.
    pub(super) configuring: bool,
    pub(super) tick_period: u32,
    pub(super) answer: Answer,
    logs: [Vec<Str>; 6],
    functions: BTreeMap<Str, Function>,
    /// In the order in which they were registered, from 1.
    queues: Vec<(Str, VecDeque<Vec<u8>>)>,
    shared: BTreeMap<Str, (Vec<u8>, u32)>,
    last_version: u32,
    /// In the order in which they were defined, from 1.
    metrics: Vec<Metric>,
    last_call: u32,
    /// With the context that made them, oldest first.
    http_calls: Vec<(u32, HttpCalloutAttribute)>,
    redis_calls: Vec<(u32, RedisCalloutAttribute)>,
    missing_clusters: BTreeSet<Str>,
}

impl Root {
    pub(super) fn configure(&mut self, plugin: Vec<u8>, vm: Vec<u8>) {
        self.plugin_configuration = plugin;
        self.vm_configuration = vm;
    }

    pub(super) fn log(&mut self, level: LogLevel, message: &[u8]) -> Status {
        let message = Str::copy_of(message);
        // Shown with a test that fails.
        eprintln!("{level:?}: {message}");
        self.logs[level as usize].push(message);
        Status::OK
    }

    pub(super) fn foreign_function(&self, name: &[u8]) -> Option<Function> {
        self.functions.get(name).cloned()
    }

    pub(super) fn shared_data(&self, key: &[u8]) -> Result<(Vec<u8>, u32), Status> {
        self.shared.get(key).cloned().ok_or(Status::NOT_FOUND)
    }

    pub(super) fn set_shared_data(&mut self, key: &[u8], value: &[u8], version: u32) -> Status {
        if let Some((_, current)) = self.shared.get(key)
            && version != 0
            && version != *current
        {
            return Status::CAS_MISMATCH;
        }
        self.last_version += 1;
        self.shared
            .insert(Str::copy_of(key), (value.to_vec(), self.last_version));
        Status::OK
    }

    pub(super) fn register_queue(&mut self, name: &[u8]) -> u32 {
        self.resolve_queue(b"", name).unwrap_or_else(|_| {
            self.queues.push((Str::copy_of(name), VecDeque::new()));
            self.queues.len() as u32
        })
    }

    /// There is one VM, whose id is empty.
    pub(super) fn resolve_queue(&self, vm_id: &[u8], name: &[u8]) -> Result<u32, Status> {
        let at = self.queues.iter().position(|(other, _)| **other == *name);
        match at {
            Some(at) if vm_id.is_empty() => Ok(at as u32 + 1),
            _ => Err(Status::NOT_FOUND),
        }
    }

    fn queue(&mut self, id: u32) -> Result<&mut VecDeque<Vec<u8>>, Status> {
        let at = (id as usize).checked_sub(1).ok_or(Status::NOT_FOUND)?;
        let (_, queue) = self.queues.get_mut(at).ok_or(Status::NOT_FOUND)?;
        Ok(queue)
    }

    pub(super) fn dequeue(&mut self, id: u32) -> Result<Vec<u8>, Status> {
        self.queue(id)?.pop_front().ok_or(Status::EMPTY)
    }

    pub(super) fn enqueue(&mut self, id: u32, value: &[u8]) -> Status {
        match self.queue(id) {
            Ok(queue) => queue.push_back(value.to_vec()),
            Err(status) => return status,
        }
        Status::OK
    }

    pub(super) fn define_metric(&mut self, kind: MetricType, name: &[u8]) -> u32 {
        let same = |metric: &Metric| metric.kind == kind && *metric.name == *name;
        let at = self.metrics.iter().position(same).unwrap_or_else(|| {
            let name = Str::copy_of(name);
            self.metrics.push(Metric { kind, name, value: 0 });
            self.metrics.len() - 1
        });
        at as u32 + 1
    }

    fn find_metric(&mut self, id: u32) -> Result<&mut Metric, Status> {
        let at = (id as usize).checked_sub(1).ok_or(Status::NOT_FOUND)?;
        self.metrics.get_mut(at).ok_or(Status::NOT_FOUND)
    }

    pub(super) fn increment_metric(&mut self, id: u32, offset: i64) -> Result<(), Status> {
        let metric = self.find_metric(id)?;
        match metric.kind {
            MetricType::Counter if offset > 0 => {}
            MetricType::Gauge => {}
            _ => return Err(Status::BAD_ARGUMENT),
        }
        metric.value = metric.value.wrapping_add_signed(offset);
        Ok(())
    }

    pub(super) fn record_metric(&mut self, id: u32, value: u64) -> Result<(), Status> {
        let metric = self.find_metric(id)?;
        metric.value = match metric.kind {
            MetricType::Counter => metric.value.wrapping_add(value),
            MetricType::Gauge | MetricType::Histogram => value,
        };
        Ok(())
    }

    pub(super) fn metric(&self, id: u32) -> Result<u64, Status> {
        let at = (id as usize).checked_sub(1).ok_or(Status::NOT_FOUND)?;
        match self.metrics.get(at).ok_or(Status::NOT_FOUND)? {
            metric if metric.kind == MetricType::Histogram => Err(Status::BAD_ARGUMENT),
            metric => Ok(metric.value),
        }
    }

    fn metric_named(&self, kind: MetricType, name: &[u8]) -> Result<u64, Error> {
        let text = Str::copy_of(name);
        let all = self.metrics.iter().filter(|metric| *metric.name == *name);
        match all.clone().find(|metric| metric.kind == kind).or(all.clone().next()) {
            Some(metric) if metric.kind == kind => Ok(metric.value),
            Some(metric) => Err(Error::new(format!(
                "{text} is not {} metric type but {}",
                kind as u32, metric.kind as u32
            ))),
            None => Err(Error::new(format!("{text} not found"))),
        }
    }

    /// Redis clusters are prepared under a name with parameters behind a question mark.
    pub(super) fn find_cluster(&self, cluster: &[u8]) -> Result<(), Status> {
        let name = cluster.split(|byte| *byte == b'?').next().unwrap_or_default();
        match self.missing_clusters.contains(name) {
            true => Err(Status::BAD_ARGUMENT),
            false => Ok(()),
        }
    }

    fn next_call(&mut self) -> u32 {
        self.last_call += 1;
        self.last_call
    }

    pub(super) fn http_call(
        &mut self,
        caller: u32,
        cluster: &[u8],
        headers: Vec<[Str; 2]>,
        trailers: Vec<[Str; 2]>,
        body: &[u8],
    ) -> Result<u32, Status> {
        self.find_cluster(cluster)?;
        let sent = Headers::from(Kind::Request, &headers);
        if [":method", ":path", ":authority"]
            .iter()
            .any(|name| sent.get(name.as_bytes()).is_none())
        {
            return Err(Status::BAD_ARGUMENT);
        }
        let call = HttpCalloutAttribute {
            CalloutID: self.next_call(),
            Upstream: Str::copy_of(cluster),
            Headers: headers,
            Trailers: trailers,
            Body: body.to_vec(),
        };
        self.http_calls.push((caller, call));
        Ok(self.last_call)
    }

    pub(super) fn redis_call(&mut self, caller: u32, cluster: &[u8], query: &[u8]) -> Result<u32, Status> {
        self.find_cluster(cluster)?;
        let call = RedisCalloutAttribute {
            CalloutID: self.next_call(),
            Upstream: Str::copy_of(cluster),
            Query: query.to_vec(),
        };
        self.redis_calls.push((caller, call));
        Ok(self.last_call)
    }
}

/// The calls that this context made.
fn of_context<C: Clone>(calls: &[(u32, C)], context: u32) -> Vec<C> {
    let own = calls.iter().filter(|(caller, _)| *caller == context);
    own.map(|(_, call)| call.clone()).collect()
}

#[go]
impl HostEmulator {
    /// The HTTP calls of a context that are not answered yet, oldest first.
    pub fn GetCalloutAttributesFromContext(&self, context_id: u32) -> Vec<HttpCalloutAttribute> {
        of_context(&self.0.root.borrow().http_calls, context_id)
    }

    /// Answers an HTTP call. Without headers it failed: no connection, a reset, or a time-out.
    pub fn CallOnHttpCallResponse(
        &self,
        callout_id: u32,
        headers: &[[Str; 2]],
        trailers: &[[Str; 2]],
        body: impl AsRef<[u8]>,
    ) {
        let body = body.as_ref();
        let forget = |root: &mut Root| root.http_calls.retain(|(_, call)| call.CalloutID != callout_id);
        let headers = Headers::from(Kind::Response, headers);
        let trailers = Headers::from(Kind::Trailers, trailers);
        let (count, trailer_count) = (headers.list().len(), trailers.list().len());
        let answer = Answer {
            headers: Some(headers),
            trailers: Some(trailers),
            http_body: Some(body.to_vec()),
            ..Answer::default()
        };
        self.answer(answer, forget, || {
            callbacks::on_http_call_response(PluginContextID, callout_id, count, body.len(), trailer_count);
        });
    }

    /// The Redis commands of a context that are not answered yet, oldest first.
    pub fn GetRedisCalloutAttributesFromContext(&self, context_id: u32) -> Vec<RedisCalloutAttribute> {
        of_context(&self.0.root.borrow().redis_calls, context_id)
    }

    /// Answers a Redis command. The reply is RESP; a status other than 0 is a failure of the connection.
    pub fn CallOnRedisCallResponse(&self, callout_id: u32, status: i32, response: impl AsRef<[u8]>) {
        let response = response.as_ref();
        let forget = |root: &mut Root| root.redis_calls.retain(|(_, call)| call.CalloutID != callout_id);
        let answer = Answer {
            redis_reply: Some(response.to_vec()),
            ..Answer::default()
        };
        self.answer(answer, forget, || {
            callbacks::on_redis_call_response(PluginContextID, callout_id, status, response.len());
        });
    }

    /// The value of a counter.
    ///
    /// # Errors
    ///
    /// There is no metric of this name, or it is of another kind.
    pub fn GetCounterMetric(&self, name: impl AsRef<[u8]>) -> Result<u64, Error> {
        self.0.root.borrow().metric_named(MetricType::Counter, name.as_ref())
    }

    /// The value of a gauge; a negative one as its two's complement.
    ///
    /// # Errors
    ///
    /// There is no metric of this name, or it is of another kind.
    pub fn GetGaugeMetric(&self, name: impl AsRef<[u8]>) -> Result<u64, Error> {
        self.0.root.borrow().metric_named(MetricType::Gauge, name.as_ref())
    }

    /// The last sample of a histogram.
    ///
    /// # Errors
    ///
    /// There is no metric of this name, or it is of another kind.
    pub fn GetHistogramMetric(&self, name: impl AsRef<[u8]>) -> Result<u64, Error> {
        self.0.root.borrow().metric_named(MetricType::Histogram, name.as_ref())
    }

    /// The log lines of level trace.
    pub fn GetTraceLogs(&self) -> Vec<Str> {
        self.logs(LogLevel::Trace)
    }

    /// The log lines of level debug.
    pub fn GetDebugLogs(&self) -> Vec<Str> {
        self.logs(LogLevel::Debug)
    }

    /// The log lines of level info.
    pub fn GetInfoLogs(&self) -> Vec<Str> {
        self.logs(LogLevel::Info)
    }

    /// The log lines of level warn.
    pub fn GetWarnLogs(&self) -> Vec<Str> {
        self.logs(LogLevel::Warn)
    }

    /// The log lines of level error.
    pub fn GetErrorLogs(&self) -> Vec<Str> {
        self.logs(LogLevel::Error)
    }

    /// The log lines of level critical.
    pub fn GetCriticalLogs(&self) -> Vec<Str> {
        self.logs(LogLevel::Critical)
    }

    /// The time between two ticks that the plugin asked for, in milliseconds; 0 for none.
    pub fn GetTickPeriod(&self) -> u32 {
        self.0.root.borrow().tick_period
    }

    /// How many items a queue has; 0 also where there is no such queue.
    pub fn GetQueueSize(&self, queue_id: u32) -> i64 {
        let mut root = self.0.root.borrow_mut();
        root.queue(queue_id).map_or(0, |queue| queue.len() as i64)
    }

    /// Gives the host a function that a plugin can call by this name.
    pub fn RegisterForeignFunction(&self, name: impl Into<Str>, f: impl Fn(&[u8]) -> Vec<u8> + 'static) {
        self.0.root.borrow_mut().functions.insert(name.into(), Rc::new(f));
    }
}

impl HostEmulator {
    /// Plays a gateway without this cluster: HTTP calls, Redis commands and the preparation of a Redis client fail with
    /// `ErrorStatusBadArgument`. Every other cluster is there. Go's emulator has nothing like it.
    pub fn remove_cluster(&self, name: impl Into<Str>) {
        self.0.root.borrow_mut().missing_clusters.insert(name.into());
    }

    fn logs(&self, level: LogLevel) -> Vec<Str> {
        self.0.root.borrow().logs[level as usize].clone()
    }

    /// Calls back with an answer to read; `forget` takes the call off the list when it is over.
    fn answer(&self, answer: Answer, forget: impl FnOnce(&mut Root), call: impl FnOnce()) {
        let before = std::mem::replace(&mut self.0.root.borrow_mut().answer, answer);
        self.guest(PluginContextID, || {
            call();
            let mut root = self.0.root.borrow_mut();
            root.answer = before;
            forget(&mut root);
        });
    }
}
