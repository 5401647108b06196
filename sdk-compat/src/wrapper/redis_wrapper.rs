//! Calls to Redis. Higress only.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use super::cluster_wrapper::Cluster;
use crate::encoding::base64;
use crate::fmt::Sprintf;
use crate::resp::{self, ErrorValue, NewReader, Value};
use crate::strings::Contains;
use crate::{Any, Error, Str, args, go, proxywasm, uuid};

/// Told the answer of Redis.
pub type RedisResponseCallback = Box<dyn FnOnce(Value)>;

/// A callback until it is called: a second try that cannot be sent leaves it to the first.
type Handler = Rc<Cell<Option<RedisResponseCallback>>>;

/// A client for one Redis. Copies are the same client; the default is Go's nil client, whose calls are errors.
///
/// A call sends one command and returns an error where it could not be sent. Its callback gets the answer: a value of
/// the Redis protocol, which is an error value when Redis says so, cannot be reached, or answers what cannot be read.
#[derive(Clone, Default)]
pub struct RedisClient(Option<Rc<Inner>>);

struct Inner {
    cluster: Box<dyn Cluster>,
    ready: Cell<bool>,
    options: Cell<Options>,
    /// What [`RedisClient::Init`] was given; nothing can be sent before.
    access: RefCell<Option<Rc<Access>>>,
}

struct Access {
    cluster_name: Str,
    username: Str,
    password: Str,
    timeout: u32,
}

#[derive(Clone, Copy, Default)]
struct Options {
    database: i64,
    flush_timeout: Option<i64>,
    most_buffered: Option<i64>,
}

/// An option of [`RedisClient::Init`].
pub struct RedisOption(Box<dyn Fn(&mut Options)>);

/// The number of the database; 0 if not given.
#[go]
pub fn WithDataBase(database: i64) -> RedisOption {
    RedisOption(Box::new(move |options| options.database = database))
}

/// How long commands are held to be sent together; 3 ms if not given, cut to whole milliseconds.
#[go]
pub fn WithBufferFlushTimeout(timeout: Duration) -> RedisOption {
    RedisOption(Box::new(move |options| {
        options.flush_timeout = Some(timeout.as_millis() as i64)
    }))
}

/// How many bytes of commands are held at most to be sent together; 1024 if not given.
#[go]
pub fn WithMaxBufferSizeBeforeFlush(size: i64) -> RedisOption {
    RedisOption(Box::new(move |options| options.most_buffered = Some(size)))
}

/// Sends every command at once.
#[go]
pub fn WithDisableBuffer() -> RedisOption {
    RedisOption(Box::new(|options| {
        (options.flush_timeout, options.most_buffered) = (Some(0), Some(0))
    }))
}

/// A client for the Redis that `cluster` names; [`RedisClient::Init`] makes it ready.
#[go]
pub fn NewRedisClusterClient(cluster: impl Cluster + 'static) -> RedisClient {
    RedisClient(Some(Rc::new(Inner {
        cluster: Box::new(cluster),
        ready: Cell::new(false),
        options: Cell::default(),
        access: RefCell::default(),
    })))
}

/// Sends a command that is in the bytes of the Redis protocol already.
#[go]
pub fn RedisCall(
    cluster: &dyn Cluster,
    resp_query: impl AsRef<[u8]>,
    callback: impl FnOnce(Value) + 'static,
) -> Option<Error> {
    let handler: RedisResponseCallback = Box::new(callback);
    let query = Str::copy_of(resp_query.as_ref());
    send(cluster.ClusterName(), query, Rc::new(Cell::new(Some(handler))), None).err()
}

#[go]
impl RedisClient {
    /// Whether this is Go's nil client: the default, which was never made.
    pub fn is_nil(&self) -> bool {
        self.0.is_none()
    }

    /// Whether the host has taken the access data, and Redis has not refused them since.
    pub fn Ready(&self) -> bool {
        self.0.as_ref().is_some_and(|client| client.ready.get())
    }

