//! What the network costs: `cargo test --release -p sparrow-native --test network -- --ignored --nocapture`.
#![allow(clippy::print_stdout, reason = "figures for people")]

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use sparrow_native::{NativeNetwork, NetworkOptions};
use sparrow_platform::network::{
    BodySink, BodyTo, ConnectionId, HttpRequest, Network, NetworkEvent, Outgoing, WebSocketRequest,
};

use crate::server::Server;

fn wait(network: &mut NativeNetwork) -> Vec<(ConnectionId, NetworkEvent)> {
    std::thread::sleep(Duration::from_micros(200));
    network.poll(0.0, false)
}

#[test]
#[ignore = "measures"]
fn a_thousand_requests_ten_at_a_time() {
    let server = Server::http();
    let mut network = NativeNetwork::new(NetworkOptions::default());
    let begin = Instant::now();
    let mut next = 0;
    let mut running = HashSet::new();
    let mut done = 0;
    while done < 1000 {
        while running.len() < 10 && next < 1000 {
            next += 1;
            running.insert(ConnectionId(next));
            network.request(ConnectionId(next), HttpRequest::get(server.url("/echo"), 10_000));
        }
        for (id, event) in wait(&mut network) {
            assert!(!matches!(event, NetworkEvent::Failed(_)), "{event:?}");
            if event.is_last() {
                running.remove(&id);
                done += 1;
            }
        }
    }
    println!("1,000 requests, 10 at a time: {:?}; at most {} at a time", begin.elapsed(), server.busy.most());
}

#[test]
#[ignore = "measures"]
fn ten_thousand_messages() {
    let server = Server::web_socket();
    let mut network = NativeNetwork::new(NetworkOptions::default());
    let id = ConnectionId(1);
    network.open_web_socket(
        id,
        WebSocketRequest {
            url: format!("ws://{}/", server.address),
            headers: Vec::new(),
            protocols: Vec::new(),
            timeout_ms: 1000,
            no_delay: true,
        },
    );
    while !wait(&mut network).iter().any(|(_, event)| matches!(event, NetworkEvent::Opened { .. })) {}
    let begin = Instant::now();
    for _ in 0..10_000 {
        network.send(id, Outgoing::Text("sixteen letters.".to_owned()));
    }
    let mut heard = 0;
    while heard < 10_000 {
        heard += wait(&mut network).len();
    }
    println!("10,000 messages there and back: {:?}", begin.elapsed());
}

struct Nowhere;

impl BodySink for Nowhere {
    fn write(&mut self, _: &[u8]) -> Result<(), String> {
        Ok(())
    }

    fn finish(&mut self) -> Result<(), String> {
        Ok(())
    }
}

fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or(0)
}

#[test]
#[ignore = "measures"]
fn a_hundred_megabytes() {
    let server = Server::http();
    let mut network = NativeNetwork::new(NetworkOptions::default());
    let before = resident_kb();
    let begin = Instant::now();
    let mut request = HttpRequest::get(server.url("/big?bytes=104857600"), 60_000);
    request.body_to = BodyTo::Sink(Box::new(Nowhere));
    request.progress = true;
    network.request(ConnectionId(1), request);
    let mut reports = 0;
    loop {
        let events = wait(&mut network);
        reports += events.len();
        if events.iter().any(|(_, event)| event.is_last()) {
            break;
        }
    }
    let grown = resident_kb().saturating_sub(before);
    println!("100 MB: {:?}, {reports} events, the peak of memory grew by {grown} KB", begin.elapsed());
}
