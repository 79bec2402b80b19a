//! `cargo xtask bless`: run the package tests and keep what they give as the expected output. It is the only
//! writer of expectations; look at the difference in git before committing it.

use anyhow::Result;

use crate::shell::Shell;
use crate::system::{self, Purpose};

pub(crate) fn bless(filter: &[String]) -> Result<()> {
    system::ensure(Purpose::Test)?;
    Shell::cargo(["test", "--package", "sparrow-tests", "--test", "games", "--"])
        .args(filter)
        .env("SPARROW_BLESS", "1")
        .run()
}
