//! The real network against servers on loopback.

mod figures;
mod server;
mod sockets;
mod tls;

use std::{
    sync::{Arc, Mutex, atomic::Ordering, mpsc},
    time::{Duration, Instant},
};

use server::Server;
use sparrow_native::{ExtraRoots, NativeNetwork, NetworkOptions};
use sparrow_platform::network::{
    BodySink, BodyTo, ConnectionId, DomainRules, HttpRequest, Network, NetworkErrorKind, NetworkEvent,
    Purpose, Redirect, ResponseHead,
};
use tls::TlsServer;

/// Everything that one connection told, until its end.
pub(crate) fn events_of(network: &mut NativeNetwork, id: ConnectionId) -> Vec<NetworkEvent> {
    let end = Instant::now() + Duration::from_secs(20);
    let mut events = Vec::new();
    while Instant::now() < end {
        for (of, event) in network.poll(0.0, false) {
            assert_eq!(of, id);
            let is_last = event.is_last();
            events.push(event);
            if is_last {
                return events;
            }
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("no end after {events:?}");
}

const ID: ConnectionId = ConnectionId(1);

fn ask(request: HttpRequest) -> Result<(ResponseHead, Vec<u8>), NetworkErrorKind> {
    ask_by(NetworkOptions::default(), request)
}

fn ask_by(
    options: NetworkOptions,
    request: HttpRequest,
) -> Result<(ResponseHead, Vec<u8>), NetworkErrorKind> {
    let mut network = NativeNetwork::new(options);
    network.request(ID, request);
    let mut head = None;
    for event in events_of(&mut network, ID) {
        match event {
            NetworkEvent::Head(found) => head = Some(found),
            NetworkEvent::Done { body } => return Ok((head.expect("a head before the end"), body)),
            NetworkEvent::Failed(error) => return Err(error.kind),
            _ => {}
        }
    }
    unreachable!("events_of ends with an end");
}

fn get(server: &Server, path: &str) -> HttpRequest {
    HttpRequest::get(server.url(path), 10_000)
}

fn text_of(request: HttpRequest) -> String {
    String::from_utf8(ask(request).unwrap().1).unwrap()
}

#[test]
fn a_request_goes_out_as_it_was_made() {
    let server = Server::http();
    let mut request = get(&server, "/echo?a=b|c&d=%7B1%7D");
    request.method = "PUT".to_owned();
    request.headers = vec![
        ("x-one".to_owned(), "1".to_owned()),
        ("X-One".to_owned(), "2".to_owned()),
        ("x-text".to_owned(), "麻雀".to_owned()),
    ];
    request.body = vec![0, 1, 255];
    let (head, body) = ask(request).unwrap();
    assert_eq!((head.status, head.status_text.as_str()), (200, "OK"));
    let cookies: Vec<_> = head.headers.iter().filter(|(name, _)| name == "set-cookie").collect();
    assert_eq!(cookies.len(), 2);
    let split = body.windows(2).position(|two| two == b"\n\n").unwrap();
    let text = String::from_utf8_lossy(&body[..split]);
    assert!(text.starts_with("PUT /echo?a=b|c&d=%7B1%7D\n"), "{text}");
    assert!(text.contains("X-One: 1\nX-One: 2\n"), "{text}");
    assert!(text.contains("X-Text: 麻雀"), "{text}");
    assert!(text.contains("Accept-Encoding: gzip, deflate, br\n"), "{text}");
    assert_eq!(&body[split + 2..], [0, 1, 255]);
}

#[test]
fn answers_of_every_status_are_answers() {
    let server = Server::http();
    let (head, body) = ask(get(&server, "/missing")).unwrap();
    assert_eq!((head.status, head.status_text.as_str(), &body[..]), (404, "Not Here", &b"nothing"[..]));
    let mut request = get(&server, "/echo");
    request.method = "HEAD".to_owned();
    assert_eq!(ask(request).unwrap().1, b"");
}

#[test]
fn encodings_are_decoded_and_bombs_are_not() {
    let server = Server::http();
    assert_eq!(text_of(get(&server, "/gzip")), "sparrow ".repeat(1000));
    let mut bomb = get(&server, "/bomb");
    bomb.max_body_bytes = 1 << 20;
    assert_eq!(ask(bomb).unwrap_err(), NetworkErrorKind::BodyTooLarge);
    let mut big = get(&server, "/big?bytes=2000");
    big.max_body_bytes = 1999;
    assert_eq!(ask(big).unwrap_err(), NetworkErrorKind::BodyTooLarge);
    assert_eq!(ask(get(&server, "/broken-gzip")).unwrap_err(), NetworkErrorKind::BodyDecoding);
}

#[test]
fn connections_that_fail_say_how() {
    let server = Server::http();
    let kind = |path: &str| ask(get(&server, path)).unwrap_err();
    assert_eq!(kind("/cut-body"), NetworkErrorKind::BodyTruncated);
    assert_eq!(kind("/cut-head"), NetworkErrorKind::EmptyResponse);
    assert_eq!(kind("/garbage"), NetworkErrorKind::InvalidResponse);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = ask(HttpRequest::get(format!("http://{free}/"), 5000));
    assert_eq!(refused.unwrap_err(), NetworkErrorKind::ConnectionRefused);
    let unknown = ask(HttpRequest::get("http://no-such-name.invalid/", 20_000));
    assert_eq!(unknown.unwrap_err(), NetworkErrorKind::NameNotResolved);
}

#[test]
fn a_slow_server_times_out() {
    let server = Server::http();
    let mut request = get(&server, "/hang");
    request.timeout_ms = 80;
    let begin = Instant::now();
    assert_eq!(ask(request).unwrap_err(), NetworkErrorKind::Timeout);
    assert!(begin.elapsed() >= Duration::from_millis(80) && begin.elapsed() < Duration::from_secs(5));
    assert_eq!(text_of(get(&server, "/slow?ms=50")), "late");
}

#[test]
fn redirects_are_followed_by_the_rules() {
    let server = Server::http();
    let post = |path: &str| {
        let mut request = get(&server, path);
        request.method = "POST".to_owned();
        request.body = b"body".to_vec();
        request.headers = vec![("content-type".to_owned(), "text/x".to_owned())];
        request
    };
    let moved = text_of(post("/redirect?status=302&to=/echo"));
    assert!(moved.starts_with("GET /echo\n") && !moved.contains("Content-Type") && moved.ends_with("\n\n"));
    let kept = text_of(post("/redirect?status=307&to=/echo"));
    assert!(kept.starts_with("POST /echo\n") && kept.contains("Content-Type: text/x"), "{kept}");
    assert!(kept.ends_with("\n\nbody"), "{kept}");
    assert_eq!(ask(get(&server, "/redirect?to=/echo")).unwrap().0.url, server.url("/echo"));

    assert_eq!(ask(get(&server, "/loop")).unwrap_err(), NetworkErrorKind::TooManyRedirects);
    let away = get(&server, "/redirect?to=file:///etc/passwd");
    assert_eq!(ask(away).unwrap_err(), NetworkErrorKind::RedirectRefused);

    let mut manual = get(&server, "/redirect?to=/echo");
    manual.redirect = Redirect::Manual;
    assert_eq!(ask(manual).unwrap().0.status, 302);
    let mut error = get(&server, "/redirect?to=/echo");
    error.redirect = Redirect::Error;
    assert_eq!(ask(error).unwrap_err(), NetworkErrorKind::RedirectRefused);
}

#[test]
fn redirects_stay_within_the_listed_domains() {
    let server = Server::http();
    let rules = DomainRules::new(|_| vec![]).unwrap();
    let mut request = get(&server, "/redirect?to=http://example.com/");
    request.domains = Some(rules.list(Purpose::Request).clone());
    assert_eq!(ask(request).unwrap_err(), NetworkErrorKind::DomainNotListed);
}

#[test]
fn pieces_come_as_they_are_sent() {
    let server = Server::http();
    let mut request = get(&server, "/chunked");
    request.body_to = BodyTo::Chunks;
    let mut network = NativeNetwork::new(NetworkOptions::default());
    network.request(ID, request);
    let events = events_of(&mut network, ID);
    let pieces: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            NetworkEvent::Chunk(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            _ => None,
        })
        .collect();
    assert_eq!(pieces, ["one ", "two ", "three"]);
    assert!(matches!(events.first(), Some(NetworkEvent::Head(_))));
    assert_eq!(events.last(), Some(&NetworkEvent::Done { body: Vec::new() }));
}

#[derive(Clone, Default)]
struct Gathered(Arc<Mutex<(usize, bool)>>);

impl BodySink for Gathered {
    fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.0.lock().unwrap().0 += bytes.len();
        Ok(())
    }

    fn finish(&mut self) -> Result<(), String> {
        self.0.lock().unwrap().1 = true;
        Ok(())
    }
}

