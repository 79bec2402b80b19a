//! `sparrow run --inspect`: a client of the Chrome DevTools Protocol sees console, values, network, screenshots, profile and heap.
//!
//! Needs the built player; `cargo xtask test window` builds it, and runs this too.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sparrow_tests::program::{Running, player};

const PATIENCE: Duration = Duration::from_secs(60);

/// A client of our own: text messages of a WebSocket, nothing more.
struct Client {
    stream: TcpStream,
    last_id: u64,
    events: Vec<Value>,
}

impl Client {
    fn connect(url: &str) -> Client {
        let rest = url.strip_prefix("ws://").expect("a socket's address");
        let (address, path) = rest.split_once('/').expect("a path");
        let mut stream = TcpStream::connect(address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let head = format!(
            "GET /{path} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("it takes a request");
        let mut answer = Vec::new();
        let mut byte = [0];
        while !answer.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).expect("it answers");
            answer.push(byte[0]);
        }
        let answer = String::from_utf8_lossy(&answer).into_owned();
        // The key and its answer are those of RFC 6455, section 1.3.
        assert!(
            answer.starts_with("HTTP/1.1 101") && answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
            "{answer}"
        );
        Client { stream, last_id: 0, events: Vec::new() }
    }

    fn send(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut frame = vec![0x81];
        match bytes.len() {
            length @ 0..=125 => frame.push(0x80 | length as u8),
            length => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(bytes);
        self.stream.write_all(&frame).expect("it takes a message");
    }

    fn read(&mut self) -> Value {
        let mut head = [0; 2];
        self.stream.read_exact(&mut head).expect("a message");
        let length = match head[1] & 0x7f {
            126 => {
                let mut long = [0; 2];
                self.stream.read_exact(&mut long).expect("a length");
                usize::from(u16::from_be_bytes(long))
            }
            127 => {
                let mut long = [0; 8];
                self.stream.read_exact(&mut long).expect("a length");
                u64::from_be_bytes(long) as usize
            }
            short => usize::from(short),
        };
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).expect("the message");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// Calls a method; events on the way are kept.
    fn call(&mut self, method: &str, params: &Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({ "id": id, "method": method, "params": params }).to_string());
        loop {
            let message = self.read();
            if message["id"] == id {
                return message;
            }
            self.events.push(message);
        }
    }

    fn value(&mut self, expression: &str) -> Value {
        self.call("Runtime.evaluate", &json!({ "expression": expression, "returnByValue": true }))["result"]["result"].clone()
    }

    /// The first event that fits, now or later.
    fn event(&mut self, method: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let begin = Instant::now();
        loop {
            let found =
                self.events.iter().position(|event| event["method"] == method && fits(&event["params"]));
            if let Some(at) = found {
                return self.events.remove(at)["params"].clone();
            }
            assert!(begin.elapsed() < PATIENCE, "{method} never came: {:?}", self.events);
            let message = self.read();
            self.events.push(message);
        }
    }
}

