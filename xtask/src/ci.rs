//! `cargo xtask test`: everything that CI runs. The quickest to fail comes first.

use anyhow::Result;

use crate::command::Cmd;
use crate::steps::Steps;
use crate::toolchain::Toolchain;
use crate::{browser, bundle, paths, www};

/// All steps in order. None is left out on any machine: what is missing is installed or named.
pub(crate) fn test(steps: &mut Steps) -> Result<()> {
    steps.run("format", || Cmd::new("cargo fmt --all --check").run())?;
    steps.run("lint", || {
        Cmd::new("cargo clippy --workspace --all-targets --locked -- -D warnings").run()?;
        // It runs on request only, so it is no part of all targets.
        Cmd::new("cargo clippy --bench instructions --locked -- -D warnings").run()
    })?;
    let toolchain = steps.run("wasm: standard library", Toolchain::get)?;
    steps.run("wasm: lint", || toolchain.clippy())?;
    if !paths::root().join("../shared").exists() {
        println!(
            "note: ../shared is not there: the tests on real exports and against the exact oracle \
             pass without running"
        );
    }
    // Benches run too, at their small size, so that they cannot rot.
    steps.run("test", || {
        Cmd::new("cargo test --workspace --all-targets --locked").run()
    })?;
    steps.run("test: examples in the documentation", || {
        Cmd::new("cargo test --workspace --doc --locked").run()
    })?;
    let module = steps.run("wasm: build", || toolchain.build())?;
    steps.run("page: packages", www::install)?;
    steps.run("pkg: web", || bundle::web(&module))?;
    steps.run("pkg: node", || bundle::node(&module))?;
    steps.run("page: types", || www::npm("run check").run())?;
    steps.run("page: build", || www::npm("run build").run())?;
    steps.run("page: unit tests", || www::npm("test").run())?;
    let command = paths::target().join("debug/vaultlab");
    let chromium = steps.run("browser", browser::get)?;
    steps.run("page: tests in a browser", || {
        www::npm("run e2e")
            .set("VAULTLAB_CHROMIUM", chromium.display().to_string())
            // The command that the tests above were built with.
            .set("VAULTLAB_BIN", command.display().to_string())
            .run()
    })
}
