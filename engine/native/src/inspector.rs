//! A WebSocket server on this machine for debuggers: plain HTTP that lists what can be debugged, and one connection for each client.
//!
//! Boundary: what the messages say is the caller's (`player`). Whoever gets in can do what the game can, so that only programs of this
//! machine do: the socket is bound to loopback, a page of some website is refused by its `Origin`, and a name that was made to mean this
//! machine by its `Host`. On Linux they must be the same user's (see [`peer`]); other systems do not tell whose a connection is, and let in
//! every user of the machine.

mod peer;

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    io::{self, ErrorKind, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU32, Ordering},
        mpsc::{Receiver, Sender, TryRecvError, channel},
    },
    thread,
    time::Duration,
};

use tokio_tungstenite::tungstenite::{
    Error, Message, WebSocket,
    handshake::derive_accept_key,
    protocol::{Role, WebSocketConfig},
};

/// What a client did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FromClient {
    /// It is there.
    Opened,
    /// It says something.
    Text(String),
    /// It is gone.
    Closed,
}

/// The longest request head, and the longest message of a client.
const MAX_HEAD_BYTES: usize = 8 << 10;
const MAX_MESSAGE_BYTES: usize = 16 << 20;
/// Clients at a time.
const MAX_CLIENTS: usize = 8;
/// How often a connection looks for what is to be sent.
const TURN: Duration = Duration::from_millis(5);

/// The running server; it ends when this is dropped.
pub struct InspectorServer {
    address: SocketAddr,
    path: String,
    heard: Receiver<(u32, FromClient)>,
    shared: Arc<Shared>,
}

struct Shared {
    address: SocketAddr,
    path: String,
    /// JSON of `/json/list` with `%WS%` for the address of the socket.
    target: String,
    version: String,
    clients: Mutex<BTreeMap<u32, Sender<String>>>,
    last_client: AtomicU32,
    closing: AtomicBool,
    heard: Mutex<Sender<(u32, FromClient)>>,
}

impl InspectorServer {
    /// Listens on a port of loopback; 0 is any free one. `title` and `version` stand in the lists.
    pub fn start(port: u16, title: &str, version: &str) -> io::Result<InspectorServer> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        // Not the address of the run before. It keeps nobody out: whoever is let in finds it in the lists.
        let run = RandomState::new().hash_one(address) ^ RandomState::new().hash_one(title).rotate_left(32);
        let path = format!("/devtools/page/{run:016x}");
        let text = |text: &str| text.replace(['"', '\\'], "'").replace(char::is_control, " ");
        let target = format!(
            "[{{\"id\":\"{run:016x}\",\"type\":\"page\",\"title\":\"{}\",\"url\":\"game://main\",\"description\":\"sparrow\",\
             \"devtoolsFrontendUrl\":\"devtools://devtools/bundled/inspector.html?ws={address}{path}\",\
             \"webSocketDebuggerUrl\":\"ws://{address}{path}\"}}]",
            text(title)
        );
        let version = format!(
            "{{\"Browser\":\"Sparrow/{}\",\"Protocol-Version\":\"1.3\",\"webSocketDebuggerUrl\":\"ws://{address}{path}\"}}",
            text(version)
        );
        let (sender, heard) = channel();
        let shared = Arc::new(Shared {
            address,
            path: path.clone(),
            target,
            version,
            clients: Mutex::default(),
            last_client: AtomicU32::new(0),
            closing: AtomicBool::new(false),
            heard: Mutex::new(sender),
        });
        let accepting = shared.clone();
        thread::Builder::new()
            .name("sparrow-inspector".to_owned())
            .spawn(move || accept(&listener, &accepting))?;
        Ok(InspectorServer { address, path, heard, shared })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the socket.
    pub fn url(&self) -> String {
        format!("ws://{}{}", self.address, self.path)
    }

    /// What clients did since the last look.
    pub fn poll(&self) -> Vec<(u32, FromClient)> {
        self.heard.try_iter().collect()
    }

    /// Says something to a client; nothing happens when it is gone.
    pub fn send(&self, client: u32, text: &str) {
        if let Some(sender) = self.shared.clients().get(&client) {
            // The connection may end just now.
            let _ = sender.send(text.to_owned());
        }
    }
}

