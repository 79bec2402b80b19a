//! The program sparrow: window, headless and the command line.

 fn main() {}
