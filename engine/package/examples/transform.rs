//! Prints what a script is compiled to: `cargo run -p sparrow-package --example transform -- FILE [--es5] [--time]`.
#![allow(clippy::print_stdout, clippy::print_stderr, missing_docs)]

use std::{process::ExitCode, time::Instant};

use sparrow_package::{TransformOptions, transform};

fn main() -> ExitCode {
    let (flags, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let has = |name: &str| flags.iter().any(|flag| flag == name);
    let mut code = ExitCode::SUCCESS;
    for file in files {
        let source = match std::fs::read(&file) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(e) => {
                eprintln!("{file}: {e}");
                return ExitCode::FAILURE;
            }
        };
        let start = Instant::now();
        let result = transform(&file, &source, TransformOptions { es5: has("--es5") });
        let elapsed = start.elapsed();
        match result {
            Ok(done) if has("--time") => {
                let size =
                    |len: Option<usize>| len.map_or("unchanged".to_owned(), |len| format!("{len} bytes"));
                let (text, map) = (done.code.map(|c| c.len()), done.map.map(|m| m.as_bytes().len()));
                println!("{file}: {} bytes, {elapsed:.1?}, {}, map {}", source.len(), size(text), size(map));
            }
            Ok(done) => println!("{}", done.code.unwrap_or(source)),
            Err(e) => {
                eprintln!("{e}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}
