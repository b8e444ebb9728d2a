//! Does nothing: what it takes to start a program at all.

fn main() {}
