//! WebSocket, TCP and UDP.

use std::time::{Duration, Instant};

use sparrow_native::{NativeNetwork, NetworkOptions};
use sparrow_platform::network::{
    ConnectionId, Network, NetworkErrorKind, NetworkEvent, Outgoing, TcpTarget, WebSocketRequest,
};

use crate::server::Server;

const ID: ConnectionId = ConnectionId(1);

fn network() -> NativeNetwork {
    NativeNetwork::new(NetworkOptions::default())
}

fn next(network: &mut NativeNetwork) -> NetworkEvent {
    let end = Instant::now() + Duration::from_secs(10);
    let mut waiting = Vec::new();
    while waiting.is_empty() {
        assert!(Instant::now() < end, "nothing came");
        waiting = network.poll(0.0, false);
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    waiting.remove(0).1
}

fn open(network: &mut NativeNetwork, server: &Server, path: &str, protocols: &[&str]) {
    let request = WebSocketRequest {
        url: format!("ws://{}{path}", server.address),
        headers: vec![("x-game".to_owned(), "sparrow".to_owned())],
        protocols: protocols.iter().map(|name| (*name).to_owned()).collect(),
        timeout_ms: 5000,
        no_delay: true,
    };
    network.open_web_socket(ID, request);
}

#[test]
fn a_web_socket_talks_and_closes() {
    let (server, mut network) = (Server::web_socket(), network());
    open(&mut network, &server, "/", &["other", "chat"]);
    match next(&mut network) {
        NetworkEvent::Opened { protocol, .. } => assert_eq!(protocol, "chat"),
        other => panic!("{other:?}"),
    }
    network.send(ID, Outgoing::Text("麻雀".to_owned()));
    assert_eq!(next(&mut network), NetworkEvent::Text("麻雀".to_owned()));
    network.send(ID, Outgoing::Binary(vec![9; 300_000]));
    assert_eq!(next(&mut network), NetworkEvent::Binary(vec![9; 300_000]));
    network.close(ID, 3001, "enough");
    assert_eq!(next(&mut network), NetworkEvent::Closed { code: 3001, reason: "enough".to_owned() });
}

#[test]
fn the_other_side_may_close_break_off_or_refuse() {
    let server = Server::web_socket();
    let mut first = network();
    open(&mut first, &server, "/", &[]);
    assert!(matches!(next(&mut first), NetworkEvent::Opened { protocol, .. } if protocol.is_empty()));
    first.send(ID, Outgoing::Text("bye".to_owned()));
    assert_eq!(next(&mut first), NetworkEvent::Closed { code: 4001, reason: "as you wish".to_owned() });

    let mut second = network();
    open(&mut second, &server, "/", &[]);
    assert!(matches!(next(&mut second), NetworkEvent::Opened { .. }));
    second.send(ID, Outgoing::Text("break".to_owned()));
    let events = super::events_of(&mut second, ID);
    assert!(matches!(events.last(), Some(NetworkEvent::Closed { code: 1006, .. })), "{events:?}");

    let mut third = network();
    open(&mut third, &server, "/refuse", &[]);
    let refused = |event: &NetworkEvent| matches!(event, NetworkEvent::Failed(e) if e.kind == NetworkErrorKind::HandshakeRefused);
    assert!(refused(&next(&mut third)));
    let mut fourth = network();
    open(&mut fourth, &Server::http(), "/missing", &[]);
    assert!(refused(&next(&mut fourth)));
}

#[test]
fn messages_keep_their_order() {
    let (server, mut network) = (Server::web_socket(), network());
    open(&mut network, &server, "/", &[]);
    assert!(matches!(next(&mut network), NetworkEvent::Opened { .. }));
    const COUNT: usize = 2000;
    for number in 0..COUNT {
        network.send(ID, Outgoing::Text(number.to_string()));
    }
    let mut heard = Vec::new();
    let end = Instant::now() + Duration::from_secs(20);
    while heard.len() < COUNT && Instant::now() < end {
        heard.extend(network.poll(0.0, false).into_iter().map(|(_, event)| event));
        std::thread::sleep(Duration::from_millis(1));
    }
    let expected: Vec<_> = (0..COUNT).map(|number| NetworkEvent::Text(number.to_string())).collect();
    assert_eq!(heard, expected);
}

#[test]
fn messages_without_bytes_are_bounded_too() {
    // Nobody answers the handshake, so that all of them wait.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut network = network();
    let request = WebSocketRequest {
        url: format!("ws://{}/", listener.local_addr().unwrap()),
        headers: Vec::new(),
        protocols: Vec::new(),
        timeout_ms: 60_000,
        no_delay: true,
    };
    network.open_web_socket(ID, request);
    for _ in 0..1_100_000 {
        network.send(ID, Outgoing::Text(String::new()));
    }
    let events = network.poll(0.0, false);
    let too_much = |event: &NetworkEvent| matches!(event, NetworkEvent::Failed(error) if error.kind == NetworkErrorKind::MessageTooLong);
    assert_eq!(events.len(), 1, "it is told once");
    assert!(too_much(&events[0].1), "{events:?}");
}

#[test]
fn tcp_connects_echoes_and_closes() {
    let (server, mut network) = (Server::tcp_echo(), network());
    let target = |port| TcpTarget { host: "127.0.0.1".to_owned(), port, timeout_ms: 2000 };
    network.connect_tcp(ID, target(server.address.port()));
    match next(&mut network) {
        NetworkEvent::Connected { local, remote } => {
            assert_eq!((remote.address.as_str(), remote.port), ("127.0.0.1", server.address.port()));
            assert!(local.port != 0 && !local.is_ipv6);
        }
        other => panic!("{other:?}"),
    }
    network.send(ID, Outgoing::Text("hello".to_owned()));
    assert_eq!(next(&mut network), NetworkEvent::Binary(b"hello".to_vec()));
    network.close(ID, 0, "");
    assert!(matches!(next(&mut network), NetworkEvent::Closed { .. }));

    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    network.connect_tcp(ConnectionId(2), target(free));
    let refused = next(&mut network);
    assert!(matches!(refused, NetworkEvent::Failed(e) if e.kind == NetworkErrorKind::ConnectionRefused));
}

#[test]
fn datagrams_go_both_ways() {
    let mut network = network();
    let (a, b) = (ConnectionId(1), ConnectionId(2));
    let port_a = network.bind_udp(a, 0).unwrap();
    let port_b = network.bind_udp(b, 0).unwrap();
    assert!(network.bind_udp(ConnectionId(3), port_a).is_err());
    let to = |port| Outgoing::Datagram {
        host: "127.0.0.1".to_owned(),
        port,
        bytes: vec![1, 2, 3],
        broadcast: false,
    };
    network.send(a, to(port_b));
    match next(&mut network) {
        NetworkEvent::Datagram { from, bytes, .. } => {
            assert_eq!((from.port, bytes), (port_a, vec![1, 2, 3]));
        }
        other => panic!("{other:?}"),
    }
    network.send(b, Outgoing::TimeToLive(4));
    network.send(b, Outgoing::Connect { host: "127.0.0.1".to_owned(), port: port_a });
    network.send(b, Outgoing::Binary(vec![4]));
    assert!(matches!(next(&mut network), NetworkEvent::Datagram { bytes, .. } if bytes == [4]));
    network.send(
        a,
        Outgoing::Datagram {
            host: "127.0.0.1".to_owned(),
            port: port_b,
            bytes: vec![0; 70_000],
            broadcast: false,
        },
    );
    let too_long = next(&mut network);
    assert!(matches!(too_long, NetworkEvent::Problem(e) if e.kind == NetworkErrorKind::MessageTooLong));
    network.close(a, 0, "");
    assert!(matches!(next(&mut network), NetworkEvent::Closed { .. }));
}
