//! The command's own parts: what only a program on a machine needs.

pub mod png;
