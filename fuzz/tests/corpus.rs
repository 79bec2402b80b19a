//! Every target survives the inputs that once broke something, and some that nobody has seen before.

#![allow(clippy::print_stdout, reason = "a test tells what it found")]
use sparrow_fuzz::{TARGETS, Target};
use std::path::{Path, PathBuf};

/// Random inputs for each target; a guided run tries millions. `SPARROW_FUZZ_INPUTS` and `SPARROW_FUZZ_SEED` change what is tried.
const INPUTS: u64 = 40;

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

fn corpus(target: &Target) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.name);
    let Ok(entries) = folder.read_dir() else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    files.sort();
    files
}

/// xorshift: the same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

fn survive(name: &str) {
    let target = sparrow_fuzz::target(name).expect("a target");
    let mut seeds = vec![Vec::new()];
    for file in corpus(target) {
        let bytes = std::fs::read(&file).expect("a readable file");
        // Named, so that a panic says which one it was.
        println!("{}", file.display());
        (target.run)(&bytes);
        seeds.push(bytes);
    }
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ setting("SPARROW_FUZZ_SEED", 0));
    for n in 0..setting("SPARROW_FUZZ_INPUTS", INPUTS) {
        let mut bytes = seeds[random.next() as usize % seeds.len()].clone();
        if n % 2 == 0 || bytes.is_empty() {
            bytes = (0..random.next() as usize % 400).map(|_| random.next() as u8).collect();
        } else {
            for _ in 0..1 + random.next() % 8 {
                let at = random.next() as usize % bytes.len();
                bytes[at] = random.next() as u8;
            }
        }
        println!("{name} {n}: {bytes:?}");
        (target.run)(&bytes);
    }
}

macro_rules! targets {
    ($($function:ident)*) => {
        const TESTED: &[&str] = &[$(stringify!($function)),*];
        $(
            #[test]
            fn $function() {
                // As large as the player's: values nest.
                let thread = std::thread::Builder::new().stack_size(16 << 20);
                let run = thread.spawn(|| survive(stringify!($function))).expect("a thread");
                if let Err(panic) = run.join() {
                    std::panic::resume_unwind(panic);
                }
            }
        )*
    };
}

targets!(canvas2d webgl wx css glsl image sound video font package config clone messages);

#[test]
fn every_target_is_tested() {
    let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names, TESTED);
}
