//! Makes modules: bytes of good ones changed, sections moved about and changed with their lengths right, and valid
//! modules made up around the interface of a plugin.

use super::draw::Draw;
use super::good::Good;
use arbitrary::Unstructured;
use wasm_smith::{Config, Module};

pub fn module(good: &[Good], draw: &mut Draw) -> Vec<u8> {
    if draw.one_in(3) {
        return made_up(draw);
    }
    let small: Vec<&Good> = good.iter().filter(|good| !good.large || draw.one_in(20)).collect();
    // Most of the time is spent where it goes fast.
    let own = if draw.one_in(50) { small.len() } else { 3 };
    let mut bytes = small[draw.below(own)].wasm.clone();
    for _ in 0..=draw.below(3) {
        bytes = if draw.one_in(2) {
            sections(&bytes, draw)
        } else {
            of_bytes(bytes, draw)
        };
    }
    bytes
}

/// Changes bytes wherever they are.
fn of_bytes(mut bytes: Vec<u8>, draw: &mut Draw) -> Vec<u8> {
    if bytes.is_empty() {
        return draw.bytes(16);
    }
    for _ in 0..=draw.below(4) {
        let at = draw.below(bytes.len());
        match draw.below(7) {
            0 => bytes[at] ^= 1 << draw.below(8),
            1 => bytes[at] = draw.number() as u8,
            2 => bytes[at] = *draw.of(&[0x00, 0x01, 0x7f, 0x80, 0xff, 0x60, 0x0b, 0x41]),
            3 => bytes.truncate(at),
            4 => drop(bytes.splice(at..at, {
                let count = draw.below(12);
                draw.bytes(count)
            })),
            5 => drop(bytes.drain(at..(at + draw.below(12)).min(bytes.len()))),
            _ => {
                let end = (at + draw.below(64)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = draw.below(bytes.len());
                drop(bytes.splice(to..to, piece));
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// Changes sections as wholes or within, and writes their lengths anew, so that what reads a section gets to see it.
fn sections(bytes: &[u8], draw: &mut Draw) -> Vec<u8> {
    let Some(mut sections) = take_apart(bytes) else {
        return of_bytes(bytes.to_vec(), draw);
    };
    if sections.is_empty() {
        return bytes.to_vec();
    }
    let at = draw.below(sections.len());
    match draw.below(8) {
        0 => drop(sections.remove(at)),
        1 => sections.push(sections[at].clone()),
        2 => sections.insert(0, sections[at].clone()),
        3 => {
            let other = draw.below(sections.len());
            sections.swap(at, other);
        }
        4 => sections[at].0 = draw.below(16) as u8,
        // Names that the tools look for, with content that they do not.
        5 => {
            let name = *draw.of(&[
                "name",
                "producers",
                "conformance.bridge",
                "emscripten_metadata",
                "linking",
                "dylink.0",
            ]);
            let mut content = number(name.len() as u64);
            content.extend(name.bytes());
            let count = draw.below(40);
            content.extend(draw.bytes(count));
            sections.push((0, content));
        }
        _ => sections[at].1 = of_bytes(sections[at].1.clone(), draw),
    }
    put_together(&sections)
}

/// A section: its id and content.
type Section = (u8, Vec<u8>);

fn take_apart(bytes: &[u8]) -> Option<Vec<Section>> {
    let mut rest = bytes.get(8..)?;
    let mut sections = Vec::new();
    while let Some((id, behind)) = rest.split_first() {
        let (mut length, mut read) = (0_u64, 0);
        loop {
            let byte = *behind.get(read)?;
            length |= u64::from(byte & 0x7f).checked_shl(7 * read as u32)?;
            read += 1;
            if byte & 0x80 == 0 {
                break;
            }
            if read > 5 {
                return None;
            }
        }
        let end = read.checked_add(usize::try_from(length).ok()?)?;
        sections.push((*id, behind.get(read..end)?.to_vec()));
        rest = &behind[end..];
    }
    Some(sections)
}

fn put_together(sections: &[Section]) -> Vec<u8> {
    let mut bytes = b"\0asm\x01\0\0\0".to_vec();
    for (id, content) in sections {
        bytes.push(*id);
        bytes.extend(number(content.len() as u64));
        bytes.extend(content);
    }
    bytes
}

/// A number in LEB128.
fn number(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// What a plugin may import.
const IMPORTS: &str = r#"(module
    (import "env" "proxy_log" (func (param i32 i32 i32) (result i32)))
    (import "env" "proxy_get_property" (func (param i32 i32 i32 i32) (result i32)))
    (import "env" "proxy_http_call" (func (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (import "env" "proxy_redis_init" (func (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (import "env" "proxy_redis_call" (func (param i32 i32 i32 i32 i32) (result i32)))
    (import "env" "proxy_get_upstream_hosts" (func (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "clock_time_get" (func (param i32 i64 i32) (result i32)))
    (import "wasi_unstable" "sched_yield" (func (result i32)))
    (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32))))"#;

/// What a plugin exports, in parts that may be left out.
const EXPORTS: [&str; 8] = [
    r#"(memory (export "memory") 1)"#,
    r#"(func (export "malloc") (param i32) (result i32) unreachable)"#,
    r#"(func (export "proxy_on_memory_allocate") (param i32) (result i32) unreachable)"#,
    r#"(func (export "proxy_on_vm_start") (param i32 i32) (result i32) unreachable)
       (func (export "proxy_on_configure") (param i32 i32) (result i32) unreachable)"#,
    r#"(func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32) unreachable)"#,
    r#"(func (export "proxy_on_http_call_response") (param i32 i32 i32 i32 i32) unreachable)"#,
    r#"(func (export "proxy_on_context_create") (param i32 i32) unreachable)"#,
    r#"(func (export "proxy_on_redis_call_response") (param i32 i32 i32 i32) unreachable)"#,
];

/// A valid module with the imports and exports of a plugin and anything else that WebAssembly has.
fn made_up(draw: &mut Draw) -> Vec<u8> {
    let marker = *draw.of(&["0_1_0", "0_2_0", "0_2_1", "0_2_100", "0_2_100"]);
    let mut exports = format!(
        r#"(module (func (export "proxy_abi_version_{marker}") unreachable) {}"#,
        EXPORTS[0]
    );
    for part in &EXPORTS[1..] {
        if !draw.one_in(3) {
            exports += part;
        }
    }
    let config = Config {
        available_imports: Some(wat::parse_str(IMPORTS).unwrap()),
        exports: Some(wat::parse_str(exports + ")").unwrap()),
        max_memories: 1 + draw.below(3),
        gc_enabled: draw.one_in(4),
        threads_enabled: false,
        shared_everything_threads_enabled: false,
        compact_imports_enabled: false,
        wide_arithmetic_enabled: false,
        generate_custom_sections: draw.one_in(2),
        max_tables: 3,
        ..Config::default()
    };
    let length = 200 + draw.below(3_000);
    let chosen = draw.bytes(length);
    match Module::new(config, &mut Unstructured::new(&chosen)) {
        Ok(module) => module.to_bytes(),
        Err(_) => chosen,
    }
}