    /// Gives the host the access data; `timeout` is in milliseconds. Where the host refuses, the calls after this one try
    /// again, and no error is returned.
    pub fn Init(
        &self,
        username: impl Into<Str>,
        password: impl Into<Str>,
        timeout: i64,
        options: &[RedisOption],
    ) -> Option<Error> {
        let Some(client) = &self.0 else {
            return Some(nil_client());
        };
        let mut merged = client.options.get();
        options.iter().for_each(|RedisOption(set)| set(&mut merged));
        client.options.set(merged);
        let access = Access {
            cluster_name: merged.upstream(client.cluster.ClusterName()),
            username: username.into(),
            password: password.into(),
            timeout: timeout as u32,
        };
        let refused = access.init();
        if let Some(err) = &refused {
            proxywasm::LogWarnf("failed to init redis: %v, will retry later", args![err]);
        }
        client.ready.set(refused.is_none());
        client.access.replace(Some(Rc::new(access)));
        None
    }

    /// Sends any command, each word as Go's `fmt.Sprint` prints it.
    ///
    /// # Errors
    /// Where the command cannot be sent: then the callback is not called.
    pub fn Command(&self, cmds: &[Any], callback: impl FnOnce(Value) + 'static) -> Option<Error> {
        self.send(cmds, Box::new(callback))
    }

    /// Runs a Lua script. The number of keys is not checked.
    ///
    /// # Errors
    /// Where the command cannot be sent: then the callback is not called.
    pub fn Eval(
        &self,
        script: impl Into<Str>,
        numkeys: i64,
        keys: &[Any],
        args: &[Any],
        callback: impl FnOnce(Value) + 'static,
    ) -> Option<Error> {
        let script = script.into();
        self.send(
            &[args!["eval", script, numkeys], keys, args].concat(),
            Box::new(callback),
        )
    }

    /// Sets a key that is not there yet; `ttl` is in seconds, none if 0 or less.
    ///
    /// # Errors
    /// Where the command cannot be sent: then the callback is not called.
    pub fn SetNX(
        &self,
        key: impl Into<Str>,
        value: impl Into<Any>,
        ttl: i64,
        callback: impl FnOnce(Value) + 'static,
    ) -> Option<Error> {
        let mut words = args!["set", key.into(), value.into(), "nx"].to_vec();
        if ttl > 0 {
            words.extend_from_slice(args!["ex", ttl]);
        }
        self.send(&words, Box::new(callback))
    }

    /// Sets several keys.
    ///
    /// # Errors
    /// Where the command cannot be sent: then the callback is not called.
    pub fn MSet(&self, kv_map: &BTreeMap<Str, Any>, callback: impl FnOnce(Value) + 'static) -> Option<Error> {
        self.send(&[args!["mset"], &pairs(kv_map)].concat(), Box::new(callback))
    }

    /// Sets several fields of a hash.
    ///
    /// # Errors
    /// Where the command cannot be sent: then the callback is not called.
    pub fn HMSet(
        &self,
        key: impl Into<Str>,
        kv_map: &BTreeMap<Str, Any>,
        callback: impl FnOnce(Value) + 'static,
    ) -> Option<Error> {
        self.send(
            &[args!["hmset", key.into()], &pairs(kv_map)].concat(),
            Box::new(callback),
        )
    }

    /// Adds members to a sorted set; the map has their scores.
    ///
    /// # Errors
    /// Where the command cannot be sent: then the callback is not called.
    pub fn ZAdd(
        &self,
        key: impl Into<Str>,
        ms_map: &BTreeMap<Str, Any>,
        callback: impl FnOnce(Value) + 'static,
    ) -> Option<Error> {
        let mut scores = pairs(ms_map);
        scores.chunks_exact_mut(2).for_each(|pair| pair.swap(0, 1));
        self.send(&[args!["zadd", key.into()], &scores].concat(), Box::new(callback))
    }
}

/// The type of an argument of a command.
macro_rules! kind {
    (text) => { impl Into<Str> };
    (int) => { i64 };
    (float) => { f64 };
    (any) => { impl Into<Any> };
    (texts) => { &[Str] };
    (anys) => { &[Any] };
}

/// Appends an argument of a command to its words.
macro_rules! append {
    ($words:ident, text, $argument:ident) => {
        $words.push(Any::String($argument.into()))
    };
    ($words:ident, any, $argument:ident) => {
        $words.push($argument.into())
    };
    ($words:ident, texts, $argument:ident) => {
        $words.extend($argument.iter().map(Any::from))
    };
    ($words:ident, anys, $argument:ident) => {
        $words.extend_from_slice($argument)
    };
    ($words:ident, $kind:ident, $argument:ident) => {
        $words.push(Any::from($argument))
    };
}

