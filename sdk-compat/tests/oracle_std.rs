//! The smaller packages of Go's standard library against Go's.

mod oracle;

use oracle::{Dump, compare};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::crypto::{hmac, md5, sha1, sha256, sha512};
use sdk_compat::encoding::{base64, hex};
use sdk_compat::go::Slice;
use sdk_compat::hash::{crc32, fnv};
use sdk_compat::{Error, Str, bytes, math, net, path, sort, strconv, strings, time, unicode, url, utf8};

fn pieces(all: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(select(all), 0..most).prop_map(|pieces| pieces.concat().into_bytes())
}

fn outcome(dump: &mut Dump, name: &str, value: Result<impl AsRef<[u8]>, Error>) {
    match value {
        Ok(value) => dump.text(name, value.as_ref()),
        Err(error) => dump.text(&format!("{name} fails"), &error.text()),
    }
}

fn encodings((data, key): &(Vec<u8>, Vec<u8>)) -> Vec<u8> {
    let mut dump = Dump::default();
    let kinds = [
        &base64::StdEncoding,
        &base64::RawStdEncoding,
        &base64::URLEncoding,
        &base64::RawURLEncoding,
    ];
    for kind in kinds {
        dump.text("base64", &kind.EncodeToString(data));
        dump.number("length", kind.EncodedLen(data.len() as i64));
        outcome(&mut dump, "decoded", kind.DecodeString(data));
    }
    dump.text("hex", &hex::EncodeToString(data));
    outcome(&mut dump, "unhex", hex::DecodeString(data));
    dump.text("md5", &md5::Sum(data));
    dump.text("sha1", &sha1::Sum(data));
    dump.text("sha256", &sha256::Sum256(data));
    dump.text("sha512", &sha512::Sum512(data));
    let mac = hmac::New(sha256::New, key);
    let _ = mac.Write(data);
    dump.text("hmac", &mac.Sum(key));
    let mac = hmac::New(md5::New, key);
    let _ = mac.Write(data);
    mac.Reset();
    let _ = mac.Write(key);
    dump.text("hmac", &mac.Sum([]));
    let mac = hmac::New(sha512::New, data);
    let _ = mac.Write(key);
    dump.text("hmac", &mac.Sum([]));
    dump.number("crc32", crc32::ChecksumIEEE(data));
    let (small, large) = (fnv::New32a(), fnv::New64());
    let _ = (small.Write(data), large.Write(data));
    dump.number("fnv", small.Sum32());
    dump.number("fnv64", large.Sum64());
    dump.bytes()
}

#[test]
fn bytes_are_encoded_and_hashed_as_in_go() {
    const PIECES: &[&str] = &[
        "a", "YQ==", "YQ", "Zm9v", "=", "==", "+", "/", "-", "_", "\n", "\r\n", "0f", "Z", "é", "!",
    ];
    let data = prop_oneof![pieces(PIECES, 5), vec(any::<u8>(), 0..150)];
    compare((data, vec(any::<u8>(), 0..150)), encodings, |oracle, (data, key)| {
        oracle.ask(b'E', &[data, key])
    });
}

fn readings((text, layout, base, bits): &(Vec<u8>, Vec<u8>, u8, u8)) -> Vec<u8> {
    let mut dump = Dump::default();
    let (base, bits) = (i64::from(*base), i64::from(*bits));
    let text = Str::copy_of(text);
    let number = strconv::ParseInt(&text, base, bits).map(|number| strconv::FormatInt(number, 10));
    outcome(&mut dump, "int", number);
    let number = strconv::ParseUint(&text, base, bits).map(|number| strconv::FormatUint(number, 10));
    outcome(&mut dump, "uint", number);
    outcome(&mut dump, "unquote", strconv::Unquote(&text));
    outcome(
        &mut dump,
        "duration",
        time::ParseDuration(&text).map(|span| span.String()),
    );
    let moment = time::Parse(layout, &text).map(|moment| moment.UTC().Format(time::RFC3339Nano));
    outcome(&mut dump, "time", moment);
    dump.text("clean", &path::Clean(&text));
    dump.text("base", &path::Base(&text));
    dump.text("dir", &path::Dir(&text));
    dump.text("ext", &path::Ext(&text));
    dump.text("join", &path::Join(&[text.clone(), Str::copy_of(layout), text.clone()]));
    let address = url::ParseRequestURI(&text).map(|address| address.String() + " " + address.Path);
    outcome(&mut dump, "request", address);
    dump.bytes()
}

