//! The page's packages, its build and its server.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::command::Cmd;
use crate::paths;

/// Vite needs it; older ones fail with messages that do not say so.
const NODE_MIN: (u32, u32) = (20, 19);

/// A command in www/.
pub(crate) fn npm(line: &str) -> Cmd {
    Cmd::new(&format!("npm {line}")).dir(&paths::www())
}

/// `npm ci`, and a note of which lock file it was done for.
pub(crate) fn install() -> Result<()> {
    check_node()?;
    npm("ci --no-audit --no-fund").run()?;
    fs::copy(paths::www().join("package-lock.json"), stamp())?;
    Ok(())
}

/// The same, unless the packages there are already those of the lock file.
pub(crate) fn install_if_needed() -> Result<()> {
    let lock = fs::read(paths::www().join("package-lock.json"))?;
    if fs::read(stamp()).is_ok_and(|installed| installed == lock) {
        println!("www/node_modules is as package-lock.json says: `npm ci` has nothing to do");
        return check_node();
    }
    install()
}

/// Serves www/dist until it is ended. The line with the address comes from www/vite.config.ts,
/// which knows the port that was free.
pub(crate) fn serve() -> Result<()> {
    let vite = paths::www().join("node_modules/.bin/vite");
    Cmd::new(&vite.display().to_string())
        .dir(&paths::www())
        .arg("preview")
        .arg("--host")
        .arg("127.0.0.1")
        .arg("--logLevel")
        .arg("warn")
        .become_it()
}

fn stamp() -> std::path::PathBuf {
    paths::www().join("node_modules/.vaultlab-lock")
}

fn check_node() -> Result<()> {
    let version = Cmd::new("node --version")
        .output()
        .context("Node.js is needed for the page")?;
    match parse_version(&version) {
        Some(found) if found >= NODE_MIN => Ok(()),
        _ => bail!(
            "Node.js {}.{} or later is needed, found {version}",
            NODE_MIN.0,
            NODE_MIN.1
        ),
    }
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(parse_version("v20.20.2") > Some(NODE_MIN));
        assert!(parse_version("v20.9.0") < Some(NODE_MIN));
        assert!(parse_version("v100.0.0") > Some(NODE_MIN));
        assert_eq!(parse_version("twenty"), None);
    }
}
