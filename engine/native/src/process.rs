//! What this process holds, as the system counts it.

/// Figures of the process; `None` where this system does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProcessFigures {
    /// Bytes of memory that are in use.
    pub resident_bytes: Option<u64>,
    /// Threads.
    pub threads: Option<u32>,
    /// Open files, sockets among them.
    pub open_files: Option<u32>,
}

impl ProcessFigures {
    /// The figures now. Linux tells all of them.
    pub fn now() -> ProcessFigures {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let field = |name: &str| -> Option<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
            line.split_whitespace().next()?.parse().ok()
        };
        let open_files = std::fs::read_dir("/proc/self/fd").ok().map(|files| files.count() as u32);
        ProcessFigures {
            resident_bytes: field("VmRSS").map(|kb| kb * 1024),
            threads: field("Threads").and_then(|count| u32::try_from(count).ok()),
            open_files,
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn linux_tells_all() {
        let before = ProcessFigures::now();
        let held = std::fs::File::open("/proc/self/status").unwrap();
        let after = ProcessFigures::now();
        assert!(before.resident_bytes.unwrap() > 1 << 20 && before.threads.unwrap() >= 1);
        assert!(after.open_files.unwrap() > 0);
        drop(held);
    }
}