#[test]
fn numbers_times_and_addresses_are_read_as_in_go() {
    const PIECES: &[&str] = &[
        "0",
        "1",
        "9",
        "42",
        "-",
        "+",
        "_",
        "0x",
        "0b",
        "0o",
        "ff",
        "z",
        "9223372036854775807",
        "18446744073709551615",
        ".",
        "1.5",
        "h",
        "m",
        "s",
        "ms",
        "us",
        "µs",
        "ns",
        "\"",
        "'",
        "`",
        "\\n",
        "\\x41",
        "\\u00e4",
        "\\101",
        "\\",
        "a",
        "é",
        "/",
        "..",
        "http://",
        "?",
        "#",
        ":",
        " ",
        "*",
        "2024-02-29",
        "T",
        "12:30:45",
        "Z",
        "+08:00",
        "12",
        "PM",
        "Mon",
        "Jan",
        "UTC",
    ];
    const LAYOUTS: &[&str] = &[
        time::RFC3339,
        time::RFC3339Nano,
        time::DateTime,
        time::DateOnly,
        time::TimeOnly,
        time::Kitchen,
        "Mon Jan 2006",
        "15:04:05.000",
        "2006-002",
        "2 Jan 06 MST",
        "/",
    ];
    // Times of every layout, whole and spoilt.
    let moment = (0_i64..4_000_000_000, select(LAYOUTS), 0_usize..40, any::<bool>()).prop_map(
        |(seconds, layout, cut, whole)| {
            let text = time::Unix(seconds, seconds % 1_000_000_000).Format(layout);
            let text = if whole { text } else { text.slice(..cut.min(text.len())) };
            (text.to_vec(), layout.as_bytes().to_vec())
        },
    );
    let other = (
        pieces(PIECES, 6),
        select(LAYOUTS).prop_map(|layout| layout.as_bytes().to_vec()),
    );
    let text = prop_oneof![moment, other];
    let question = (
        text,
        select(&[0_u8, 2, 8, 10, 16, 36, 1, 37][..]),
        select(&[0_u8, 8, 16, 32, 64, 65][..]),
    );
    let question = question.prop_map(|((text, layout), base, bits)| (text, layout, base, bits));
    compare(question, readings, |oracle, (text, layout, base, bits)| {
        oracle.ask(b'D', &[text, layout, &[*base, *bits]])
    });
}

fn text_functions((text, part): &(Vec<u8>, Vec<u8>)) -> Vec<u8> {
    let mut dump = Dump::default();
    let (text, part) = (Str::copy_of(text), Str::copy_of(part));
    let (rune, _) = utf8::DecodeRuneInString(&part);
    let list = |dump: &mut Dump, name, items: &[Str]| {
        dump.inside(name, |dump| items.iter().for_each(|item| dump.text("item", item)));
    };
    let within = |rune: i32| strings::IndexRune(&part, rune) >= 0;
    dump.number("compare", strings::Compare(&text, &part));
    dump.number("index rune", strings::IndexRune(&text, rune));
    dump.number("index any", strings::IndexAny(&text, &part));
    dump.number("last index any", strings::LastIndexAny(&text, &part));
    dump.number("index func", strings::IndexFunc(&text, within));
    dump.number("last index func", strings::LastIndexFunc(&text, within));
    dump.text("trim func", &strings::TrimFunc(&text, within));
    list(&mut dump, "fields func", &strings::FieldsFunc(&text, within));
    let mapped = |rune| if within(rune) { -1 } else { unicode::ToUpper(rune) };
    dump.text("map", &strings::Map(mapped, &text));
    list(&mut dump, "split after", &strings::SplitAfter(&text, &part));
    dump.text("valid", &strings::ToValidUTF8(&text, &part));
    let pairs = [
        part.clone(),
        "x".into(),
        "a".into(),
        part.clone(),
        "".into(),
        "-".into(),
    ];
    dump.text("replacer", &strings::NewReplacer(&pairs).Replace(&text));
    dump.text("bytes replace", &bytes::ReplaceAll(&text, &part, "--"));
    bytes::SplitN(&text, &part, 3)
        .iter()
        .for_each(|piece| dump.text("piece", piece));
    dump.number("runes", utf8::RuneCountInString(&text));
    let (last, width) = utf8::DecodeLastRuneInString(&text);
    dump.number("last", last);
    dump.number("width", width);
    dump.bytes()
}

#[test]
fn texts_are_searched_and_changed_by_functions_as_in_go() {
    const PIECES: &[&[u8]] = &[
        b"a",
        b"b",
        b"ab",
        b" ",
        b",",
        "ä".as_bytes(),
        "你".as_bytes(),
        "\u{fffd}".as_bytes(),
        b"\xff",
        b"\xe4\xbd",
    ];
    let text = |most| vec(select(PIECES), 0..most).prop_map(|pieces| pieces.concat());
    compare((text(9), text(3)), text_functions, |oracle, (text, part)| {
        oracle.ask(b'B', &[text, part])
    });
}

