//! The tool runner of the repository.
fn main() {}
