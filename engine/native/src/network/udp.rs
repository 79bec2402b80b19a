//! One UDP socket, IPv4.

use super::{Command, Unsent, failure, queue::Outbox, tcp::endpoint, weight};
use sparrow_platform::network::{NetworkError, NetworkErrorKind, NetworkEvent, Outgoing};
use std::net::{SocketAddr, UdpSocket as StdUdpSocket};
use tokio::{
    net::{UdpSocket, lookup_host},
    sync::mpsc::UnboundedReceiver,
};

/// The longest datagram there is.
const DATAGRAM_BYTES: usize = 65_535;

/// Binds a socket; 0 is any free port.
pub(super) fn bind(port: u16) -> Result<(StdUdpSocket, u16), NetworkError> {
    let bind = || -> std::io::Result<(StdUdpSocket, u16)> {
        let socket = StdUdpSocket::bind(("0.0.0.0", port))?;
        socket.set_nonblocking(true)?;
        let port = socket.local_addr()?.port();
        Ok((socket, port))
    };
    bind().map_err(|e| failure::io(&e))
}

/// Runs a socket until the game closes it.
pub(super) async fn run(
    outbox: Outbox,
    socket: StdUdpSocket,
    commands: UnboundedReceiver<Command>,
    unsent: Unsent,
) {
    let event = match UdpSocket::from_std(socket) {
        Ok(socket) => {
            tokio::select! {
                () = receive(&outbox, &socket) => {}
                () = obey(&outbox, &socket, commands, unsent) => {}
            }
            NetworkEvent::Closed { code: 0, reason: String::new() }
        }
        Err(error) => NetworkEvent::Failed(failure::io(&error)),
    };
    outbox.send(event).await;
}

/// Never ends: an error here is about some earlier datagram.
async fn receive(outbox: &Outbox, socket: &UdpSocket) {
    let mut buffer = vec![0; DATAGRAM_BYTES];
    let to = socket.local_addr().map(endpoint).unwrap_or_default();
    loop {
        match socket.recv_from(&mut buffer).await {
            Ok((length, from)) => {
                let bytes = buffer[..length].to_vec();
                let event = NetworkEvent::Datagram { from: endpoint(from), to: to.clone(), bytes };
                outbox.send(event).await;
            }
            Err(error) => {
                outbox.send(NetworkEvent::Problem(failure::io(&error))).await;
                // Whatever it is must not spin.
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        }
    }
}

async fn obey(outbox: &Outbox, socket: &UdpSocket, mut commands: UnboundedReceiver<Command>, unsent: Unsent) {
    while let Some(command) = commands.recv().await {
        let Command::Send(outgoing) = command else { return };
        unsent.remove(weight(&outgoing));
        if let Err(error) = send(socket, outgoing).await {
            outbox.send(NetworkEvent::Problem(error)).await;
        }
    }
}

async fn send(socket: &UdpSocket, outgoing: Outgoing) -> Result<(), NetworkError> {
    let failed = |e: std::io::Error| failure::io(&e);
    match outgoing {
        Outgoing::Datagram { host, port, bytes, broadcast } => {
            check_length(&bytes)?;
            socket.set_broadcast(broadcast).map_err(failed)?;
            socket.send_to(&bytes, resolve(&host, port).await?).await.map_err(failed)?;
        }
        Outgoing::Binary(bytes) => {
            check_length(&bytes)?;
            socket.send(&bytes).await.map_err(failed)?;
        }
        Outgoing::Connect { host, port } => {
            socket.connect(resolve(&host, port).await?).await.map_err(failed)?;
        }
        Outgoing::TimeToLive(hops) => socket.set_ttl(hops).map_err(failed)?,
        Outgoing::Text(_) => {}
    }
    Ok(())
}

/// 20 bytes of IP header and 8 of UDP's.
fn check_length(bytes: &[u8]) -> Result<(), NetworkError> {
    const MOST: usize = DATAGRAM_BYTES - 28;
    if bytes.len() <= MOST {
        return Ok(());
    }
    let message = format!("a datagram holds at most {MOST} bytes");
    Err(NetworkError::new(NetworkErrorKind::MessageTooLong, message))
}

async fn resolve(host: &str, port: u16) -> Result<SocketAddr, NetworkError> {
    let found = lookup_host((host, port)).await.map_err(|e| failure::io(&e))?;
    found.into_iter().find(SocketAddr::is_ipv4).ok_or_else(|| {
        NetworkError::new(NetworkErrorKind::AddressUnreachable, format!("{host} has no IPv4 address"))
    })
}
