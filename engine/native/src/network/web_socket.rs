//! One WebSocket: handshake, messages, close.

use super::{Command, Unsent, failure, http, queue::Outbox, reactor::Reactor, weight};
use futures_util::{SinkExt, StreamExt};
use rustls::pki_types::ServerName;
use sparrow_platform::network::{NetworkError, NetworkErrorKind, NetworkEvent, Outgoing, WebSocketRequest};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::mpsc::UnboundedReceiver,
    time::{sleep, timeout},
};
use tokio_rustls::TlsConnector;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        Error as WsError, Message,
        client::IntoClientRequest,
        error::ProtocolError,
        handshake::client::Response,
        protocol::{CloseFrame, WebSocketConfig},
    },
};
use url::Url;

/// A longer message ends the connection.
const MAX_MESSAGE_BYTES: usize = 64 << 20;
/// For the other side to answer a close.
const CLOSE_LIMIT: Duration = Duration::from_secs(2);
/// The connection broke off: <https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1>
const ABNORMAL: u16 = 1006;
/// The other side closed without a code.
const NO_CODE: u16 = 1005;

/// Plain or through TLS.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}
type Socket = WebSocketStream<Box<dyn Wire>>;

/// Runs a WebSocket to its end.
pub(super) async fn run(
    reactor: Arc<Reactor>,
    outbox: Outbox,
    request: WebSocketRequest,
    commands: UnboundedReceiver<Command>,
    unsent: Unsent,
) {
    let limit = Duration::from_millis(request.timeout_ms);
    let opened = timeout(limit, open(&reactor, &request)).await.unwrap_or_else(|_| Err(failure::timeout()));
    let last = match opened {
        Ok((socket, response)) => {
            let headers = http::plain_headers(response.headers());
            let chosen = response.headers().get("sec-websocket-protocol").and_then(|v| v.to_str().ok());
            let protocol = chosen.unwrap_or_default().to_owned();
            outbox.send_now(NetworkEvent::Opened { protocol, headers });
            talk(&outbox, socket, commands, unsent).await
        }
        Err(error) => NetworkEvent::Failed(error),
    };
    outbox.send(last).await;
}

async fn open(reactor: &Reactor, request: &WebSocketRequest) -> Result<(Socket, Response), NetworkError> {
    let other = |message: String| NetworkError::new(NetworkErrorKind::Other, message);
    let url = Url::parse(&request.url).map_err(|e| other(format!("{}: {e}", request.url)))?;
    let host = url.host_str().ok_or_else(|| other(format!("{url} names no host")))?;
    // Brackets are the URL's, not the address's.
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let port = url.port_or_known_default().unwrap_or(80);

    let mut handshake = http::uri(&url)?.into_client_request().map_err(|e| of_web_socket(&e))?;
    http::append_headers(handshake.headers_mut(), &request.headers)?;
    if !request.protocols.is_empty() {
        let protocols = vec![("sec-websocket-protocol".to_owned(), request.protocols.join(", "))];
        http::append_headers(handshake.headers_mut(), &protocols)?;
    }
    let tcp = TcpStream::connect((host.as_str(), port)).await.map_err(|e| failure::io(&e))?;
    let _ = tcp.set_nodelay(request.no_delay);
    let wire: Box<dyn Wire> = if url.scheme() == "wss" {
        let name = ServerName::try_from(host).map_err(|e| other(e.to_string()))?;
        let connector = TlsConnector::from(reactor.tls()?);
        Box::new(connector.connect(name, tcp).await.map_err(|e| failure::io(&e))?)
    } else {
        Box::new(tcp)
    };
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE_BYTES))
        .max_frame_size(Some(MAX_MESSAGE_BYTES));
    client_async_with_config(handshake, wire, Some(config)).await.map_err(|e| of_web_socket(&e))
}

fn of_web_socket(error: &WsError) -> NetworkError {
    match error {
        WsError::Io(error) => failure::io(error),
        WsError::Http(response) => {
            let message = format!("the server answered {} instead of 101", response.status().as_u16());
            NetworkError::new(NetworkErrorKind::HandshakeRefused, message)
        }
        WsError::Protocol(ProtocolError::HandshakeIncomplete) => {
            NetworkError::new(NetworkErrorKind::ConnectionClosed, error.to_string())
        }
        _ => NetworkError::new(NetworkErrorKind::HandshakeRefused, error.to_string()),
    }
}

/// Hears and speaks at the same time, so that two sides that both send much do not wait for each other.
async fn talk(
    outbox: &Outbox,
    socket: Socket,
    mut commands: UnboundedReceiver<Command>,
    unsent: Unsent,
) -> NetworkEvent {
    let (mut sink, mut source) = socket.split();
    let speak = async {
        while let Some(command) = commands.recv().await {
            let (message, bytes) = match command {
                Command::Send(outgoing) => {
                    let bytes = weight(&outgoing);
                    match outgoing {
                        Outgoing::Text(text) => (Message::text(text), bytes),
                        Outgoing::Binary(data) => (Message::binary(data), bytes),
                        _ => {
                            unsent.remove(bytes);
                            continue;
                        }
                    }
                }
                Command::Close { code, reason } => {
                    let frame = CloseFrame { code: code.into(), reason: reason.as_str().into() };
                    let _ = sink.send(Message::Close(Some(frame))).await;
                    sleep(CLOSE_LIMIT).await;
                    return NetworkEvent::Closed { code, reason };
                }
            };
            // A connection that broke off is told by the side that hears.
            if sink.send(message).await.is_err() {
                break;
            }
            unsent.remove(bytes);
        }
        std::future::pending().await
    };
    let hear = async {
        loop {
            match source.next().await {
                Some(Ok(Message::Text(text))) => outbox.send(NetworkEvent::Text(text.to_string())).await,
                Some(Ok(Message::Binary(bytes))) => outbox.send(NetworkEvent::Binary(bytes.into())).await,
                Some(Ok(Message::Close(frame))) => {
                    // Our answer goes out with the next read.
                    let _ = timeout(CLOSE_LIMIT, source.next()).await;
                    return match frame {
                        Some(frame) => {
                            NetworkEvent::Closed { code: frame.code.into(), reason: frame.reason.to_string() }
                        }
                        None => NetworkEvent::Closed { code: NO_CODE, reason: String::new() },
                    };
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    outbox.send(NetworkEvent::Problem(of_web_socket(&error))).await;
                    return NetworkEvent::Closed { code: ABNORMAL, reason: "abnormal closure".to_owned() };
                }
                None => {
                    return NetworkEvent::Closed { code: ABNORMAL, reason: "abnormal closure".to_owned() };
                }
            }
        }
    };
    tokio::select! {
        last = hear => last,
        last = speak => last,
    }
}