/// Starts a player and finds its socket.
fn start(package: &Path) -> (Running, Client) {
    let mut child = Command::new(player())
        .args(["run", "--headless", "--inspect=0", "--size", "120x80", "--dpr", "1"])
        .arg(package)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the player starts");
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let player = Running(child);
    let url = loop {
        let line = lines.next().expect("it says where it listens").expect("text");
        if let Some(rest) = line.strip_prefix("inspector: ") {
            break rest.split(' ').next().expect("an address").to_owned();
        }
    };
    std::thread::spawn(move || lines.count());
    let client = Client::connect(&url);
    (player, client)
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn a_client_sees_the_game() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("game.json"), "{}").expect("saved");
    let source = "const c = wx.createCanvas().getContext('2d');\nGameGlobal.score = 7;\n\
        console.warn('hello');\n\
        const spin = () => { let x = 0; for (let i = 0; i < 20000; i++) x += i; return x; };\n\
        const tick = () => { c.fillRect(0, 0, 10, 10); spin(); requestAnimationFrame(tick); }; tick();\n\
        GameGlobal.ask = (url) => wx.request({ url, fail: (e) => console.log('failed ' + e.errMsg) });\n";
    std::fs::write(folder.path().join("game.js"), source).expect("saved");
    let (_player, mut client) = start(folder.path());

    assert_eq!(client.call("Runtime.enable", &json!({}))["result"], json!({}));
    client.event("Runtime.executionContextCreated", |p| p["context"]["name"] == "game");
    let line = client.event("Runtime.consoleAPICalled", |p| p["args"][0]["value"] == "hello");
    assert_eq!(
        (line["type"].clone(), line["stackTrace"]["callFrames"][0]["url"].clone()),
        ("warning".into(), "game.js".into())
    );
    assert_eq!(line["stackTrace"]["callFrames"][0]["lineNumber"], 2, "counted from 0");

    assert_eq!(client.value("score + 1")["value"], 8);
    assert_eq!(client.value("({ a: [1, 'x'] })")["value"], json!({ "a": [1, "x"] }));
    assert_eq!(client.value("0 / 0")["unserializableValue"], "NaN");
    let thrown = client.call("Runtime.evaluate", &json!({ "expression": "no.thing" }));
    assert!(
        thrown["result"]["exceptionDetails"]["exception"]["description"]
            .as_str()
            .expect("words")
            .contains("no is not defined")
    );

    let mut awaited = |expression: &str| {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        client.call("Runtime.evaluate", &params)["result"].clone()
    };
    assert_eq!(awaited("Promise.resolve(3)")["result"]["value"], 3);
    assert_eq!(
        awaited("new Promise((done) => setTimeout(() => done('late'), 50))")["result"]["value"],
        "late"
    );
    assert_eq!(awaited("score")["result"]["value"], 7, "what is no promise is there at once");
    let refused = awaited("Promise.reject(new TypeError('not today'))")["exceptionDetails"].clone();
    assert!(refused["exception"]["description"].as_str().expect("words").contains("not today"), "{refused}");
    let thrown = awaited("no.thing")["exceptionDetails"].clone();
    assert!(thrown["exception"]["description"].as_str().expect("words").contains("no is not defined"));

    client.call("Network.enable", &json!({}));
    // Nothing listens on port 1.
    client.value("ask('http://127.0.0.1:1/level'), 1");
    let sent =
        client.event("Network.requestWillBeSent", |p| p["request"]["url"] == "http://127.0.0.1:1/level");
    let failed = client.event("Network.loadingFailed", |p| p["requestId"] == sent["requestId"]);
    assert!(!failed["errorText"].as_str().expect("words").is_empty());
    client.event("Runtime.consoleAPICalled", |p| {
        p["args"][0]["value"].as_str().is_some_and(|t| t.starts_with("failed"))
    });

    let picture = client.call("Page.captureScreenshot", &json!({}));
    assert!(picture["result"]["data"].as_str().expect("base64").starts_with("iVBORw0KGgo"), "a PNG");
    assert!(
        client.call("Runtime.getHeapUsage", &json!({}))["result"]["usedSize"].as_u64().expect("bytes")
            > 100_000
    );
    let metrics = client.call("Performance.getMetrics", &json!({}));
    let names: Vec<_> =
        metrics["result"]["metrics"].as_array().expect("a list").iter().map(|m| m["name"].clone()).collect();
    assert!(
        names.contains(&"JSHeapUsedSize".into()) && names.contains(&"Memory: canvases".into()),
        "{names:?}"
    );

    client.call("Profiler.enable", &json!({}));
    client.call("Profiler.start", &json!({}));
    std::thread::sleep(Duration::from_millis(600));
    let profile = client.call("Profiler.stop", &json!({}))["result"]["profile"].clone();
    let functions: Vec<_> = profile["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .map(|node| node["callFrame"]["functionName"].clone())
        .collect();
    assert!(functions.contains(&"spin".into()), "{functions:?}");

    let refused = client.call("Debugger.setBreakpointByUrl", &json!({}));
    assert!(refused["error"]["message"].as_str().expect("words").contains("no hook for breakpoints"));
    assert!(
        client.call("No.such", &json!({}))["error"]["message"].as_str().expect("words").contains("No.such")
    );
    client.call("Page.reload", &json!({}));
    client.event("Runtime.executionContextsCleared", |_| true);
    client.event("Runtime.consoleAPICalled", |p| p["args"][0]["value"] == "hello");
}
