//! Go's package `net`, as far as addresses go.

pub mod textproto;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::go::{Ptr, Slice};
use crate::{Any, Error, Str, go, strings};

/// Go's `net.IP`: an address, or nil, which is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IP(Option<IpAddr>);

/// Go's `net.IPNet`: the addresses that begin with the same bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(non_snake_case)]
pub struct IPNet {
    /// The first of them.
    pub IP: IP,
    /// How many bits they share.
    pub Mask: IPMask,
}

/// Go's `net.IPMask`, which here is always a number of leading ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IPMask {
    ones: u32,
    bits: u32,
}

/// The address that a text says; nil where it says none.
#[go]
pub fn ParseIP(text: impl AsRef<[u8]>) -> IP {
    let address = std::str::from_utf8(text.as_ref())
        .ok()
        .and_then(|text| text.parse().ok());
    IP(address.map(canonical))
}

/// An address of the fourth version that is written as one of the sixth is the former.
fn canonical(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => address.to_ipv4_mapped().map_or(IpAddr::V6(address), IpAddr::V4),
        address => address,
    }
}

/// The address and the network that a text such as `10.1.2.3/8` says.
///
/// # Errors
/// With Go's words where it says none.
#[go]
pub fn ParseCIDR(text: impl Into<Str>) -> Result<(IP, Ptr<IPNet>), Error> {
    let text = text.into();
    let failure = || Error::new([b"invalid CIDR address: ", &text[..]].concat());
    let (address, size, found) = strings::Cut(&text, "/");
    if !found {
        return Err(failure());
    }
    let written: IpAddr = address
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(failure)?;
    let bits = if written.is_ipv4() { 32 } else { 128 };
    let digits = !size.is_empty() && size.len() < 4 && size.iter().all(u8::is_ascii_digit);
    let ones = size
        .as_str()
        .filter(|_| digits)
        .and_then(|size| size.parse().ok())
        .filter(|ones| *ones <= bits);
    let mask = IPMask {
        ones: ones.ok_or_else(failure)?,
        bits,
    };
    let network = IPNet {
        IP: IP(Some(first(written, mask.ones))),
        Mask: mask,
    };
    Ok((IP(Some(canonical(written))), Ptr::new(network)))
}

/// The first address with the same leading bits.
fn first(address: IpAddr, ones: u32) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - ones).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - ones).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
        }
    }
}

#[go]
impl IP {
    /// The address as text; `<nil>` where there is none.
    pub fn String(self) -> Str {
        match self.0 {
            Some(address) => address.to_string().into(),
            None => "<nil>".into(),
        }
    }

    /// The address, if it is one of the fourth version, else nil.
    pub fn To4(self) -> IP {
        IP(self.0.filter(IpAddr::is_ipv4))
    }

    /// The address; nil stays nil.
    pub fn To16(self) -> IP {
        self
    }

    /// Whether both are the same address.
    pub fn Equal(self, other: IP) -> bool {
        self == other
    }

    /// Whether it is an address of the host itself.
    pub fn IsLoopback(self) -> bool {
        self.0.is_some_and(|address| address.is_loopback())
    }

    /// Whether it is an address of a private network.
    pub fn IsPrivate(self) -> bool {
        match self.0 {
            Some(IpAddr::V4(address)) => address.is_private(),
            Some(IpAddr::V6(address)) => address.is_unique_local(),
            None => false,
        }
    }

    /// Whether it is the address of nothing in particular.
    pub fn IsUnspecified(self) -> bool {
        self.0.is_some_and(|address| address.is_unspecified())
    }
}

impl IP {
    /// Whether this is Go's nil.
    pub fn is_nil(self) -> bool {
        self.0.is_none()
    }

    /// The bytes of the address, 16 of them as Go keeps it; none for nil.
    pub fn bytes(self) -> Slice<u8> {
        match self.0 {
            Some(IpAddr::V4(address)) => address.to_ipv6_mapped().octets().into(),
            Some(IpAddr::V6(address)) => address.octets().into(),
            None => Slice::default(),
        }
    }
}

#[go]
impl IPNet {
    /// Whether the address is one of the network.
    pub fn Contains(&self, address: IP) -> bool {
        match (self.IP.0, address.0) {
            (Some(own), Some(other)) => {
                canonical(own).is_ipv4() == other.is_ipv4() && first(other, self.ones_of(own)) == canonical(own)
            }
            _ => false,
        }
    }

    /// The network as text, such as `10.0.0.0/8`.
    pub fn String(&self) -> Str {
        let Some(own) = self.IP.0 else { return "<nil>".into() };
        format!("{}/{}", canonical(own), self.ones_of(own)).into()
    }
}

impl IPNet {
    /// How many bits count, where the network is written as one of the sixth version and is one of the fourth.
    fn ones_of(&self, own: IpAddr) -> u32 {
        let mapped = own.is_ipv6() && canonical(own).is_ipv4();
        if mapped {
            self.Mask.ones.saturating_sub(96)
        } else {
            self.Mask.ones
        }
    }
}

#[go]
impl IPMask {
    /// How many leading ones the mask has, and of how many bits.
    pub fn Size(self) -> (i64, i64) {
        (self.ones.into(), self.bits.into())
    }
}

/// A mask of so many ones at its beginning, out of so many bits; nil where there is no such mask.
#[go]
pub fn CIDRMask(ones: i64, bits: i64) -> IPMask {
    match (u32::try_from(ones), bits) {
        (Ok(ones), 32 | 128) if i64::from(ones) <= bits => IPMask {
            ones,
            bits: bits as u32,
        },
        _ => IPMask::default(),
    }
}

go::text_type!(
    IP,
    "net.IP",
    |address| Any::String(if address.is_nil() {
        Str::default()
    } else {
        address.String()
    }),
    |text| ParseIP(text)
);

/// The host and the port of an address such as `[::1]:80`.
///
/// # Errors
/// With Go's words where one of them is missing.
#[go]
pub fn SplitHostPort(address: impl Into<Str>) -> Result<(Str, Str), Error> {
    let address = address.into();
    let failure = |why: &str| {
        if address.is_empty() {
            return Err(Error::new(why.to_string()));
        }
        Err(Error::new([b"address ", &address[..], b": ", why.as_bytes()].concat()))
    };
    const MISSING: &str = "missing port in address";
    const COLONS: &str = "too many colons in address";
    let Some(colon) = address.iter().rposition(|&byte| byte == b':') else {
        return failure(MISSING);
    };
    let (host, opened, closed) = if address.starts_with(b"[") {
        let Some(end) = address.iter().position(|&byte| byte == b']') else {
            return failure("missing ']' in address");
        };
        match end + 1 {
            after if after == address.len() => return failure(MISSING),
            after if after == colon => (address.slice(1..end), 1, after),
            after if address[after] == b':' => return failure(COLONS),
            _ => return failure(MISSING),
        }
    } else {
        let host = address.slice(..colon);
        if host.contains(&b':') {
            return failure(COLONS);
        }
        (host, 0, 0)
    };
    if address[opened..].contains(&b'[') {
        return failure("unexpected '[' in address");
    }
    if address[closed..].contains(&b']') {
        return failure("unexpected ']' in address");
    }
    Ok((host, address.slice(colon + 1..)))
}

/// A host and a port as an address.
#[go]
pub fn JoinHostPort(host: impl Into<Str>, port: impl AsRef<[u8]>) -> Str {
    let host = host.into();
    if host.contains(&b':') {
        return Str::from("[") + host + "]:" + port;
    }
    host + ":" + port
}
