//! The connection to the upstream.

use super::getters;
use crate::Str;

getters! {
    /// The address of the upstream, with its port.
    GetUpstreamAddress -> Str = string["upstream", "address"];
    /// The port of the upstream.
    GetUpstreamPort -> u64 = unsigned["upstream", "port"];
    /// The version of TLS.
    GetUpstreamTlsVersion -> Str = string["upstream", "tls_version"];
    /// The subject of the gateway's certificate.
    GetUpstreamSubjectLocalCertificate -> Str = string["upstream", "subject_local_certificate"];
    /// The subject of the upstream's certificate.
    GetUpstreamSubjectPeerCertificate -> Str = string["upstream", "subject_peer_certificate"];
    /// The first DNS name of the gateway's certificate.
    GetUpstreamDnsSanLocalCertificate -> Str = string["upstream", "dns_san_local_certificate"];
    /// The first DNS name of the upstream's certificate.
    GetUpstreamDnsSanPeerCertificate -> Str = string["upstream", "dns_san_peer_certificate"];
    /// The first URI of the gateway's certificate.
    GetUpstreamUriSanLocalCertificate -> Str = string["upstream", "uri_san_local_certificate"];
    /// The first URI of the upstream's certificate.
    GetUpstreamUriSanPeerCertificate -> Str = string["upstream", "uri_san_peer_certificate"];
    /// The SHA-256 digest of the upstream's certificate.
    GetUpstreamSha256PeerCertificateDigest -> Str = string["upstream", "sha256_peer_certificate_digest"];
    /// The address that the gateway connected from.
    GetUpstreamLocalAddress -> Str = string["upstream", "local_address"];
    /// Why the connection failed.
    GetUpstreamTransportFailureReason -> Str = string["upstream", "transport_failure_reason"];
}
