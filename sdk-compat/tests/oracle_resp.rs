//! `resp` against the Go library: bytes of every kind read, and values of every kind written.

mod oracle;

use oracle::{Dump, compare, encode_values};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::{Any, Error, Str, resp};

/// Values of the Redis protocol, and lines that only look like them.
fn reply() -> impl Strategy<Value = Vec<u8>> {
    let piece = select(
        [
            "+OK\r\n",
            "-ERR no\r\n",
            ":12\r\n",
            ":-9223372036854775808\r\n",
            ":9223372036854775808\r\n",
            ":x\r\n",
            ":+5\r\n",
            "$3\r\nabc\r\n",
            "$0\r\n\r\n",
            "$-1\r\n",
            "$-5\r\n",
            "$3\r\nabcd\r\n",
            "$2\r\n1",
            "$4\r\n12ab\r\n",
            "$3\r\n1.5\r\n",
            "*0\r\n",
            "*-1\r\n",
            "*1\r\n",
            "*2\r\n",
            "*3\r\n",
            "*1048577\r\n",
            "*9223372036854775808\r\n",
            "*-9223372036854775808\r\n",
            "*1_0\r\n",
            "*\r\n",
            "$x\r\n",
            "$-0\r\n\r\n",
            "$+2\r\nab\r\n",
            ":\r\n",
            ":-\r\n",
            ":1.5\r\n",
            "+1e3\r\n",
            "-12\r\n",
            "+a\r\r\n",
            "\"a b\"\r\n",
            "\"a\"b\n",
            "a\"b\n",
            "\"\n",
            "\u{e9}",
            "$536870913\r\n",
            "+a\nb\r\n",
            "+a\rb\r\n",
            "+\r\n",
            "-\r\n",
            "\r\n",
            "\n",
            "PING\r\n",
            "set a \"b\"\r\n",
            "\"a\" \n",
            "a  b\n",
            "+",
            "$",
            "*",
            "x",
            " ",
            "\"",
            "1",
            "+true\r\n",
            "$1\r\n",
            "-NOAUTH Authentication required.\r\n",
        ]
        .as_slice(),
    );
    prop_oneof![
        8 => vec(piece, 0..8).prop_map(|pieces| pieces.concat().into_bytes()),
        1 => vec(prop_oneof![select(b"+-:$*0123\r\n \"a".as_slice()), any::<u8>()], 0..20),
    ]
}

fn dump_reply(dump: &mut Dump, value: &resp::Value) {
    dump.number("type", value.Type());
    dump.text("string", &value.String());
    dump.text("bytes", &value.Bytes());
    dump.number("integer", value.Integer());
    dump.float("float", value.Float());
    dump.number("bool", value.Bool());
    dump.number("null", value.IsNull());
    if let Some(error) = value.Error() {
        dump.text("error", &error.text());
    }
    match value.MarshalRESP() {
        Ok(bytes) => dump.text("marshalled", &bytes),
        Err(error) => dump.text("unmarshalled", &error.text()),
    }
    dump.inside("array", |dump| {
        value.Array().iter().for_each(|item| dump_reply(dump, item))
    });
}

#[test]
fn a_redis_reply_is_read_as_in_go() {
    let ours = |(bytes, commands): &(Vec<u8>, Vec<bool>)| {
        let mut dump = Dump::default();
        let mut reader = resp::NewReader(Str::copy_of(bytes));
        for command in commands {
            let read = if *command {
                reader.ReadMultiBulk()
            } else {
                reader.ReadValue().map(|(value, size)| (value, false, size))
            };
            match read {
                Ok((value, telnet, size)) => {
                    dump.number("bytes", size);
                    dump.number("telnet", telnet);
                    dump_reply(&mut dump, &value);
                }
                Err(error) => {
                    dump.text("error", &error.text());
                    break;
                }
            }
        }
        dump.bytes()
    };
    compare(
        (reply(), vec(any::<bool>(), 1..4)),
        ours,
        |oracle, (bytes, commands)| {
            let commands: Vec<u8> = commands.iter().map(|&command| command.into()).collect();
            oracle.ask(b'r', &[bytes, &commands])
        },
    );
}

/// How a value is made.
#[derive(Clone, Debug)]
enum Made {
    Zero,
    Null,
    Simple(Vec<u8>),
    Bytes(Vec<u8>),
    Text(Vec<u8>),
    Error(Vec<u8>),
    Integer(i64),
    Bool(bool),
    Float(f64),
    Any(Any),
    MultiBulk(Vec<u8>, Vec<Any>),
    Array(Vec<Made>),
}

