//! HTTP to a file: what is there already is not fetched again, and what came is checked before it is trusted.

use super::{
    AppError,
    cache::{AppCache, sync_folder},
};
use crate::{NativeNetwork, NetworkOptions};
use sparrow_package::{ContentHasher, ReleasePart};
use sparrow_platform::{
    Network,
    network::{BodyTo, ConnectionId, HttpRequest, NetworkError, NetworkErrorKind, NetworkEvent},
};
use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    time::Duration,
};

/// Without a byte for so long, a transfer has failed.
const TIMEOUT_MS: u64 = 30_000;
/// How often a transfer that broke off is taken up again, when it had brought something.
const RESUMES: u32 = 5;

/// Why a part did not come.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DownloadError {
    /// There is no way to the server.
    #[error("offline: {0}")]
    Offline(String),
    /// There is a server, or something in its place, and no answer to be had of it.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// The server answered something else.
    #[error("the server answered {status} for {url}")]
    Status {
        /// Its status.
        status: u16,
        /// Of what.
        url: String,
    },
    /// The transfer broke off; what came is kept for the next try.
    #[error("truncated: {received} of {expected} bytes came ({reason})")]
    Truncated {
        /// Bytes that are here.
        received: u64,
        /// Bytes that there should be.
        expected: u64,
        /// What broke.
        reason: String,
    },
    /// More came than there should be.
    #[error("wrong size: more than {expected} bytes came")]
    TooLong {
        /// Bytes that there should be.
        expected: u64,
    },
    /// What came is not what the release names.
    #[error("wrong hash: the file is not the one that the release names")]
    WrongHash,
    /// The disk does not take it.
    #[error("it cannot be written: {0}")]
    Disk(String),
    /// The one who asked has gone.
    #[error("it was ended")]
    Ended,
}

/// One who fetches, on a thread of his own.
pub(super) struct Downloader {
    network: NativeNetwork,
    last: u32,
}

/// What came of one request.
enum Transfer {
    Whole,
    BrokeOff(String),
}

impl Downloader {
    pub(super) fn new(options: NetworkOptions) -> Downloader {
        Downloader { network: NativeNetwork::new(options), last: 0 }
    }

