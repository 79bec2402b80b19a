//! A small HTTP/1.1 server for what a program holds in memory: packages, for players on this machine or beside it.
//!
//! GET and HEAD, one range, ETag and `If-None-Match`. Absent on purpose: TLS, folders of the disk, writing, anything that faces the open
//! internet.

use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt as _, StreamBody, combinators::UnsyncBoxBody};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Frame, Incoming},
    header::{self, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    convert::Infallible,
    io,
    net::{SocketAddr, TcpListener},
    ops::Range,
    sync::Arc,
    thread,
    time::Duration,
};
use tokio::sync::oneshot;

/// Pieces that a body is sent in.
const PIECE_BYTES: usize = 64 << 10;

/// What stands at a path.
#[derive(Clone, Debug)]
pub struct ServedFile {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Its media type.
    pub content_type: &'static str,
    /// Changes with the bytes.
    pub tag: String,
    /// The path never holds anything else: it may be kept for good.
    pub forever: bool,
}

/// Answers for a path, which begins with `/` and holds no query.
pub type Content = Arc<dyn Fn(&str) -> Option<ServedFile> + Send + Sync>;

/// A running server. It ends when this is dropped.
#[derive(Debug)]
pub struct FileServer {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl FileServer {
    /// Serves `content` at `address`; port 0 is any free one. `bytes_per_second` slows every answer down, to try a poor network.
    pub fn start(
        address: SocketAddr,
        content: Content,
        bytes_per_second: Option<u64>,
    ) -> io::Result<FileServer> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = thread::Builder::new().name("sparrow-serve".to_owned()).spawn(move || {
            runtime.block_on(async move {
                tokio::select! {
                    () = accept(listener, content, bytes_per_second) => {}
                    _ = stopped => {}
                }
            });
            runtime.shutdown_background();
        })?;
        Ok(FileServer { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until the process is ended.
    pub fn run(mut self) {
        if let Some(thread) = self.thread.take() {
            // The thread ends when it is told to, which nobody does.
            let _ = thread.join();
        }
    }
}

impl Drop for FileServer {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: TcpListener, content: Content, bytes_per_second: Option<u64>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Too many connections at once: some end soon.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let content = content.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let response = answer(&request, &content, bytes_per_second);
                async move { Ok::<_, Infallible>(response) }
            });
            // A client that goes away is no fault of ours.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

type Body = UnsyncBoxBody<Bytes, Infallible>;

fn answer(request: &Request<Incoming>, content: &Content, bytes_per_second: Option<u64>) -> Response<Body> {
    let is_head = request.method() == Method::HEAD;
    if request.method() != Method::GET && !is_head {
        return plain(StatusCode::METHOD_NOT_ALLOWED);
    }
    let Some(file) = content(request.uri().path()) else { return plain(StatusCode::NOT_FOUND) };
    let tag = format!("\"{}\"", file.tag);
    let header = |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let mut response = plain(StatusCode::OK);
    let set = |response: &mut Response<Body>, name: header::HeaderName, value: &str| {
        // Values of ours are plain; a tag that is not is left out.
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(&mut response, header::ETAG, &tag);
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    set(&mut response, header::CONTENT_TYPE, file.content_type);
    set(
        &mut response,
        header::CACHE_CONTROL,
        if file.forever { "max-age=31536000, immutable" } else { "no-cache" },
    );
    let known = header(header::IF_NONE_MATCH);
    if known.is_some_and(|tags| {
        tags == "*" || tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
    }) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    let length = file.bytes.len();
    // With another version before it, a range would join two files.
    let fits = header(header::IF_RANGE).is_none_or(|of| of == tag);
    let range = match header(header::RANGE).filter(|_| fits).map(|range| parse_range(range, length)) {
        None | Some(Asked::All) => 0..length,
        Some(Asked::Part(range)) => {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            let value = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            set(&mut response, header::CONTENT_RANGE, &value);
            range
        }
        Some(Asked::Outside) => {
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{length}"));
            return response;
        }
    };
    set(&mut response, header::CONTENT_LENGTH, &range.len().to_string());
    if !is_head {
        *response.body_mut() = body(file.bytes, range, bytes_per_second);
    }
    response
}

/// What a `Range` asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    /// Something that we may answer with the whole.
    All,
    Part(Range<usize>),
    Outside,
}

/// One range: <https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2>.
fn parse_range(text: &str, length: usize) -> Asked {
    let Some((first, last)) = text.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-'))
    else {
        return Asked::All;
    };
    let range = match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Ok(first), Err(_)) if last.is_empty() => first..length,
        (Err(_), Ok(0)) if first.is_empty() => return Asked::Outside,
        (Err(_), Ok(last)) if first.is_empty() => length.saturating_sub(last)..length,
        _ => return Asked::All,
    };
    if range.start >= length { Asked::Outside } else { Asked::Part(range) }
}

