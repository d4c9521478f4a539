//! A compiler that can make WebAssembly: rustup's, or else Debian's.
//!
//! rustup has the standard library for wasm32-unknown-unknown as a download of its own. Where that
//! is refused, Debian's browser compiler (`rustc-web`, kept recent for Firefox) comes with the
//! library's source; it is built once into a private folder under `target/wasm-std`, and passed as
//! `--sysroot` to what is compiled for that target. Every build stays an ordinary stable one.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::command::Cmd;
use crate::{apt, paths};

/// The target of the page's module.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// rustup downloads about 20 MB; a refusal answers at once, a dead network not at all.
const RUSTUP_LIMIT: Duration = Duration::from_secs(180);

/// Debian's compiler, its Cargo, the library's source, and the linker's link.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust/library";
/// A link to the linker proper, whose package (`lld-` and a number) nothing else asks for.
const DEBIAN_LINKER: &str = "/usr/bin/rust-lld";
const DEBIAN_CLIPPY: &str = "/usr/bin/cargo-clippy";

/// Where WebAssembly is compiled.
pub(crate) enum Toolchain {
    /// The `cargo` in PATH has the target.
    Rustup,
    /// Debian's, with the standard library in this folder.
    Debian(PathBuf),
}

impl Toolchain {
    /// Finds or installs one. `VAULTLAB_WASM_STD=debian` passes over rustup.
    pub(crate) fn get() -> Result<Toolchain> {
        let forced = std::env::var("VAULTLAB_WASM_STD").unwrap_or_default();
        match forced.as_str() {
            "debian" => return debian(),
            "" | "rustup" => {}
            other => bail!("VAULTLAB_WASM_STD is `{other}`: only `debian` and `rustup` are known"),
        }
        if rustc_has_wasm() {
            println!("rustc has the standard library for {WASM}");
            return Ok(Toolchain::Rustup);
        }
        let added = Cmd::new(&format!("rustup target add {WASM}")).run_within(RUSTUP_LIMIT);
        match added {
            Ok(()) if rustc_has_wasm() => return Ok(Toolchain::Rustup),
            Ok(()) => println!("rustup added {WASM}, but not to the rustc in PATH"),
            Err(error) => println!("{error:#}"),
        }
        if forced == "rustup" {
            bail!("VAULTLAB_WASM_STD=rustup, and rustup could not add {WASM}");
        }
        println!("rustup cannot add {WASM}: trying Debian's compiler");
        debian()
    }

    /// A Cargo command for the WebAssembly target, such as `build --lib`.
    pub(crate) fn cargo(&self, line: &str) -> Cmd {
        match self {
            Toolchain::Rustup => Cmd::new(&format!("cargo {line} --target {WASM} --locked")),
            Toolchain::Debian(sysroot) => with_debian(Cmd::new(&format!(
                "/usr/bin/cargo {line} --target {WASM} --locked"
            )))
            .set(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                format!("--sysroot {}", sysroot.display()),
            )
            .set("CARGO_TARGET_DIR", self.target().display().to_string()),
        }
    }

    /// Lints the module as it is in WebAssembly.
    pub(crate) fn clippy(&self) -> Result<()> {
        let cmd = match self {
            Toolchain::Rustup => self.cargo("clippy --lib"),
            Toolchain::Debian(_) => {
                if !Path::new(DEBIAN_CLIPPY).exists() {
                    apt::install(&["rust-web-clippy"], "linting WebAssembly")?;
                }
                // Named by its path: Cargo would take rustup's from its own folder first.
                let mut cmd = self.cargo("clippy --lib");
                cmd.replace_program(DEBIAN_CLIPPY);
                cmd
            }
        };
        cmd.arg("--").arg("-D").arg("warnings").run()
    }

    /// Compiles the library; returns the module that wasm-bindgen takes.
    pub(crate) fn build(&self) -> Result<PathBuf> {
        self.cargo("build --lib --release").run()?;
        let module = self
            .target()
            .join(WASM)
            .join("release")
            .join("vaultlab.wasm");
        if !module.exists() {
            bail!("the build made no {}", module.display());
        }
        Ok(module)
    }

