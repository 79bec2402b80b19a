//! One TCP connection.

use super::{Command, Unsent, failure, queue::Outbox, weight};
use sparrow_platform::network::{Endpoint, NetworkError, NetworkEvent, Outgoing, TcpTarget};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc::UnboundedReceiver,
    time::timeout,
};

const READ_BYTES: usize = 64 << 10;

/// Runs a connection to its end.
pub(super) async fn run(
    outbox: Outbox,
    target: TcpTarget,
    commands: UnboundedReceiver<Command>,
    unsent: Unsent,
) {
    let event = match session(&outbox, target, commands, unsent).await {
        Ok(()) => NetworkEvent::Closed { code: 0, reason: String::new() },
        Err(error) => NetworkEvent::Failed(error),
    };
    outbox.send(event).await;
}

async fn session(
    outbox: &Outbox,
    target: TcpTarget,
    commands: UnboundedReceiver<Command>,
    unsent: Unsent,
) -> Result<(), NetworkError> {
    let connecting = TcpStream::connect((target.host.as_str(), target.port));
    let limit = Duration::from_millis(target.timeout_ms);
    let connected = timeout(limit, connecting).await.map_err(|_| failure::timeout())?;
    let stream = connected.map_err(|e| failure::io(&e))?;
    // Games send small messages and wait for small answers.
    let _ = stream.set_nodelay(true);
    let ends = (stream.local_addr(), stream.peer_addr());
    let (Ok(local), Ok(remote)) = ends else { return Ok(()) };
    outbox.send_now(NetworkEvent::Connected { local: endpoint(local), remote: endpoint(remote) });
    let (reader, writer) = stream.into_split();
    tokio::select! {
        result = read(outbox, reader) => result,
        result = write(writer, commands, unsent) => result,
    }
}

/// Ends when the other side closes.
async fn read(outbox: &Outbox, mut reader: OwnedReadHalf) -> Result<(), NetworkError> {
    let mut buffer = vec![0; READ_BYTES];
    loop {
        match reader.read(&mut buffer).await {
            Ok(0) => return Ok(()),
            Ok(length) => outbox.send(NetworkEvent::Binary(buffer[..length].to_vec())).await,
            Err(error) => return Err(failure::io(&error)),
        }
    }
}

/// Ends when the game closes.
async fn write(
    mut writer: OwnedWriteHalf,
    mut commands: UnboundedReceiver<Command>,
    unsent: Unsent,
) -> Result<(), NetworkError> {
    while let Some(command) = commands.recv().await {
        let Command::Send(outgoing) = command else {
            // What was sent before the close has gone out by now; the other side's rest is not read any more.
            let _ = writer.shutdown().await;
            return Ok(());
        };
        let bytes = match &outgoing {
            Outgoing::Text(text) => text.as_bytes(),
            Outgoing::Binary(bytes) => bytes,
            _ => &[],
        };
        writer.write_all(bytes).await.map_err(|e| failure::io(&e))?;
        unsent.remove(weight(&outgoing));
    }
    Ok(())
}

/// An address as the game is told it.
pub(super) fn endpoint(address: SocketAddr) -> Endpoint {
    Endpoint { address: address.ip().to_string(), port: address.port(), is_ipv6: address.is_ipv6() }
}
