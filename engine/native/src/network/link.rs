//! How the machine is connected: there is a way to the outside when the system would choose an address of ours for it.

use sparrow_platform::network::{Link, LinkKind};
#[cfg(target_os = "linux")]
use std::net::Ipv4Addr;
use std::net::{IpAddr, SocketAddr, UdpSocket};

/// Asks the system. No packet is sent: connecting a UDP socket only chooses a route.
pub(super) fn current() -> Link {
    // Addresses that are set aside for documentation: <https://www.rfc-editor.org/rfc/rfc5737>, rfc3849.
    let routes = [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")];
    let local = routes.into_iter().find_map(|(from, to)| local_address(from, to));
    match local {
        None => Link::none(),
        Some(ip) => Link {
            // A desktop's cable is as good as a phone's wireless network, and no name of the platform says it better.
            kind: LinkKind::Wifi,
            local_address: ip.to_string(),
            netmask: netmask(ip).unwrap_or_default(),
            is_weak: false,
        },
    }
}

fn local_address(from: &str, to: &str) -> Option<IpAddr> {
    let socket = UdpSocket::bind(from).ok()?;
    socket.connect(to.parse::<SocketAddr>().ok()?).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_unspecified() && !ip.is_loopback()).then_some(ip)
}

#[cfg(target_os = "linux")]
fn netmask(ip: IpAddr) -> Option<String> {
    let IpAddr::V4(ip) = ip else { return None };
    route_mask(&std::fs::read_to_string("/proc/net/route").ok()?, ip).map(|mask| mask.to_string())
}

/// The standard library does not tell it, and the platform's answer may lack it.
#[cfg(not(target_os = "linux"))]
fn netmask(_: IpAddr) -> Option<String> {
    None
}

/// The narrowest mask of the routes (in the form of `/proc/net/route`) whose network holds the address.
#[cfg(target_os = "linux")]
fn route_mask(routes: &str, ip: Ipv4Addr) -> Option<Ipv4Addr> {
    let number = |text: &str| u32::from_str_radix(text, 16).ok().map(u32::from_le);
    let ip = u32::from_le_bytes(ip.octets());
    let mask_of = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let destination = number(fields.get(1)?)?;
        let mask = number(fields.get(7)?)?;
        (mask != 0 && ip & mask == destination).then_some(mask)
    };
    let narrowest = routes.lines().skip(1).filter_map(mask_of).max_by_key(|mask| mask.count_ones())?;
    Some(Ipv4Addr::from(narrowest.to_le_bytes()))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_mask_is_that_of_the_addresses_own_network() {
        let routes = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n\
                      eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n\
                      eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
        let mask = route_mask(routes, Ipv4Addr::new(192, 168, 1, 77));
        assert_eq!(mask, Some(Ipv4Addr::new(255, 255, 255, 0)));
        assert_eq!(route_mask(routes, Ipv4Addr::new(10, 0, 0, 1)), None);
        assert_eq!(route_mask("", Ipv4Addr::new(10, 0, 0, 1)), None);
    }
}
