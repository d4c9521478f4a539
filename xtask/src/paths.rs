//! Where things are. Every path is absolute, so a command works from any folder.

use std::path::PathBuf;

/// The top of the repository: the folder above this package's.
pub(crate) fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map(PathBuf::from).unwrap_or(xtask)
}

/// Where Cargo builds; `CARGO_TARGET_DIR` is respected.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The page.
pub(crate) fn www() -> PathBuf {
    root().join("www")
}

/// The npm package.
pub(crate) fn pkg() -> PathBuf {
    root().join("pkg")
}

/// The same module for Node, made for tests only. Its place does not follow `CARGO_TARGET_DIR`,
/// because the tests in `www/tests` name it.
pub(crate) fn pkg_node() -> PathBuf {
    root().join("target").join("pkg-node")
}
