//! `cargo xtask start`: from a fresh clone to the page in a browser.

use std::path::PathBuf;

use anyhow::Result;

use crate::steps::Steps;
use crate::toolchain::Toolchain;
use crate::{bundle, www};

/// Everything up to www/dist.
pub(crate) fn build(steps: &mut Steps) -> Result<()> {
    pkg(steps)?;
    steps.run("page: build", || www::npm("run build").run())
}

/// pkg/; returns the module that it was made from.
pub(crate) fn pkg(steps: &mut Steps) -> Result<PathBuf> {
    let toolchain = steps.run("wasm: standard library", Toolchain::get)?;
    let module = steps.run("wasm: build", || toolchain.build())?;
    steps.run("page: packages", www::install_if_needed)?;
    steps.run("pkg: web", || bundle::web(&module))?;
    Ok(module)
}

/// Serves what `build` made.
pub(crate) fn serve() -> Result<()> {
    www::serve()
}
