//! One call as the injected code of the bridge writes it: the time-out (ms), then service with parameters, user and
//! password, each after its length, and the command up to the end. Numbers are 32 bits, little-endian.

use super::Command;
use redis_protocol::resp2::decode::decode;
use redis_protocol::resp2::types::OwnedFrame;
use std::time::Instant;

/// A call, taken apart.
pub struct Call {
    /// The time-out of the service (ms). Envoy watches it; with 0 Higress gives up at once.
    pub timeout_ms: u32,
    /// What tells one connection to Redis from another: service with parameters, user and password.
    pub link: Link,
    /// The command as the plugin wrote it, in RESP.
    pub query: Vec<u8>,
}

/// What a service was initialised with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// The service with its parameters, such as `redis.static?db=1`.
    pub service: String,
    /// The user; empty for none.
    pub user: Vec<u8>,
    /// The password; empty for none.
    pub password: Vec<u8>,
}

impl Call {
    /// Reads the body of a request; nothing where it is no call.
    pub fn parse(body: &[u8]) -> Option<Call> {
        let mut rest = body;
        let timeout_ms = number(&mut rest)?;
        let service = String::from_utf8_lossy(text(&mut rest)?).into_owned();
        let user = text(&mut rest)?.to_vec();
        let password = text(&mut rest)?.to_vec();
        Some(Call {
            timeout_ms,
            link: Link {
                service,
                user,
                password,
            },
            query: rest.to_vec(),
        })
    }

    /// The command for the record. What is no RESP array of strings is one word.
    pub fn command(&self) -> Command {
        let (service, _) = self.link.split();
        Command {
            service: service.to_string(),
            db: self.link.db().map(str::to_string),
            user: String::from_utf8_lossy(&self.link.user).into_owned(),
            words: words(&self.query).unwrap_or_else(|| vec![self.query.clone()]),
            at: Instant::now(),
        }
    }
}

impl Link {
    fn split(&self) -> (&str, &str) {
        self.service.split_once('?').unwrap_or((&self.service, ""))
    }

    /// The database asked for with `?db=`.
    pub fn db(&self) -> Option<&str> {
        let (_, parameters) = self.split();
        parameters
            .split('&')
            .find_map(|parameter| parameter.strip_prefix("db="))
    }
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (number, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(u32::from_le_bytes(*number))
}

fn text<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = number(rest)? as usize;
    let (text, behind) = rest.split_at_checked(len)?;
    *rest = behind;
    Some(text)
}

fn words(query: &[u8]) -> Option<Vec<Vec<u8>>> {
    match decode(query).ok()?? {
        (OwnedFrame::Array(words), len) if len == query.len() => words
            .into_iter()
            .map(|word| match word {
                OwnedFrame::BulkString(word) | OwnedFrame::SimpleString(word) => Some(word),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn body(service: &str, user: &str, password: &str, query: &[u8]) -> Vec<u8> {
        let mut body = 500u32.to_le_bytes().to_vec();
        for text in [service, user, password] {
            body.extend((text.len() as u32).to_le_bytes());
            body.extend(text.as_bytes());
        }
        body.extend(query);
        body
    }

    #[test]
    fn a_call_names_service_database_user_and_command() {
        let call = Call::parse(&body("redis.static?db=3&x=y", "app", "secret", b"*1\r\n$4\r\nPING\r\n")).unwrap();
        assert_eq!(call.timeout_ms, 500);
        assert_eq!(call.link.password, b"secret");
        let command = call.command();
        assert_eq!(
            (command.service.as_str(), command.db.as_deref()),
            ("redis.static", Some("3"))
        );
        assert_eq!((command.user.as_str(), command.words), ("app", vec![b"PING".to_vec()]));
    }

    #[test]
    fn a_command_that_is_no_resp_is_recorded_as_it_is() {
        let call = Call::parse(&body("redis", "", "", b"PING\r\n")).unwrap();
        assert_eq!(call.command().words, vec![b"PING\r\n".to_vec()]);
        assert_eq!(call.command().db, None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_call_or_none(bytes: Vec<u8>) {
            if let Some(call) = Call::parse(&bytes) {
                call.command();
            }
        }
    }
}
