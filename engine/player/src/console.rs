//! `--console`: lines of standard input, and the answers.

use crate::command::Command;
use std::{
    io::{BufRead, Write},
    sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel},
    time::Duration,
};

/// Lines that a thread reads.
pub(crate) struct Console {
    lines: Receiver<String>,
}

impl Console {
    /// Begins to read.
    pub(crate) fn stdin() -> Result<Console, String> {
        let (sender, lines) = channel();
        let read = move || {
            for line in std::io::stdin().lock().lines() {
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("sparrow-console".to_owned()).spawn(read);
        thread.map_err(|e| format!("--console: {e}"))?;
        Ok(Console { lines })
    }

    /// The next command, if a line is there; the end of the input quits. What is no command is answered here.
    pub(crate) fn next(&self, wait: Duration) -> Option<Command> {
        let line = if wait.is_zero() {
            self.lines.try_recv().map_err(|e| e == TryRecvError::Disconnected)
        } else {
            self.lines.recv_timeout(wait).map_err(|e| e == RecvTimeoutError::Disconnected)
        };
        let line = match line {
            Ok(line) if line.trim().is_empty() => return None,
            Ok(line) => line,
            Err(true) => return Some(Command::Quit),
            Err(false) => return None,
        };
        match Command::parse(&line) {
            Ok(command) => Some(command),
            Err(message) => {
                answer(&message);
                None
            }
        }
    }
}

/// Writes an answer to standard output; the game's own lines go to standard error.
pub(crate) fn answer(text: &str) {
    if !text.is_empty() {
        // A reader that went away wants no answer.
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{text}");
        let _ = out.flush();
    }
}
