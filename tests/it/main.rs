//! Every test from outside, in one binary.

mod import;