impl Made {
    fn value(&self) -> resp::Value {
        match self {
            Made::Zero => resp::Value::default(),
            Made::Null => resp::NullValue(),
            Made::Simple(text) => resp::SimpleStringValue(Str::copy_of(text)),
            Made::Bytes(text) => resp::BytesValue(Str::copy_of(text)),
            Made::Text(text) => resp::StringValue(Str::copy_of(text)),
            Made::Error(text) => resp::ErrorValue(&Error::new(Str::copy_of(text))),
            Made::Integer(number) => resp::IntegerValue(*number),
            Made::Bool(truth) => resp::BoolValue(*truth),
            Made::Float(number) => resp::FloatValue(*number),
            Made::Any(value) => resp::AnyValue(value),
            Made::MultiBulk(name, arguments) => resp::MultiBulkValue(Str::copy_of(name), arguments),
            Made::Array(items) => resp::ArrayValue(items.iter().map(Made::value).collect()),
        }
    }

    fn encode(&self, out: &mut Vec<u8>) {
        let text = |out: &mut Vec<u8>, kind: u8, text: &[u8]| {
            out.push(kind);
            out.extend((text.len() as u32).to_le_bytes());
            out.extend(text);
        };
        let number = |out: &mut Vec<u8>, kind: u8, bits: u64| {
            out.push(kind);
            out.extend(bits.to_le_bytes());
        };
        match self {
            Made::Zero => out.push(b'z'),
            Made::Null => out.push(b'n'),
            Made::Simple(value) => text(out, b'+', value),
            Made::Bytes(value) => text(out, b'b', value),
            Made::Text(value) => text(out, b'$', value),
            Made::Error(value) => text(out, b'-', value),
            Made::Integer(value) => number(out, b':', *value as u64),
            Made::Bool(value) => number(out, b't', (*value).into()),
            Made::Float(value) => number(out, b'f', value.to_bits()),
            Made::Any(value) => text(out, b'a', &encode_values(std::slice::from_ref(value))),
            Made::MultiBulk(name, arguments) => {
                text(out, b'm', name);
                text(out, b'a', &encode_values(arguments));
            }
            Made::Array(items) => {
                out.push(b'*');
                out.extend((items.len() as u32).to_le_bytes());
                items.iter().for_each(|item| item.encode(out));
            }
        }
    }
}

fn argument() -> impl Strategy<Value = Any> {
    prop_oneof![
        Just(Any::Nil),
        any::<bool>().prop_map(Any::from),
        any::<i64>().prop_map(Any::from),
        any::<i8>().prop_map(Any::from),
        any::<i16>().prop_map(Any::from),
        any::<i32>().prop_map(Any::Int32),
        any::<u64>().prop_map(Any::from),
        any::<u8>().prop_map(Any::from),
        any::<u16>().prop_map(Any::from),
        any::<u32>().prop_map(Any::from),
        any::<f64>().prop_map(Any::from),
        any::<f32>().prop_map(Any::from),
        (-99..99_i32, -25..25).prop_map(|(number, exponent)| Any::from(f64::from(number) * 10_f64.powi(exponent))),
        "\\PC{0,6}".prop_map(Any::from),
        vec(any::<u8>(), 0..5).prop_map(Any::from),
        "[a-z]{0,4}".prop_map(|text| Any::from(Error::new(text))),
        vec("[a-z]{0,3}".prop_map(Str::from), 0..3).prop_map(Any::from),
        vec(any::<i64>().prop_map(Any::from), 0..3).prop_map(Any::from),
    ]
}

fn made() -> impl Strategy<Value = Made> {
    let text = || {
        prop_oneof![
            3 => vec(any::<u8>(), 0..6),
            2 => "[0-9]{1,20}".prop_map(String::into_bytes),
            1 => select(["", "1.5", "-7", "+5", "a\r\nb", "true", "NOAUTH"].as_slice()).prop_map(Vec::from),
        ]
    };
    let single = prop_oneof![
        Just(Made::Zero),
        Just(Made::Null),
        text().prop_map(Made::Simple),
        text().prop_map(Made::Bytes),
        text().prop_map(Made::Text),
        text().prop_map(Made::Error),
        any::<i64>().prop_map(Made::Integer),
        any::<bool>().prop_map(Made::Bool),
        any::<f64>().prop_map(Made::Float),
        argument().prop_map(Made::Any),
        (text(), vec(argument(), 0..4)).prop_map(|(name, arguments)| Made::MultiBulk(name, arguments)),
    ];
    single.prop_recursive(3, 12, 4, |inner| vec(inner, 0..4).prop_map(Made::Array))
}

#[test]
fn a_value_is_written_as_in_go() {
    let ours = |(one, other): &(Made, Made)| {
        let mut dump = Dump::default();
        let (one, other) = (one.value(), other.value());
        dump_reply(&mut dump, &one);
        dump.number("equals", one.Equals(&other));
        dump.number("equals itself", one.Equals(&one));
        let mut bytes = Vec::new();
        let mut writer = resp::NewWriter(&mut bytes);
        for value in [one, other] {
            if let Some(error) = writer.WriteValue(value) {
                dump.text("error", &error.text());
            }
        }
        drop(writer);
        dump.text("written", &bytes);
        dump.bytes()
    };
    compare((made(), made()), ours, |oracle, (one, other)| {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        one.encode(&mut first);
        other.encode(&mut second);
        oracle.ask(b'w', &[&first, &second])
    });
}