    /// Two compilers in one folder would undo each other's work at every turn.
    fn target(&self) -> PathBuf {
        match self {
            Toolchain::Rustup => paths::target(),
            Toolchain::Debian(_) => paths::target().join("debian"),
        }
    }
}

/// Whether the `rustc` in PATH has a standard library for WebAssembly.
fn rustc_has_wasm() -> bool {
    let ask = Cmd::new(&format!("rustc --print target-libdir --target {WASM}"));
    ask.output().is_ok_and(|dir| has_std(Path::new(&dir)))
}

fn has_std(libdir: &Path) -> bool {
    let Ok(entries) = fs::read_dir(libdir) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

/// Debian's compiler in place of rustup's, which `cargo xtask` itself was started by.
fn with_debian(cmd: Cmd) -> Cmd {
    cmd.unset("LD_LIBRARY_PATH")
        .unset("RUSTUP_TOOLCHAIN")
        .unset("RUSTC_WRAPPER")
        .set("CARGO", "/usr/bin/cargo")
        .set("RUSTC", "/usr/bin/rustc")
        .set("RUSTDOC", "/usr/bin/rustdoc")
}

fn debian() -> Result<Toolchain> {
    let here = [
        "/usr/bin/rustc",
        "/usr/bin/cargo",
        DEBIAN_SOURCE,
        DEBIAN_LINKER,
    ];
    if here.iter().any(|path| fs::symlink_metadata(path).is_err()) {
        apt::install(&DEBIAN_PACKAGES, "a compiler for WebAssembly")?;
    }
    if !Path::new(DEBIAN_LINKER).exists() {
        let linker = fs::read_link(DEBIAN_LINKER)
            .with_context(|| format!("{DEBIAN_LINKER} is missing, with rust-web-llvm installed"))?;
        let name = linker.file_name().unwrap_or_default().to_string_lossy();
        apt::install(&[&name], "linking WebAssembly")?;
    }
    let version = Cmd::new("/usr/bin/rustc -vV")
        .unset("LD_LIBRARY_PATH")
        .output()?;
    let mut key = DefaultHasher::new();
    version.hash(&mut key);
    let sysroot = paths::target()
        .join("wasm-std")
        .join(format!("{:016x}", key.finish()));
    if !sysroot.join("complete").exists() {
        build_std(&sysroot)?;
    }
    println!(
        "Debian's rustc has the standard library for {WASM} in {}",
        sysroot.display()
    );
    Ok(Toolchain::Debian(sysroot))
}

/// Builds the standard library once. About half a minute and 70 MB; it fetches std's own
/// dependencies as Cargo always does.
fn build_std(sysroot: &Path) -> Result<()> {
    let work = paths::target().join("wasm-std").join("work");
    remove(&work)?;
    remove(sysroot)?;
    fs::create_dir_all(&work)?;
    let source = work.join("library");
    Cmd::new(&format!("cp -rL {DEBIAN_SOURCE}"))
        .path(&source)
        .run()?;
    let target = work.join("target");
    with_debian(Cmd::new(&format!(
        "/usr/bin/cargo build -q --manifest-path sysroot/Cargo.toml --target {WASM} --release \
         --locked --no-default-features --features panic-unwind,compiler-builtins-mem"
    )))
    .dir(&source)
    // The library is written for its own compiler's unstable features.
    .set("RUSTC_BOOTSTRAP", "1")
    .set("__CARGO_DEFAULT_LIB_METADATA", "wasmstd")
    .set(
        "RUSTFLAGS",
        "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes -Awarnings",
    )
    .set("CARGO_TARGET_DIR", target.display().to_string())
    .run()?;
    let libdir = sysroot.join("lib/rustlib").join(WASM).join("lib");
    fs::create_dir_all(&libdir)?;
    let mut count = 0;
    for entry in fs::read_dir(target.join(WASM).join("release/deps"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ext| ext == "rlib") {
            fs::copy(&path, libdir.join(path.file_name().unwrap_or_default()))?;
            count += 1;
        }
    }
    if count == 0 || !has_std(&libdir) {
        bail!(
            "building std left {count} libraries in {}, and no libstd",
            libdir.display()
        );
    }
    remove(&work)?;
    fs::write(sysroot.join("complete"), "")?;
    Ok(())
}

fn remove(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("removing {}", dir.display()))?;
    }
    Ok(())
}