/// Commands whose words are their arguments in the same order, here and there with a word between them.
macro_rules! commands {
    ($($what:literal $method:ident = $command:literal $($argument:ident: $kind:ident $($word:literal)?),*;)*) => {
        #[go]
        impl RedisClient {
            $(
                #[doc = $what]
                ///
                /// # Errors
                /// Where the command cannot be sent: then the callback is not called.
                pub fn $method(
                    &self,
                    $($argument: kind!($kind),)*
                    callback: impl FnOnce(Value) + 'static,
                ) -> Option<Error> {
                    let mut words = args![$command].to_vec();
                    $(
                        append!(words, $kind, $argument);
                        $(words.push(Any::from($word));)?
                    )*
                    self.send(&words, Box::new(callback))
                }
            )*
        }
    };
}

commands! {
    "Deletes a key." Del = "del" key: text;
    "Asks whether a key is there." Exists = "exists" key: text;
    "Lets a key expire after `ttl` seconds." Expire = "expire" key: text, ttl: int;
    "Lets a key stay." Persist = "persist" key: text;

    "Gets the value of a key." Get = "get" key: text;
    "Sets a key." Set = "set" key: text, value: any;
    "Sets a key that expires after `ttl` seconds." SetEx = "set" key: text, value: any "ex", ttl: int;
    "Gets the values of several keys." MGet = "mget" keys: texts;
    "Adds one to a number." Incr = "incr" key: text;
    "Takes one from a number." Decr = "decr" key: text;
    "Adds to a number." IncrBy = "incrby" key: text, delta: int;
    "Takes from a number." DecrBy = "decrby" key: text, delta: int;

    "Asks how long a list is." LLen = "llen" key: text;
    "Adds to the end of a list." RPush = "rpush" key: text, vals: anys;
    "Takes the last item of a list." RPop = "rpop" key: text;
    "Adds to the start of a list." LPush = "lpush" key: text, vals: anys;
    "Takes the first item of a list." LPop = "lpop" key: text;
    "Gets an item of a list." LIndex = "lindex" key: text, index: int;
    "Gets a stretch of a list." LRange = "lrange" key: text, start: int, stop: int;
    "Removes items from a list by their value." LRem = "lrem" key: text, count: int, value: any;

    "Asks whether a hash has a field." HExists = "hexists" key: text, field: text;
    "Deletes fields of a hash." HDel = "hdel" key: text, fields: texts;
    "Asks how many fields a hash has." HLen = "hlen" key: text;
    "Gets a field of a hash." HGet = "hget" key: text, field: text;
    "Sets a field of a hash." HSet = "hset" key: text, field: text, value: any;
    "Gets several fields of a hash." HMGet = "hmget" key: text, fields: texts;
    "Gets the names of a hash's fields." HKeys = "hkeys" key: text;
    "Gets the values of a hash's fields." HVals = "hvals" key: text;
    "Gets all of a hash." HGetAll = "hgetall" key: text;
    "Adds to a number in a hash." HIncrBy = "hincrby" key: text, field: text, delta: int;
    "Adds to a fraction in a hash." HIncrByFloat = "hincrbyfloat" key: text, field: text, delta: float;

    "Asks how large a set is." SCard = "scard" key: text;
    "Adds members to a set." SAdd = "sadd" key: text, vals: anys;
    "Removes members from a set." SRem = "srem" key: text, vals: anys;
    "Asks whether a set has a member." SIsMember = "sismember" key: text, value: any;
    "Gets the members of a set." SMembers = "smembers" key: text;
    "Gets what only the first of two sets has." SDiff = "sdiff" key1: text, key2: text;
    "Stores what only the first of two sets has." SDiffStore = "sdiffstore" destination: text, key1: text, key2: text;
    "Gets what two sets both have." SInter = "sinter" key1: text, key2: text;
    "Stores what two sets both have." SInterStore = "sinterstore" destination: text, key1: text, key2: text;
    "Gets what either of two sets has." SUnion = "sunion" key1: text, key2: text;
    "Stores what either of two sets has." SUnionStore = "sunionstore" destination: text, key1: text, key2: text;

    "Asks how large a sorted set is." ZCard = "zcard" key: text;
    "Counts the members with a score between two." ZCount = "zcount" key: text, min: any, max: any;
    "Gets the score of a member." ZScore = "zscore" key: text, member: text;
    "Gets the place of a member, lowest score first." ZRank = "zrank" key: text, member: text;
    "Gets the place of a member, highest score first." ZRevRank = "zrevrank" key: text, member: text;
    "Removes members from a sorted set." ZRem = "zrem" key: text, members: texts;
    "Gets members by their places, lowest score first." ZRange = "zrange" key: text, start: int, stop: int;
    "Gets members by their places, highest score first." ZRevRange = "zrevrange" key: text, start: int, stop: int;
}

