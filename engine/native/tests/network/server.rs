//! Servers on loopback, made for one test each: HTTP/1.1 with a few odd routes, plain and through TLS, HTTP/2, and a
//! WebSocket that echoes.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};

/// A server that runs until the test's process ends.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Connections so far.
    pub(crate) connections: Arc<AtomicUsize>,
    /// Requests that are being answered now, and the most there were at a time.
    pub(crate) busy: Arc<Busy>,
}

/// Counts what goes on at a time.
#[derive(Default)]
pub(crate) struct Busy {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Busy {
    fn enter(&self) {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
    }

    fn leave(&self) {
        self.now.fetch_sub(1, Ordering::SeqCst);
    }

    /// The most there were at a time.
    pub(crate) fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

impl Server {
    fn start(serve: impl Fn(TcpStream, &Busy) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, busy) = (Arc::new(AtomicUsize::new(0)), Arc::new(Busy::default()));
        let (counter, of_server) = (connections.clone(), busy.clone());
        let serve = Arc::new(serve);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counter.fetch_add(1, Ordering::SeqCst);
                stream.set_nodelay(true).unwrap();
                let (serve, busy) = (serve.clone(), of_server.clone());
                thread::spawn(move || serve(stream, &busy));
            }
        });
        Server { address, connections, busy }
    }

    /// HTTP/1.1.
    pub(crate) fn http() -> Server {
        Server::start(|stream, busy| {
            let writer = stream.try_clone().unwrap();
            http(BufReader::new(stream), writer, busy);
        })
    }

    /// A WebSocket that echoes; it speaks the protocol `chat`, closes on the text `bye` and breaks off on `break`.
    pub(crate) fn web_socket() -> Server {
        Server::start(|stream, _| web_socket(stream))
    }

    /// TCP that echoes until the other side closes.
    pub(crate) fn tcp_echo() -> Server {
        Server::start(|mut stream, _| {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = stream.read(&mut buffer) {
                if stream.write_all(&buffer[..length]).is_err() {
                    return;
                }
            }
        })
    }

    /// A URL of this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

