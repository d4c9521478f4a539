//! Layers: who may use whom. An arrow upward would make two modules one.

use super::rust::{code_only, names};
use super::tree::{File, Tree};
use super::{assert_accepts, assert_catches, assert_none};

/// From the bottom up: a module may use itself and what stands before it.
/// `main` stands for the command: `src/main.rs`, `src/cli.rs` and `src/cli/`.
const LAYERS: [&str; 17] = [
    "units", "rng", "azure", "blob", "scenario", "import", "model", "ledger", "engine", "billing",
    "advisor", "report", "charts", "api", "wasm", "cli", "main",
];

/// The layer that a file of `src` is part of; the list of modules in `lib.rs` is part of none.
pub(crate) fn layer_of(path: &str) -> Option<&str> {
    let path = path.strip_prefix("src/")?;
    let first = path.split('/').next()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    (name != "lib").then_some(name)
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|&known| known == layer)
}

/// How many `super` lead from a file's own module to the top of the crate.
fn depth(path: &str) -> usize {
    let path = path.strip_prefix("src/").unwrap_or(path);
    path.trim_end_matches("/mod.rs").split('/').count()
}

/// The first name below the top of the crate, where `name` starts there.
fn top_name<'a>(path: &str, name: &'a str) -> Option<&'a str> {
    let mut parts = name.split("::").peekable();
    let first = parts.next()?;
    if first == "crate" || first == "vaultlab" {
        return parts.next();
    }
    let mut supers = usize::from(first == "super");
    while parts.next_if_eq(&"super").is_some() {
        supers += 1;
    }
    // One more `super` than needed is a test module's; only a layer's name counts there.
    (supers >= depth(path))
        .then(|| parts.next())
        .flatten()
        .filter(|name| rank(name).is_some())
}

fn check_layers(files: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let Some(own) = layer_of(&file.path) else {
            continue;
        };
        let Some(own_rank) = rank(own) else {
            complaints.push(format!("{}: `{own}` has no place in LAYERS", file.path));
            continue;
        };
        for name in names(&code_only(&file.text)) {
            let Some(used) = top_name(&file.path, &name) else {
                continue;
            };
            match rank(used) {
                Some(used_rank) if used_rank <= own_rank => {}
                Some(_) => complaints.push(format!("{}: `{own}` may not use `{name}`", file.path)),
                None if own == "main" => {}
                None => complaints.push(format!("{}: `{name}` is no layer", file.path)),
            }
        }
    }
    complaints
}

#[test]
fn a_module_uses_only_the_layers_below_it() {
    assert_none(&check_layers(&Tree::read().src));
}

#[test]
fn using_a_higher_layer_is_caught_however_it_is_written() {
    let caught = |path, text| assert_catches(check_layers, path, text, "may not use");
    caught("src/units.rs", "use crate::report;");
    caught(
        "src/rng/draw.rs",
        "use crate::{units::{Id, Bytes}, report::View, rng};",
    );
    caught(
        "src/engine/flow.rs",
        "fn f() -> u8 { crate :: charts::draw() }",
    );
    caught("src/azure.rs", "use super::engine::simulate;");
    caught("src/azure/limits.rs", "use super::super::engine::simulate;");
    caught("src/cli.rs", "use crate::main;");
    assert_catches(
        check_layers,
        "src/units.rs",
        "use crate::oddity::X;",
        "is no layer",
    );
    assert_catches(check_layers, "src/oddity.rs", "", "no place in LAYERS");
}

#[test]
fn lower_layers_own_parts_comments_and_strings_are_fine() {
    let fine = |path, text| assert_accepts(check_layers, path, text);
    fine(
        "src/engine/flow.rs",
        "use crate::engine::job; use crate::units::{Bytes, Id}; use super::x;",
    );
    fine(
        "src/units.rs",
        "// crate::report\n/* use crate::api; */ const S: &str = \"crate::api\";",
    );
    fine(
        "src/units.rs",
        "mod tests { use super::*; use super::super::units::Id; }",
    );
    fine("src/main.rs", "use vaultlab::api; use crate::args::Args;");
    fine("src/lib.rs", "pub mod wasm;");
}
