//! Which user of this machine is at the other end of a connection on loopback.

use std::net::TcpStream;

/// True when the other end is a program of the user who runs this one, or of the administrator. False where that cannot be found out.
#[cfg(target_os = "linux")]
pub(super) fn is_ours(stream: &TcpStream) -> bool {
    let tables = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];
    let owner = tables.iter().find_map(|table| {
        let table = std::fs::read_to_string(table).ok()?;
        linux::owner(&table, stream)
    });
    linux::own_user().zip(owner).is_some_and(|(own, owner)| owner == own || owner == linux::ADMINISTRATOR)
}

/// Not known on this system: every user of the machine is let in.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_ours(_stream: &TcpStream) -> bool {
    true
}

#[cfg(target_os = "linux")]
mod linux {
    use std::net::{SocketAddr, TcpStream};

    pub(super) const ADMINISTRATOR: u32 = 0;
    /// A state of sockets.
    const ESTABLISHED: &str = "01";

    /// Whom this process acts for.
    pub(super) fn own_user() -> Option<u32> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let users = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
        // Real, effective, saved, of the file system.
        users.split_whitespace().nth(1)?.parse().ok()
    }

    /// The user whose socket is the other end of `stream`, out of the kernel's table of sockets.
    pub(super) fn owner(table: &str, stream: &TcpStream) -> Option<u32> {
        let (here, there) = (in_table(stream.local_addr().ok()?)?, in_table(stream.peer_addr().ok()?)?);
        table.lines().find_map(|line| {
            let mut words = line.split_whitespace().skip(1);
            // Its own end is our other one. Where it is a socket of IPv6, the address stands at the end of a longer one.
            let is_it = words.next()?.ends_with(&there) && words.next()?.ends_with(&here);
            // A socket that its program has closed already is nobody's, and stands there as root's.
            let is_open = words.next()? == ESTABLISHED;
            // Queues, timer, retransmissions.
            words.nth(3).filter(|_| is_it && is_open)?.parse().ok()
        })
    }

    /// An address as the table has it: the four bytes as one number of this machine, and the port.
    fn in_table(address: SocketAddr) -> Option<String> {
        let SocketAddr::V4(address) = address else { return None };
        let bytes = u32::from_ne_bytes(address.ip().octets());
        Some(format!("{bytes:08X}:{:04X}", address.port()))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, TcpListener};

    #[test]
    fn the_kernel_knows_whose_a_connection_is() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (server, _) = listener.accept().unwrap();
        assert!(is_ours(&server));
        let table = std::fs::read_to_string("/proc/self/net/tcp").unwrap();
        let own = linux::own_user().unwrap();
        assert_eq!(linux::owner(&table, &server), Some(own));
        assert_eq!(linux::owner("", &server), None);
        // The same line with another user.
        let line = |from: u16, to: u16, user: u32| {
            format!(
                "  7: 0100007F:{from:04X} 0100007F:{to:04X} 01 00000000:00000000 00:00000000 00000000 {user:5} 0 1 1"
            )
        };
        if cfg!(target_endian = "little") {
            let (from, to) = (client.local_addr().unwrap().port(), client.peer_addr().unwrap().port());
            let table =
                format!("  sl  local_address rem_address\n{}\n{}", line(to, from, own), line(from, to, 4242));
            assert_eq!(linux::owner(&table, &server), Some(4242));
            let mapped = table.replace("0100007F", "0000000000000000FFFF00000100007F");
            assert_eq!(linux::owner(&mapped, &server), Some(4242));
        }
        drop(client);
        assert!(!is_ours(&server), "whoever said something and went away cannot be asked");
    }
}
