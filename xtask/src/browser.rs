//! A Chromium for the page's tests.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::apt;
use crate::command::Cmd;

const DEBIAN: &str = "/usr/bin/chromium";
/// The browser, and a font so that text has a size.
const PACKAGES: [&str; 2] = ["chromium", "fonts-dejavu-core"];

/// The one that `VAULTLAB_CHROMIUM` or `CHROMIUM` names, else Debian's, installed where it is
/// missing and this process may install it.
pub(crate) fn get() -> Result<PathBuf> {
    for name in ["VAULTLAB_CHROMIUM", "CHROMIUM"] {
        if let Some(path) = std::env::var_os(name).filter(|value| !value.is_empty()) {
            let path = PathBuf::from(path);
            if !path.exists() {
                bail!("{name} is {}, and nothing is there", path.display());
            }
            return said(path);
        }
    }
    if !Path::new(DEBIAN).exists() {
        apt::install(&PACKAGES, "testing the page in a browser").context(
            "no Chromium: install one and name it with VAULTLAB_CHROMIUM=/path/to/chromium",
        )?;
    }
    said(PathBuf::from(DEBIAN))
}

fn said(path: PathBuf) -> Result<PathBuf> {
    let version = Cmd::new(&path.display().to_string())
        .arg("--version")
        .output()?;
    println!("{}: {version}", path.display());
    Ok(path)
}