impl Drop for InspectorServer {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::Relaxed);
        self.shared.clients().clear();
        // Wakes the thread that waits for clients.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_millis(200));
    }
}

impl Shared {
    fn clients(&self) -> MutexGuard<'_, BTreeMap<u32, Sender<String>>> {
        self.clients.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn tell(&self, client: u32, what: FromClient) {
        // Nobody listens any more when the server ends.
        let _ = self.heard.lock().unwrap_or_else(|e| e.into_inner()).send((client, what));
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.closing.load(Ordering::Relaxed) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = shared.clone();
        // A client that cannot get a thread is closed by the drop of its stream.
        let _ =
            thread::Builder::new().name("sparrow-inspector".to_owned()).spawn(move || serve(stream, &shared));
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) {
    if stream.set_read_timeout(Some(Duration::from_secs(10))).is_err() {
        return;
    }
    let Some(head) = read_head(&mut stream) else { return };
    let head = Head::parse(&head);
    let answer = match &head {
        Some(head) if !head.is_from_here(shared.address) || !peer::is_ours(&stream) => Answer::Refused,
        Some(head) if head.path == shared.path && head.key.is_some() => Answer::Socket,
        Some(head) => match head.path.as_str() {
            "/json" | "/json/" | "/json/list" => Answer::Json(&shared.target),
            "/json/version" => Answer::Json(&shared.version),
            "/" => Answer::Page(format!(
                "<!doctype html><meta charset=utf-8><title>Sparrow</title>\n<p>A game of Sparrow waits here for a debugger.\n\
                 <p>In Chrome: open chrome://inspect, press Configure, add {}, and press inspect below the game.\n\
                 <p>Other programs of the Chrome DevTools Protocol find it in <a href=/json/list>/json/list</a>.\n",
                shared.address
            )),
            _ => Answer::Missing,
        },
        None => Answer::Refused,
    };
    let text = match answer {
        Answer::Json(json) => format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{json}",
            json.len()
        ),
        Answer::Page(page) => format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        ),
        Answer::Missing => {
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        }
        Answer::Refused => {
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        }
        Answer::Socket => {
            let key = head.and_then(|head| head.key).unwrap_or_default();
            format!(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n",
                derive_accept_key(key.as_bytes())
            )
        }
    };
    let is_socket = text.starts_with("HTTP/1.1 101");
    if stream.write_all(text.as_bytes()).is_ok() && is_socket {
        talk(stream, shared);
    }
}

enum Answer<'a> {
    Json(&'a str),
    Page(String),
    Missing,
    Refused,
    Socket,
}

fn talk(stream: TcpStream, shared: &Shared) {
    let (sender, outgoing) = channel();
    let client = shared.last_client.fetch_add(1, Ordering::Relaxed) + 1;
    {
        let mut clients = shared.clients();
        if clients.len() >= MAX_CLIENTS || stream.set_read_timeout(Some(TURN)).is_err() {
            return;
        }
        clients.insert(client, sender);
    }
    shared.tell(client, FromClient::Opened);
    let config = WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE_BYTES));
    let mut socket = WebSocket::from_raw_socket(stream, Role::Server, Some(config));
    // A turn waits for what is to be heard.
    loop {
        if shared.closing.load(Ordering::Relaxed) || !turn(&mut socket, &outgoing, client, shared) {
            break;
        }
    }
    // It may be gone already.
    let _ = socket.close(None);
    shared.clients().remove(&client);
    shared.tell(client, FromClient::Closed);
}

/// Hears one message and says what is to be said; false when the connection is over.
fn turn(
    socket: &mut WebSocket<TcpStream>,
    outgoing: &Receiver<String>,
    client: u32,
    shared: &Shared,
) -> bool {
    match socket.read() {
        Ok(Message::Text(text)) => shared.tell(client, FromClient::Text(text.to_string())),
        Ok(Message::Close(_)) => return false,
        Ok(_) => {}
        Err(Error::Io(error)) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
        Err(_) => return false,
    }
    loop {
        match outgoing.try_recv() {
            Ok(text) => {
                if socket.send(Message::text(text)).is_err() {
                    return false;
                }
            }
            Err(TryRecvError::Empty) => return true,
            Err(TryRecvError::Disconnected) => return false,
        }
    }
}

fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0; 1];
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= MAX_HEAD_BYTES || stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    String::from_utf8(head).ok()
}

/// What counts of a request.
#[derive(Debug, Default, PartialEq)]
struct Head {
    path: String,
    host: String,
    origin: Option<String>,
    key: Option<String>,
}

impl Head {
    fn parse(text: &str) -> Option<Head> {
        let mut lines = text.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (Some("GET"), Some(path)) = (words.next(), words.next()) else { return None };
        let mut head = Head { path: path.to_owned(), ..Head::default() };
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim().to_owned();
            match name.to_ascii_lowercase().as_str() {
                "host" => head.host = value,
                "origin" => head.origin = Some(value),
                "sec-websocket-key" => head.key = Some(value),
                _ => {}
            }
        }
        Some(head)
    }

    /// Sent by a program of this machine, and not by a website in its browser.
    fn is_from_here(&self, address: SocketAddr) -> bool {
        let port = address.port();
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        let is_page = self.origin.as_ref().is_some_and(|origin| !origin.starts_with("devtools://"));
        hosts.contains(&self.host) && !is_page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(address: SocketAddr, head: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn lists_are_given_and_websites_are_refused() {
        let server = InspectorServer::start(0, "a \"game\"", "1").unwrap();
        let address = server.address();
        let host = format!("Host: {address}\r\n");
        let list = ask(address, &format!("GET /json/list HTTP/1.1\r\n{host}\r\n"));
        assert!(list.contains("a 'game'") && list.contains(&server.url()), "{list}");
        assert!(
            ask(address, &format!("GET /json/version HTTP/1.1\r\n{host}\r\n")).contains("Protocol-Version")
        );
        let page = ask(address, &format!("GET / HTTP/1.1\r\n{host}\r\n"));
        assert!(page.contains("chrome://inspect") && page.contains(&address.to_string()), "{page}");
        assert!(ask(address, &format!("GET /other HTTP/1.1\r\n{host}\r\n")).starts_with("HTTP/1.1 404"));
        for bad in [
            format!("GET /json HTTP/1.1\r\n{host}Origin: https://evil.example\r\n\r\n"),
            "GET /json HTTP/1.1\r\nHost: evil.example\r\n\r\n".to_owned(),
            format!("POST /json HTTP/1.1\r\n{host}\r\n"),
        ] {
            assert!(ask(address, &bad).starts_with("HTTP/1.1 403"), "{bad}");
        }
        assert!(address.ip().is_loopback());
    }

    /// Only root can be somebody else: as another user this test has nobody to be refused.
    #[test]
    #[cfg(target_os = "linux")]
    fn another_user_of_this_machine_is_refused() {
        use std::os::unix::{fs::MetadataExt, process::CommandExt};
        if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
            return;
        }
        let server = InspectorServer::start(0, "game", "1").unwrap();
        let address = server.address();
        let asks = format!(
            "exec 3<>/dev/tcp/127.0.0.1/{}; printf 'GET /json/list HTTP/1.1\\r\\nHost: {address}\\r\\n\\r\\n' >&3; cat <&3",
            address.port()
        );
        let answer = |user: u32| {
            let output = std::process::Command::new("bash").args(["-c", &asks]).uid(user).output().unwrap();
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        assert!(answer(0).starts_with("HTTP/1.1 200"), "{}", answer(0));
        let nobody = answer(65_534);
        assert!(nobody.starts_with("HTTP/1.1 403") && !nobody.contains("devtools"), "{nobody}");
    }

    #[test]
    fn messages_go_both_ways() {
        let server = InspectorServer::start(0, "game", "1").unwrap();
        let stream = TcpStream::connect(server.address()).unwrap();
        let (mut client, _) = tokio_tungstenite::tungstenite::client(server.url(), stream).unwrap();
        client.send(Message::text("hello")).unwrap();
        let mut heard = Vec::new();
        while heard.len() < 2 {
            heard.extend(server.poll());
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(heard, [(1, FromClient::Opened), (1, FromClient::Text("hello".to_owned()))]);
        server.send(1, "answer");
        assert_eq!(client.read().unwrap(), Message::text("answer"));
        client.close(None).unwrap();
        while server.poll() != [(1, FromClient::Closed)] {
            let _ = client.read();
            thread::sleep(Duration::from_millis(1));
        }
    }
}
