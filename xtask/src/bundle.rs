//! pkg/: the module, its JavaScript and its TypeScript types, by wasm-bindgen as a library, so
//! that its version is the one in Cargo.lock; then wasm-opt from the page's node_modules.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::Cmd;
use crate::paths;

/// What is kept in pkg/; everything else there is made.
const KEPT: [&str; 2] = ["README.md", "package.template.json"];
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
/// In the template, where the version goes.
const VERSION_MARK: &str = "0.0.0-template";

/// Makes pkg/ for browsers and bundlers.
pub(crate) fn web(module: &Path) -> Result<()> {
    let pkg = paths::pkg();
    for entry in fs::read_dir(&pkg).with_context(|| format!("reading {}", pkg.display()))? {
        let entry = entry?;
        if !KEPT.iter().any(|kept| entry.file_name() == *kept) {
            remove(&entry.path())?;
        }
    }
    println!(
        "wasm-bindgen (as a library) --target web: {}",
        pkg.display()
    );
    bindgen(module)
        .web(true)?
        .omit_default_module_path(true)
        .generate(&pkg)?;
    optimise(&pkg.join("vaultlab_bg.wasm"))?;
    let template = fs::read_to_string(pkg.join("package.template.json"))?;
    fs::write(
        pkg.join("package.json"),
        manifest(&template, env!("CARGO_PKG_VERSION"))?,
    )?;
    for license in LICENSES {
        fs::copy(paths::root().join(license), pkg.join(license))?;
    }
    list(&pkg)
}

/// Makes the same module for Node: what the parity tests load.
pub(crate) fn node(module: &Path) -> Result<()> {
    let out = paths::pkg_node();
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    println!(
        "wasm-bindgen (as a library) --target nodejs: {}",
        out.display()
    );
    bindgen(module).nodejs(true)?.generate(&out)?;
    optimise(&out.join("vaultlab_bg.wasm"))?;
    list(&out)
}

fn bindgen(module: &Path) -> Bindgen {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name("vaultlab")
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
}

/// wasm-opt takes seconds, so its result is kept under the hash of what went in.
fn optimise(wasm: &Path) -> Result<()> {
    let kept = paths::target().join("wasm-opt");
    fs::create_dir_all(&kept)?;
    let binaryen = paths::www().join("node_modules/binaryen");
    let version = fs::read(binaryen.join("package.json"))
        .context("binaryen is not in www/node_modules: run `npm ci` there")?;
    let mut key = DefaultHasher::new();
    fs::read(wasm)?.hash(&mut key);
    version.hash(&mut key);
    let kept: PathBuf = kept.join(format!("{:016x}.wasm", key.finish()));
    if kept.exists() {
        println!("wasm-opt has seen this module before: {}", kept.display());
    } else {
        let part = kept.with_extension("part");
        let program = paths::www().join("node_modules/.bin/wasm-opt");
        Cmd::new(&program.display().to_string())
            .arg("-O3")
            .path(wasm)
            .arg("-o")
            .path(&part)
            .run()?;
        fs::rename(&part, &kept)?;
    }
    fs::copy(&kept, wasm)?;
    Ok(())
}

/// The package's manifest: the template with the version in it.
fn manifest(template: &str, version: &str) -> Result<String> {
    if template.matches(VERSION_MARK).count() != 1 {
        bail!("pkg/package.template.json must hold the version `{VERSION_MARK}` once");
    }
    Ok(template.replace(VERSION_MARK, version))
}

fn list(dir: &Path) -> Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let length = entry.metadata()?.len();
        names.push(format!(
            "{:>10}  {}",
            length,
            entry.file_name().to_string_lossy()
        ));
    }
    names.sort_by(|a, b| a[10..].cmp(&b[10..]));
    println!("{}", names.join("\n"));
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    }
    .with_context(|| format!("removing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_comes_from_cargo() {
        let made = manifest(r#"{"version": "0.0.0-template"}"#, "1.2.3").unwrap();
        assert_eq!(made, r#"{"version": "1.2.3"}"#);
        assert!(manifest("{}", "1.2.3").is_err());
    }
}