struct Asked {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Asked {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn query(&self, name: &str) -> Option<&str> {
        let (_, query) = self.path.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

fn read_request(reader: &mut impl BufRead) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split_whitespace();
    let mut asked = Asked {
        method: words.next()?.to_owned(),
        path: words.next()?.to_owned(),
        headers: vec![],
        body: vec![],
    };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        asked.headers.push((name.to_owned(), value.trim().to_owned()));
    }
    if let Some(length) = asked.header("content-length").and_then(|length| length.parse().ok()) {
        asked.body = vec![0; length];
        reader.read_exact(&mut asked.body).ok()?;
    }
    Some(asked)
}

/// Answers requests until one of the routes ends the connection.
pub(crate) fn http(mut reader: impl BufRead, mut writer: impl Write, busy: &Busy) {
    while let Some(asked) = read_request(&mut reader) {
        busy.enter();
        let goes_on = answer(&asked, &mut writer);
        busy.leave();
        if !goes_on.is_some_and(|goes_on| goes_on) {
            return;
        }
    }
}

fn head(writer: &mut impl Write, status: &str, headers: &[(&str, &str)], length: usize) -> Option<()> {
    let mut text = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    writer.write_all(text.as_bytes()).ok()
}

fn full(writer: &mut impl Write, status: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<bool> {
    head(writer, status, headers, body.len())?;
    writer.write_all(body).ok()?;
    writer.flush().ok()?;
    Some(true)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// `false` or nothing ends the connection.
fn answer(asked: &Asked, writer: &mut impl Write) -> Option<bool> {
    let path = asked.path.split('?').next().unwrap_or_default();
    match path {
        "/echo" => {
            let mut text = format!("{} {}\n", asked.method, asked.path);
            for (name, value) in &asked.headers {
                text.push_str(&format!("{name}: {value}\n"));
            }
            text.push('\n');
            let mut body = text.into_bytes();
            body.extend_from_slice(&asked.body);
            if asked.method == "HEAD" {
                return head(writer, "200 OK", &[], body.len()).map(|()| true);
            }
            full(
                writer,
                "200 OK",
                &[("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")],
                &body,
            )
        }
        "/missing" => full(writer, "404 Not Here", &[], b"nothing"),
        "/slow" => {
            let ms = asked.query("ms").and_then(|ms| ms.parse().ok()).unwrap_or(100);
            thread::sleep(Duration::from_millis(ms));
            full(writer, "200 OK", &[], b"late")
        }
        "/hang" => {
            thread::sleep(Duration::from_secs(30));
            None
        }
        "/chunked" => {
            writer.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").ok()?;
            for piece in ["one ", "two ", "three"] {
                writer.write_all(format!("{:x}\r\n{piece}\r\n", piece.len()).as_bytes()).ok()?;
                writer.flush().ok()?;
                thread::sleep(Duration::from_millis(30));
            }
            writer.write_all(b"0\r\n\r\n").ok()?;
            Some(true)
        }
        "/redirect" => {
            let status = format!("{} Elsewhere", asked.query("status").unwrap_or("302"));
            full(writer, &status, &[("Location", asked.query("to").unwrap_or("/echo"))], b"")
        }
        "/loop" => full(writer, "302 Round", &[("Location", "/loop")], b""),
        "/gzip" => full(writer, "200 OK", &[("Content-Encoding", "gzip")], &gzip(&b"sparrow ".repeat(1000))),
        "/bomb" => full(writer, "200 OK", &[("Content-Encoding", "gzip")], &gzip(&vec![0; 8 << 20])),
        "/broken-gzip" => full(writer, "200 OK", &[("Content-Encoding", "gzip")], b"this is no gzip"),
        "/big" => {
            let bytes: usize = asked.query("bytes").and_then(|bytes| bytes.parse().ok()).unwrap_or(1 << 20);
            head(writer, "200 OK", &[], bytes)?;
            let piece = vec![b'x'; 64 << 10];
            let mut left = bytes;
            while left > 0 {
                let length = left.min(piece.len());
                writer.write_all(&piece[..length]).ok()?;
                left -= length;
            }
            Some(true)
        }
        "/cut-body" => {
            head(writer, "200 OK", &[], 1000)?;
            writer.write_all(b"half of it").ok()?;
            None
        }
        "/cut-head" => None,
        "/garbage" => {
            writer.write_all(b"SSH-2.0-OpenSSH_9.9\r\n\r\n").ok()?;
            None
        }
        _ => full(writer, "404 Not Found", &[], b""),
    }
}

fn web_socket(stream: TcpStream) {
    use tokio_tungstenite::tungstenite::{
        Message, accept_hdr,
        handshake::server::{ErrorResponse, Request, Response},
    };
    let reset = stream.try_clone().unwrap();
    #[allow(clippy::result_large_err, reason = "the library's signature")]
    let protocol = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
        if request.uri().path() == "/refuse" {
            let mut refusal = ErrorResponse::new(None);
            *refusal.status_mut() = tokio_tungstenite::tungstenite::http::StatusCode::FORBIDDEN;
            return Err(refusal);
        }
        let asked = request.headers().get("sec-websocket-protocol").and_then(|v| v.to_str().ok());
        if asked.is_some_and(|asked| asked.split(',').any(|name| name.trim() == "chat")) {
            response.headers_mut().insert("sec-websocket-protocol", "chat".parse().unwrap());
        }
        Ok(response)
    };
    let Ok(mut socket) = accept_hdr(stream, protocol) else { return };
    loop {
        match socket.read() {
            Ok(Message::Text(text)) if text.as_str() == "bye" => {
                let frame = tokio_tungstenite::tungstenite::protocol::CloseFrame {
                    code: 4001.into(),
                    reason: "as you wish".into(),
                };
                let _ = socket.close(Some(frame));
            }
            Ok(Message::Text(text)) if text.as_str() == "break" => {
                let _ = reset.shutdown(std::net::Shutdown::Both);
                return;
            }
            Ok(message @ (Message::Text(_) | Message::Binary(_))) => {
                if socket.send(message).is_err() {
                    return;
                }
            }
            Ok(_) => {}
            Err(_) => return,
        }
    }
}