fn plain(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(http_body_util::Empty::new().boxed_unsync());
    *response.status_mut() = status;
    response
}

fn body(bytes: Arc<[u8]>, range: Range<usize>, bytes_per_second: Option<u64>) -> Body {
    let piece = bytes_per_second.map_or(PIECE_BYTES, |speed| {
        // Ten pieces a second.
        usize::try_from(speed / 10).unwrap_or(PIECE_BYTES).clamp(1, PIECE_BYTES)
    });
    let pieces = stream::unfold(range, move |range| {
        let bytes = bytes.clone();
        async move {
            if range.is_empty() {
                return None;
            }
            if let Some(speed) = bytes_per_second {
                tokio::time::sleep(Duration::from_secs_f64(piece as f64 / speed.max(1) as f64)).await;
            }
            let end = (range.start + piece).min(range.end);
            let data = Bytes::copy_from_slice(&bytes[range.start..end]);
            Some((Ok(Frame::data(data)), end..range.end))
        }
    });
    StreamBody::new(pieces).boxed_unsync()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{Read, Write},
        net::TcpStream,
    };

    #[test]
    fn ranges_are_read_as_the_rfc_has_them() {
        for (text, asked) in [
            ("bytes=0-", Asked::Part(0..10)),
            ("bytes=2-4", Asked::Part(2..5)),
            ("bytes=2-99", Asked::Part(2..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-99", Asked::Part(0..10)),
            ("bytes=10-", Asked::Outside),
            ("bytes=-0", Asked::Outside),
            ("bytes=4-2", Asked::All),
            ("bytes=0-1,3-4", Asked::All),
            ("lines=1-2", Asked::All),
        ] {
            assert_eq!(parse_range(text, 10), asked, "{text}");
        }
        assert_eq!(parse_range("bytes=0-", 0), Asked::Outside);
    }

    fn ask(server: &FileServer, request: &str) -> String {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        write!(stream, "{request}\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn files_are_served_whole_in_part_and_not_twice() {
        let content: Content = Arc::new(|path| {
            (path == "/a").then(|| ServedFile {
                bytes: Arc::from(*b"0123456789"),
                content_type: "text/plain",
                tag: "t1".to_owned(),
                forever: false,
            })
        });
        let server = FileServer::start("127.0.0.1:0".parse().unwrap(), content, Some(1000)).unwrap();
        let whole = ask(&server, "GET /a?x=1 HTTP/1.1");
        assert!(
            whole.starts_with("HTTP/1.1 200")
                && whole.ends_with("0123456789")
                && whole.contains("etag: \"t1\""),
            "{whole}"
        );
        let part = ask(&server, "GET /a HTTP/1.1\r\nrange: bytes=7-");
        assert!(
            part.starts_with("HTTP/1.1 206") && part.contains("bytes 7-9/10") && part.ends_with("\n789"),
            "{part}"
        );
        let other = ask(&server, "GET /a HTTP/1.1\r\nrange: bytes=7-\r\nif-range: \"t0\"");
        assert!(other.starts_with("HTTP/1.1 200"), "{other}");
        for (request, status) in [
            ("GET /a HTTP/1.1\r\nif-none-match: \"t0\", \"t1\"", 304),
            ("GET /a HTTP/1.1\r\nrange: bytes=10-", 416),
            ("GET /b HTTP/1.1", 404),
            ("POST /a HTTP/1.1", 405),
        ] {
            let text = ask(&server, request);
            assert!(text.starts_with(&format!("HTTP/1.1 {status}")), "{request}: {text}");
        }
        let head = ask(&server, "HEAD /a HTTP/1.1");
        assert!(head.contains("content-length: 10") && head.ends_with("\r\n\r\n"), "{head}");
    }
}