#[go]
impl RedisClient {
    /// Puts a value into a list before another one.
    ///
    /// # Errors
    /// Where the command cannot be sent: then the callback is not called.
    pub fn LInsertBefore(
        &self,
        key: impl Into<Str>,
        pivot: impl Into<Any>,
        value: impl Into<Any>,
        callback: impl FnOnce(Value) + 'static,
    ) -> Option<Error> {
        let words = args!["linsert", key.into(), "before", pivot.into(), value.into()];
        self.send(words, Box::new(callback))
    }

    /// Puts a value into a list after another one.
    ///
    /// # Errors
    /// Where the command cannot be sent: then the callback is not called.
    pub fn LInsertAfter(
        &self,
        key: impl Into<Str>,
        pivot: impl Into<Any>,
        value: impl Into<Any>,
        callback: impl FnOnce(Value) + 'static,
    ) -> Option<Error> {
        let words = args!["linsert", key.into(), "after", pivot.into(), value.into()];
        self.send(words, Box::new(callback))
    }

    /// Adds to the score of a member.
    ///
    /// # Errors
    /// Where the command cannot be sent: then the callback is not called.
    pub fn ZIncrBy(
        &self,
        key: impl Into<Str>,
        member: impl Into<Str>,
        delta: impl Into<Any>,
        callback: impl FnOnce(Value) + 'static,
    ) -> Option<Error> {
        self.send(
            args!["zincrby", key.into(), delta.into(), member.into()],
            Box::new(callback),
        )
    }
}

impl RedisClient {
    fn send(&self, words: &[Any], callback: RedisResponseCallback) -> Option<Error> {
        let Some(client) = &self.0 else {
            return Some(nil_client());
        };
        client.send(words, callback).err()
    }
}

fn nil_client() -> Error {
    Error::new("the Redis client is nil: make it with NewRedisClusterClient")
}

/// Keys and values in turn. Go's order is random here.
fn pairs(map: &BTreeMap<Str, Any>) -> Vec<Any> {
    map.iter()
        .flat_map(|(key, value)| [Any::from(key), value.clone()])
        .collect()
}

impl Options {
    /// The name that the host takes the options from.
    fn upstream(&self, cluster_name: Str) -> Str {
        let database = if self.database != 0 {
            Sprintf("db=%d&", args![self.database])
        } else {
            Str::default()
        };
        let flush_timeout = self.flush_timeout.unwrap_or(3);
        let most_buffered = self.most_buffered.unwrap_or(1024);
        Sprintf(
            "%s?%sbuffer_flush_timeout=%d&max_buffer_size_before_flush=%d",
            args![cluster_name, database, flush_timeout, most_buffered],
        )
    }
}

impl Access {
    fn init(&self) -> Option<Error> {
        proxywasm::RedisInit(&self.cluster_name, &self.username, &self.password, self.timeout)
    }
}

impl Inner {
    fn send(self: &Rc<Self>, words: &[Any], callback: RedisResponseCallback) -> Result<(), Error> {
        let access = self.access.borrow().clone();
        let access = access.ok_or_else(|| Error::new("redis client is not ready, please call Init() first"))?;
        self.make_ready(&access)?;
        let handler = Rc::new(Cell::new(Some(callback)));
        let sender = Sender {
            client: Rc::clone(self),
            access,
        };
        send(
            self.cluster.ClusterName(),
            resp::command(words).into(),
            handler,
            Some(sender),
        )
    }

