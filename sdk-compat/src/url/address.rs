//! IP addresses as Go's `net/netip` reads them, with its words for what is wrong.

use super::Reason;
use crate::strconv::append_quoted;

/// What is wrong, and the rest of the address from there on if it is told.
type Fault<'a> = (&'static str, &'a [u8]);

/// Whether an address is an IPv4 rather than an IPv6 one.
pub(super) fn is_ipv4(address: &[u8]) -> Result<bool, Reason> {
    let checked = match address.iter().find(|byte| matches!(byte, b'.' | b':' | b'%')) {
        Some(b'.') => check_ipv4(address).map(|()| true),
        Some(b':') => check_ipv6(address).map(|()| false),
        Some(_) => Err(("missing IPv6 address", &b""[..])),
        None => Err(("unable to parse IP", &b""[..])),
    };
    checked.map_err(|(message, at)| {
        let mut reason = b"ParseAddr(".to_vec();
        append_quoted(&mut reason, address, false);
        reason.extend_from_slice(b"): ");
        reason.extend_from_slice(message.as_bytes());
        if !at.is_empty() {
            reason.extend_from_slice(b" (at ");
            append_quoted(&mut reason, at, false);
            reason.push(b')');
        }
        reason
    })
}

fn check_ipv4(text: &[u8]) -> Result<(), Fault<'_>> {
    let (mut value, mut digits, mut dots) = (0, 0, 0);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' if digits == 1 && value == 0 => return Err(("IPv4 field has octet with leading zero", b"")),
            b'0'..=b'9' => {
                value = value * 10 + u32::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", b""));
                }
            }
            b'.' if digits == 0 || at == text.len() - 1 => {
                return Err(("IPv4 field must have at least one digit", &text[at..]));
            }
            b'.' if dots == 3 => return Err(("IPv4 address too long", b"")),
            b'.' => {
                dots += 1;
                (value, digits) = (0, 0);
            }
            _ => return Err(("unexpected character", &text[at..])),
        }
    }
    if dots < 3 {
        Err(("IPv4 address too short", b""))
    } else {
        Ok(())
    }
}

fn check_ipv6(address: &[u8]) -> Result<(), Fault<'_>> {
    let mut rest = address;
    if let Some(zone) = address.iter().position(|&byte| byte == b'%') {
        if zone + 1 == address.len() {
            return Err(("zone must be a non-empty string", b""));
        }
        rest = &address[..zone];
    }
    // Bytes of the address so far, and whether `::` stands among them.
    let (mut length, mut ellipsis) = (0, false);
    if let [b':', b':', after @ ..] = rest {
        ellipsis = true;
        rest = after;
        if rest.is_empty() {
            return Ok(());
        }
    }
    while length < 16 {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        if digits > 4 {
            return Err(("each group must have 4 or less digits", rest));
        }
        if digits == 0 {
            return Err(("each colon-separated field must have at least one digit", rest));
        }
        if rest.get(digits) == Some(&b'.') {
            if !ellipsis && length != 12 {
                return Err((
                    "embedded IPv4 address must replace the final 2 fields of the address",
                    rest,
                ));
            }
            if length + 4 > 16 {
                return Err((
                    "too many hex fields to fit an embedded IPv4 at the end of the address",
                    rest,
                ));
            }
            check_ipv4(rest)?;
            rest = b"";
            length += 4;
            break;
        }
        length += 2;
        rest = &rest[digits..];
        match rest {
            [] => break,
            [b':'] => return Err(("colon must be followed by more characters", rest)),
            [b':', b':', ..] if ellipsis => return Err(("multiple :: in address", &rest[1..])),
            [b':', b':', after @ ..] => {
                ellipsis = true;
                rest = after;
                if rest.is_empty() {
                    break;
                }
            }
            [b':', after @ ..] => rest = after,
            _ => return Err(("unexpected character, want colon", rest)),
        }
    }
    match (rest, length) {
        ([_, ..], _) => Err(("trailing garbage after address", rest)),
        ([], 16) if ellipsis => Err(("the :: must expand to at least one field of zeros", b"")),
        ([], ..16) if !ellipsis => Err(("address string too short", b"")),
        _ => Ok(()),
    }
}