#[test]
fn transfers_tell_their_progress() {
    let server = Server::http();
    let gathered = Gathered::default();
    let mut request = get(&server, "/big?bytes=3000000");
    request.method = "POST".to_owned();
    request.body = vec![7; 500_000];
    request.progress = true;
    request.body_to = BodyTo::Sink(Box::new(gathered.clone()));
    let mut network = NativeNetwork::new(NetworkOptions::default());
    network.request(ID, request);
    let events = events_of(&mut network, ID);
    assert_eq!(*gathered.0.lock().unwrap(), (3_000_000, true));
    let sent: Vec<u64> = events
        .iter()
        .filter_map(
            |e| if let NetworkEvent::Sent { bytes, total: 500_000 } = e { Some(*bytes) } else { None },
        )
        .collect();
    assert!(sent.len() > 3 && sent.is_sorted() && sent.last() == Some(&500_000), "{sent:?}");
    let received: Vec<_> = events.iter().filter(|e| matches!(e, NetworkEvent::Received { .. })).collect();
    assert_eq!(received.last(), Some(&&NetworkEvent::Received { bytes: 3_000_000, total: Some(3_000_000) }));
}

#[test]
fn connections_are_kept_and_a_cancelled_request_is_silent() {
    let server = Server::http();
    let mut network = NativeNetwork::new(NetworkOptions::default());
    for number in 1..=5 {
        network.request(ConnectionId(number), get(&server, "/echo"));
        events_of(&mut network, ConnectionId(number));
    }
    assert_eq!(server.connections.load(Ordering::SeqCst), 1);
    network.request(ConnectionId(6), get(&server, "/slow?ms=30"));
    network.cancel(ConnectionId(6));
    std::thread::sleep(Duration::from_millis(80));
    assert!(network.poll(0.0, false).is_empty());
}

