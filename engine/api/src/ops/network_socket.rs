//! `network/websocket`, `network/tcp` and `network/udp`.

use super::network::{Data, checked_url, headers, timeout_ms};
use crate::{
    host::Host,
    network::not_listed,
    operation::{OpError, OpResult, Operations},
};
use serde::{Deserialize, Serialize};
use sparrow_platform::network::{Headers, Outgoing, Purpose, TcpTarget, WebSocketRequest};

pub(super) fn register(ops: &mut Operations) {
    ops.add("network.openWebSocket", open_web_socket);
    ops.add("network.send", send);
    ops.add("network.close", close);
    ops.add("network.connectTcp", connect_tcp);
    ops.add("network.bindUdp", bind_udp);
    ops.add("network.sendDatagram", send_datagram);
    ops.add("network.connectUdp", connect_udp);
    ops.add("network.setTtl", set_ttl);
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenWebSocket {
    url: String,
    #[serde(default)]
    header: Headers,
    #[serde(default)]
    protocols: Vec<String>,
    timeout: Option<f64>,
    #[serde(default)]
    tcp_no_delay: bool,
}

fn open_web_socket(host: &Host, o: OpenWebSocket) -> OpResult<u32> {
    let url = checked_url(host, Purpose::Socket, &o.url, &["ws", "wss"])?;
    let mut header = headers(host, &o.header)?;
    // The handshake's own.
    header.retain(|(name, _)| !name.to_ascii_lowercase().starts_with("sec-websocket-"));
    let token = |text: &String| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && c != ',');
    if let Some(bad) = o.protocols.iter().find(|protocol| !token(protocol)) {
        return Err(OpError::new(format!("parameter error: invalid protocol \"{bad}\"")));
    }
    let request = WebSocketRequest {
        url,
        headers: header,
        protocols: o.protocols,
        timeout_ms: timeout_ms(o.timeout, host.package.config().network_timeout.connect_socket_ms),
        no_delay: o.tcp_no_delay,
    };
    host.network.borrow_mut().open_web_socket(request)
}

#[derive(Deserialize)]
struct Send {
    id: u32,
    data: Data,
}

fn send(host: &Host, o: Send) -> OpResult<()> {
    let outgoing = match o.data {
        Data::Text(text) => Outgoing::Text(text),
        Data::Bytes(bytes) => Outgoing::Binary(bytes),
    };
    host.network.borrow_mut().send(o.id, outgoing)
}

#[derive(Deserialize)]
struct Close {
    id: u32,
    #[serde(default)]
    code: u16,
    #[serde(default)]
    reason: String,
}

fn close(host: &Host, o: Close) -> OpResult<()> {
    host.network.borrow_mut().close(o.id, o.code, &o.reason)
}

#[derive(Deserialize)]
struct ConnectTcp {
    address: String,
    port: u16,
    timeout: Option<f64>,
}

/// What the platform waits for a TCP connection, in seconds of its documentation: 2.
const TCP_TIMEOUT_MS: f64 = 2000.0;

fn connect_tcp(host: &Host, o: ConnectTcp) -> OpResult<u32> {
    check_domain(host, Purpose::Tcp, "tcp", &o.address, o.port)?;
    // The platform counts these in seconds.
    let timeout = o.timeout.map(|seconds| seconds * 1000.0);
    let target = TcpTarget { host: o.address, port: o.port, timeout_ms: timeout_ms(timeout, TCP_TIMEOUT_MS) };
    host.network.borrow_mut().connect_tcp(target)
}

fn check_domain(host: &Host, purpose: Purpose, scheme: &str, address: &str, port: u16) -> OpResult<()> {
    let network = host.network.borrow();
    let listed = network.domains(purpose).is_none_or(|list| list.permits(scheme, address, Some(port)));
    if listed { Ok(()) } else { Err(not_listed()) }
}

#[derive(Deserialize)]
struct BindUdp {
    #[serde(default)]
    port: u16,
}

#[derive(Serialize)]
struct BoundUdp {
    id: u32,
    port: u16,
}

fn bind_udp(host: &Host, o: BindUdp) -> OpResult<BoundUdp> {
    let (id, port) = host.network.borrow_mut().bind_udp(o.port)?;
    Ok(BoundUdp { id, port })
}

#[derive(Deserialize)]
struct SendDatagram {
    id: u32,
    address: String,
    port: u16,
    data: Data,
    #[serde(default)]
    broadcast: bool,
}

fn send_datagram(host: &Host, o: SendDatagram) -> OpResult<()> {
    check_domain(host, Purpose::Udp, "udp", &o.address, o.port)?;
    let bytes = o.data.into_bytes();
    let outgoing = Outgoing::Datagram { host: o.address, port: o.port, bytes, broadcast: o.broadcast };
    host.network.borrow_mut().send(o.id, outgoing)
}

#[derive(Deserialize)]
struct ConnectUdp {
    id: u32,
    address: String,
    port: u16,
}

fn connect_udp(host: &Host, o: ConnectUdp) -> OpResult<()> {
    check_domain(host, Purpose::Udp, "udp", &o.address, o.port)?;
    host.network.borrow_mut().send(o.id, Outgoing::Connect { host: o.address, port: o.port })
}

#[derive(Deserialize)]
struct SetTtl {
    id: u32,
    ttl: u32,
}

fn set_ttl(host: &Host, o: SetTtl) -> OpResult<()> {
    if !(1..=255).contains(&o.ttl) {
        return Err(OpError::new("parameter error: ttl should be a number from 1 to 255"));
    }
    host.network.borrow_mut().send(o.id, Outgoing::TimeToLive(o.ttl))
}