    /// Gives the host the access data again if it does not have them.
    fn make_ready(&self, access: &Access) -> Result<(), Error> {
        if self.ready.get() {
            return Ok(());
        }
        if let Some(err) = access.init() {
            proxywasm::LogErrorf("failed to re-authenticate redis: %v", args![&err]);
            return Err(err);
        }
        self.ready.set(true);
        proxywasm::LogInfof("redis re-authentication successful", &[]);
        Ok(())
    }
}

/// Who sent a query, with the access data of that time: as in Go, a second try is made with those, whatever `Init` has been
/// given since.
struct Sender {
    client: Rc<Inner>,
    access: Rc<Access>,
}

/// Sends a query; `sender` tries again when Redis wants a password.
fn send(cluster_name: Str, query: Str, handler: Handler, sender: Option<Sender>) -> Result<(), Error> {
    let request_id = uuid::NewString();
    let call = SentQuery {
        request_id: request_id.clone(),
        query: query.clone(),
        handler,
        sender,
    };
    let sent = proxywasm::DispatchRedisCall(cluster_name, &query, move |status, size| call.answer(status, size));
    match sent {
        Ok(_) => {
            let query = Str::from(base64::encode(&query));
            proxywasm::LogDebugf(
                "redis call start, request-id: %s, respQuery: %s",
                args![request_id, query],
            );
            Ok(())
        }
        Err(err) => {
            proxywasm::LogCriticalf("redis call failed, request-id: %s, error: %v", args![request_id, &err]);
            Err(err)
        }
    }
}

struct SentQuery {
    request_id: Str,
    query: Str,
    handler: Handler,
    sender: Option<Sender>,
}

impl SentQuery {
    fn answer(self, status: i64, size: i64) {
        let value = self.value(status, size);
        let refused = value
            .Error()
            .is_some_and(|err| Contains(err.text().as_bytes(), b"NOAUTH Authentication required"));
        let again = refused && self.sender.as_ref().is_some_and(|sender| self.try_again(sender));
        if !again && let Some(callback) = self.handler.take() {
            callback(value);
        }
    }

    /// What Redis answered, or an error value in its place.
    fn value(&self, status: i64, size: i64) -> Value {
        let id = &self.request_id;
        if status != 0 {
            let format =
                "Error occurred while calling redis, it seems cannot connect to the redis cluster. request-id: %s";
            proxywasm::LogCriticalf(format, args![id]);
            return ErrorValue(&Error::new("cannot connect to redis cluster"));
        }
        let answer = match proxywasm::GetRedisCallResponse(0, size) {
            Ok(answer) => Str::from(answer),
            Err(err) => {
                let format = "failed to get redis response body, request-id: %s, error: %v";
                proxywasm::LogCriticalf(format, args![id, err]);
                return ErrorValue(&Error::new("cannot get redis response"));
            }
        };
        match NewReader(&answer).ReadValue() {
            Ok((value, _)) => {
                let [query, answer] = [&self.query, &answer].map(|bytes| Str::from(base64::encode(bytes)));
                let format = "redis call end, request-id: %s, respQuery: %s, respValue: %s";
                proxywasm::LogDebugf(format, args![id, query, answer]);
                value
            }
            Err(err) => {
                let format = "failed to read redis response body, request-id: %s, error: %v";
                proxywasm::LogCriticalf(format, args![id, err]);
                ErrorValue(&Error::new("cannot read redis response"))
            }
        }
    }

    /// Sends the query once more with the access data given anew; whether that went out.
    fn try_again(&self, Sender { client, access }: &Sender) -> bool {
        let id = &self.request_id;
        let format = "redis authentication required, request-id: %s, marking client as not ready and attempting \
                      re-authentication";
        proxywasm::LogWarnf(format, args![id]);
        client.ready.set(false);
        if let Err(err) = client.make_ready(access) {
            proxywasm::LogErrorf(
                "redis re-authentication failed, request-id: %s, error: %v",
                args![id, err],
            );
            return false;
        }
        proxywasm::LogInfof(
            "redis re-authentication successful, retrying request, request-id: %s",
            args![id],
        );
        let sent = send(
            client.cluster.ClusterName(),
            self.query.clone(),
            Rc::clone(&self.handler),
            None,
        );
        sent.inspect_err(|err| {
            proxywasm::LogErrorf("redis retry dispatch failed, request-id: %s, error: %v", args![id, err]);
        })
        .is_ok()
    }
}