    /// A small file.
    pub(super) fn text(&mut self, url: &str, max_bytes: u64) -> Result<String, DownloadError> {
        let mut text = Vec::new();
        let request = HttpRequest { max_body_bytes: max_bytes, ..HttpRequest::get(url, TIMEOUT_MS) };
        let id = self.start(request);
        let mut status = 0;
        loop {
            match self.next(id) {
                NetworkEvent::Head(head) => status = head.status,
                NetworkEvent::Done { body } if (200..300).contains(&status) => {
                    text.extend(body);
                    break;
                }
                NetworkEvent::Done { .. } => {
                    return Err(DownloadError::Status { status, url: url.to_owned() });
                }
                NetworkEvent::Failed(error) => return Err(failure(&error)),
                _ => {}
            }
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// A part into the cache. `progress` hears how many bytes are here and says whether to go on.
    pub(super) fn part(
        &mut self,
        cache: &AppCache,
        source: &str,
        part: &ReleasePart,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<(), AppError> {
        if cache.has_part(part) && cache.read_part(part).is_some() {
            progress(part.bytes);
            return Ok(());
        }
        let partial = cache.partial_path(part);
        let url = format!("{}/parts/{}", source.trim_end_matches('/'), part.file_name());
        self.complete(&url, &partial, part, progress)?;
        let whole = cache.part_path(part);
        match fs::rename(&partial, &whole).and_then(|()| sync_folder(&whole)) {
            // Another process fetched the same part, and was first.
            Err(error) if error.kind() == io::ErrorKind::NotFound && cache.has_part(part) => Ok(()),
            done => done.map_err(AppError::disk(&whole)),
        }
    }

    fn complete(
        &mut self,
        url: &str,
        partial: &Path,
        part: &ReleasePart,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<(), DownloadError> {
        let disk = |error: io::Error| DownloadError::Disk(error.to_string());
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(partial)
            .map_err(disk)?;
        // Two processes may fetch the same part: the second waits, and finds it whole.
        file.lock().map_err(disk)?;
        let mut received = file.metadata().map_err(disk)?.len();
        if received > part.bytes {
            file.set_len(0).map_err(disk)?;
            received = 0;
        }
        let mut resumes = 0;
        while received < part.bytes {
            let before = received;
            let end = self.transfer(url, &mut file, &mut received, part.bytes, progress)?;
            let Transfer::BrokeOff(reason) = end else { break };
            resumes += 1;
            if received <= before || resumes > RESUMES {
                return Err(DownloadError::Truncated { received, expected: part.bytes, reason });
            }
        }
        file.sync_all().map_err(disk)?;
        if hash_of(&mut file).map_err(disk)? != part.hash {
            // It is of no use, not even in part.
            file.set_len(0).map_err(disk)?;
            return Err(DownloadError::WrongHash);
        }
        Ok(())
    }

    /// One request for what is missing.
    fn transfer(
        &mut self,
        url: &str,
        file: &mut File,
        received: &mut u64,
        expected: u64,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Transfer, DownloadError> {
        let disk = |error: io::Error| DownloadError::Disk(error.to_string());
        let mut headers = vec![("accept-encoding".to_owned(), "identity".to_owned())];
        if *received > 0 {
            headers.push(("range".to_owned(), format!("bytes={received}-")));
        }
        let request = HttpRequest {
            headers,
            body_to: BodyTo::Chunks,
            max_body_bytes: expected.saturating_add(1),
            progress: true,
            ..HttpRequest::get(url, TIMEOUT_MS)
        };
        let id = self.start(request);
        let end = loop {
            match self.next(id) {
                NetworkEvent::Head(head) => match head.status {
                    206 if starts_at(&head.headers, *received) => {
                        file.seek(SeekFrom::Start(*received)).map_err(disk)?;
                    }
                    200 => {
                        *received = 0;
                        file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0))).map_err(disk)?;
                    }
                    // What is here is no beginning of it.
                    206 | 416 => {
                        file.set_len(0).map_err(disk)?;
                        let received = std::mem::take(received);
                        let reason = "the server has no more".to_owned();
                        break Err(DownloadError::Truncated { received, expected, reason });
                    }
                    status => break Err(DownloadError::Status { status, url: url.to_owned() }),
                },
                NetworkEvent::Chunk(bytes) => {
                    if *received + bytes.len() as u64 > expected {
                        file.set_len(0).map_err(disk)?;
                        *received = 0;
                        break Err(DownloadError::TooLong { expected });
                    }
                    file.write_all(&bytes).map_err(disk)?;
                    *received += bytes.len() as u64;
                    if !progress(*received) {
                        break Err(DownloadError::Ended);
                    }
                }
                NetworkEvent::Done { .. } if *received == expected => return Ok(Transfer::Whole),
                NetworkEvent::Done { .. } => break Ok(Transfer::BrokeOff("the server ended it".to_owned())),
                NetworkEvent::Failed(error) if error.kind == NetworkErrorKind::BodyTooLarge => {
                    break Err(DownloadError::TooLong { expected });
                }
                NetworkEvent::Failed(error) if *received == 0 => break Err(failure(&error)),
                NetworkEvent::Failed(error) => break Ok(Transfer::BrokeOff(error.to_string())),
                _ => {}
            }
        };
        self.network.cancel(id);
        end
    }

    fn start(&mut self, request: HttpRequest) -> ConnectionId {
        self.last += 1;
        let id = ConnectionId(self.last);
        self.network.request(id, request);
        id
    }

    /// The next event of a request; every request ends.
    fn next(&mut self, id: ConnectionId) -> NetworkEvent {
        loop {
            // Longer than the request's own limit.
            match self.network.wait(Duration::from_millis(TIMEOUT_MS * 2)) {
                Some((of, event)) if of == id => return event,
                // Of a request before that was ended.
                Some(_) => {}
                None => {
                    let error = NetworkError::new(NetworkErrorKind::Timeout, "no answer");
                    return NetworkEvent::Failed(error);
                }
            }
        }
    }
}

fn starts_at(headers: &[(String, String)], offset: u64) -> bool {
    let range = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-range"));
    range.is_some_and(|(_, value)| value.starts_with(&format!("bytes {offset}-")))
}

/// What a failure before the first byte is.
fn failure(error: &NetworkError) -> DownloadError {
    use NetworkErrorKind as Kind;
    let reason = error.to_string();
    match error.kind {
        Kind::Offline | Kind::NameNotResolved | Kind::ConnectionRefused | Kind::AddressUnreachable => {
            DownloadError::Offline(reason)
        }
        _ => DownloadError::NoAnswer(reason),
    }
}

fn hash_of(file: &mut File) -> io::Result<sparrow_package::ContentHash> {
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = ContentHasher::default();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finish()),
            count => hasher.push(&buffer[..count]),
        }
    }
}
