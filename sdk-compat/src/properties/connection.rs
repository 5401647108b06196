//! The connection of the client.

use super::getters;
use crate::Str;

getters! {
    /// The address of the client, with its port.
    GetDownstreamRemoteAddress -> Str = string["source", "address"];
    /// The port of the client.
    GetDownstreamRemotePort -> u64 = unsigned["source", "port"];
    /// The address that the client connected to, with its port.
    GetDownstreamLocalAddress -> Str = string["destination", "address"];
    /// The port that the client connected to.
    GetDownstreamLocalPort -> u64 = unsigned["destination", "port"];
    /// The number of the connection.
    GetDownstreamConnectionID -> u64 = unsigned["connection", "id"];
    /// Whether the client showed a certificate over TLS.
    IsDownstreamConnectionTls -> bool = bool["connection", "mtls"];
    /// The server name that the client asked for in the TLS handshake.
    GetDownstreamRequestedServerName -> Str = string["connection", "requested_server_name"];
    /// The version of TLS.
    GetDownstreamTlsVersion -> Str = string["connection", "tls_version"];
    /// The subject of the gateway's certificate.
    GetDownstreamSubjectLocalCertificate -> Str = string["connection", "subject_local_certificate"];
    /// The subject of the client's certificate.
    GetDownstreamSubjectPeerCertificate -> Str = string["connection", "subject_peer_certificate"];
    /// The first DNS name of the gateway's certificate.
    GetDownstreamDnsSanLocalCertificate -> Str = string["connection", "dns_san_local_certificate"];
    /// The first DNS name of the client's certificate.
    GetDownstreamDnsSanPeerCertificate -> Str = string["connection", "dns_san_peer_certificate"];
    /// The first URI of the gateway's certificate.
    GetDownstreamUriSanLocalCertificate -> Str = string["connection", "uri_san_local_certificate"];
    /// The first URI of the client's certificate.
    GetDownstreamUriSanPeerCertificate -> Str = string["connection", "uri_san_peer_certificate"];
    /// The SHA-256 digest of the client's certificate.
    GetDownstreamSha256PeerCertificateDigest -> Str = string["connection", "sha256_peer_certificate_digest"];
    /// Why the gateway ended the connection.
    GetDownstreamTerminationDetails -> Str = string["connection", "termination_details"];
}
