//! `cargo xtask setup`: the system packages that build, player and tests need.

use anyhow::{Result, bail};

use crate::system::{self, Purpose};

pub(crate) fn setup(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => system::ensure(Purpose::Test)?,
        [flag] if flag == "--check" => {
            if let Some(missing) = system::report(Purpose::Test).filter(|missing| !missing.is_empty()) {
                bail!("missing system packages: {}", missing.join(" "));
            }
        }
        _ => bail!("usage: cargo xtask setup [--check]"),
    }
    println!("System packages: all there.");
    Ok(())
}