fn number_functions(bits: &[u64; 3]) -> Vec<u8> {
    let mut dump = Dump::default();
    let (x, y) = (f64::from_bits(bits[0]), f64::from_bits(bits[1]));
    let floats = [
        math::Floor(x),
        math::Ceil(x),
        math::Round(x),
        math::RoundToEven(x),
        math::Trunc(x),
        math::Abs(x),
        math::Max(x, y),
        math::Min(x, y),
        math::Mod(x, y),
        math::Sqrt(x),
    ];
    floats.into_iter().for_each(|value| dump.float("float", value));
    let (span, unit) = (time::Duration(bits[0] as i64), time::Duration(bits[1] as i64));
    dump.text("span", &span.String());
    dump.number("rounded", span.Round(unit).0);
    dump.number("truncated", span.Truncate(unit).0);
    dump.float("hours", span.Hours());
    let moment = time::Unix((bits[2] % 4_000_000_000) as i64, 5).UTC();
    dump.number("weekday", moment.Weekday().String());
    dump.number("month", moment.Month().String());
    dump.number("year day", moment.YearDay());
    dump.text("later", &moment.Add(span).Format(time::RFC3339Nano));
    let later = moment.AddDate(1, (bits[1] % 30) as i64, (bits[0] % 50) as i64);
    dump.text("months later", &later.Format(time::RFC3339));
    dump.number("between", moment.Add(unit).Sub(moment).0);
    let numbers = Slice::from([bits[0] as i64, bits[1] as i64, bits[2] as i64, 0, -1, 5]);
    sort::Ints(&numbers);
    let shown: Vec<String> = numbers.iter().map(|number| number.to_string()).collect();
    dump.number("sorted", format!("[{}]", shown.join(" ")));
    dump.bytes()
}

#[test]
fn numbers_and_spans_are_worked_with_as_in_go() {
    let bits = || {
        let float = prop_oneof![
            -1e6..1e6_f64,
            Just(0.0),
            Just(-0.0),
            Just(f64::NAN),
            Just(f64::INFINITY),
            Just(2.5),
            Just(-0.5)
        ];
        prop_oneof![any::<u64>(), float.prop_map(f64::to_bits), 0_u64..10_000_000_000]
    };
    compare([bits(), bits(), bits()], number_functions, |oracle, bits| {
        let [a, b, c] = bits.map(u64::to_le_bytes);
        oracle.ask(b'M', &[&a, &b, &c])
    });
}

fn addresses((text, other): &(Vec<u8>, Vec<u8>)) -> Vec<u8> {
    let mut dump = Dump::default();
    let ip = net::ParseIP(text);
    dump.text("ip", &ip.String());
    dump.text("four", &ip.To4().String());
    let kinds = [ip.IsLoopback(), ip.IsPrivate(), ip.IsUnspecified()].map(|kind| kind.to_string());
    dump.number("kinds", format!("[{}]", kinds.join(" ")));
    match net::ParseCIDR(Str::copy_of(other)) {
        Err(error) => dump.text("error", &error.text()),
        Ok((ip, network)) => {
            dump.text("address", &ip.String());
            dump.text("network", &network.borrow().String());
            dump.number("contains", network.borrow().Contains(net::ParseIP(text)));
        }
    }
    let split = net::SplitHostPort(Str::copy_of(text)).map(|(host, port)| host + " " + port);
    outcome(&mut dump, "split", split);
    dump.text("joined", &net::JoinHostPort(Str::copy_of(text), other));
    dump.bytes()
}

#[test]
fn addresses_are_read_and_compared_as_in_go() {
    const ADDRESSES: &[&str] = &[
        "10.1.2.3",
        "10.0.0.1",
        "192.168.1.1",
        "127.0.0.1",
        "0.0.0.0",
        "1.2.3",
        "1.2.3.256",
        "01.2.3.4",
        "::1",
        "::",
        "2001:db8::1",
        "fe80::1%eth0",
        "::ffff:1.2.3.4",
        "fc00::1",
        "1::2::3",
        "x",
        "",
        "[::1]:80",
        "host:80",
        "host",
        "[::1]",
        "a:b:c",
        "[a]b:80",
        "a]:1",
        "[",
        ":",
    ];
    let address = || select(ADDRESSES).prop_map(|text| text.as_bytes().to_vec());
    let size = select(
        &[
            "", "/8", "/0", "/32", "/24", "/33", "/128", "/64", "/129", "/x", "/-1", "/08", "/",
        ][..],
    );
    let network = (address(), size).prop_map(|(address, size)| [&address[..], size.as_bytes()].concat());
    compare((address(), network), addresses, |oracle, (text, other)| {
        oracle.ask(b'A', &[text, other])
    });
}