#[test]
fn a_virtual_frame_waits_for_its_answers_in_order() {
    let server = Server::http();
    let mut network = NativeNetwork::new(NetworkOptions::default());
    network.request(ConnectionId(1), get(&server, "/slow?ms=120"));
    network.request(ConnectionId(2), get(&server, "/echo"));
    let ids: Vec<u32> = network
        .poll(16.0, true)
        .into_iter()
        .filter(|(_, event)| event.is_last())
        .map(|(id, _)| id.0)
        .collect();
    assert_eq!(ids, [1, 2]);
}

#[test]
fn tls_trusts_only_what_it_is_told_to() {
    let server = TlsServer::http1();
    let request = |url: String| HttpRequest::get(url, 10_000);
    let untrusted = ask(request(server.url("/echo")));
    assert_eq!(untrusted.unwrap_err(), NetworkErrorKind::CertificateUntrusted);
    let trusting = || NetworkOptions { roots: ExtraRoots::parse(server.root_pem.as_bytes()).unwrap() };
    let (head, body) = ask_by(trusting(), request(server.url("/echo"))).unwrap();
    assert_eq!(head.status, 200);
    assert!(String::from_utf8_lossy(&body).starts_with("GET /echo\n"));
    let wrong_name = format!("https://127.0.0.1:{}/echo", server.address.port());
    let refused = ask_by(trusting(), request(wrong_name));
    assert_eq!(refused.unwrap_err(), NetworkErrorKind::CertificateName);
    // The server hangs up on what it does not understand.
    let no_tls = Server::http();
    let refused = ask_by(trusting(), request(format!("https://localhost:{}/", no_tls.address.port())));
    assert!(matches!(
        refused.unwrap_err(),
        NetworkErrorKind::ConnectionClosed | NetworkErrorKind::ConnectionReset | NetworkErrorKind::Tls
    ));
    assert!(ExtraRoots::parse(b"nothing").is_err());
}

#[test]
fn http2_is_spoken_where_it_is_offered() {
    let server = TlsServer::http2();
    let options = NetworkOptions { roots: ExtraRoots::parse(server.root_pem.as_bytes()).unwrap() };
    let (head, body) = ask_by(options, HttpRequest::get(server.url("/a"), 10_000)).unwrap();
    assert_eq!((head.status, String::from_utf8(body).unwrap().as_str()), (200, "HTTP/2.0 /a"));
}

#[test]
fn loaders_get_whole_files() {
    let server = Server::http();
    let network = NativeNetwork::new(NetworkOptions::default());
    let fetcher = network.fetcher();
    let fetch = |path: &str, max: u64| {
        let (sender, receiver) = mpsc::channel();
        fetcher.fetch(&server.url(path), max, Box::new(move |found| sender.send(found).unwrap()));
        receiver.recv_timeout(Duration::from_secs(10)).unwrap()
    };
    assert_eq!(fetch("/big?bytes=10", 10).unwrap(), b"xxxxxxxxxx");
    assert_eq!(fetch("/big?bytes=11", 10).unwrap_err().kind, NetworkErrorKind::BodyTooLarge);
    assert_eq!(fetch("/missing", 100).unwrap_err().kind, NetworkErrorKind::InvalidResponse);
    drop(network);
    let (sender, receiver) = mpsc::channel();
    fetcher.fetch(&server.url("/echo"), 10, Box::new(move |found| sender.send(found).unwrap()));
    assert!(receiver.recv_timeout(Duration::from_secs(10)).unwrap().is_err());
}
