//! The rules of the source tree that no compiler or linter knows: layers, sizes, who may name what.
//!
//! Each rule is a function from files to complaints. Its first test applies it to the tree, its
//! second gives it a file that breaks it, because a rule that cannot fail proves nothing.

mod behaviours;
mod layers;
mod rust;
mod tree;

use layers::layer_of;
use rust::{code_only, mentions_word, names};
use tree::{File, Tree};

/// Longer than this, and a file has more than one subject.
const LINES_MAX: usize = 500;

/// Where documents are read and written. Elsewhere a type that serializes would be a promise to
/// someone outside, made by accident.
const SERDE_ALLOWED: [(&str, &str); 12] = [
    ("src/scenario/draft.rs", "the scenario as it is typed"),
    ("src/scenario/draft/", "its parts"),
    (
        "src/scenario/scheme/draft.rs",
        "a custom backup as it is typed",
    ),
    (
        "src/scenario/scheme.rs",
        "which of the two it is, and its text",
    ),
    ("src/scenario/restores.rs", "a list of machines to restore"),
    (
        "src/import",
        "the formats of inventories, policies, prices and traces",
    ),
    ("src/advisor/order.rs", "the order for a plan"),
    ("src/report/view.rs", "the report as it leaves the program"),
    ("src/report/view/", "its parts"),
    ("src/report/query.rs", "what a reader may ask of it"),
    ("src/wasm", "the same documents as objects"),
    (
        "src/api",
        "the requests and answers of the one door, formats of `vaultlab check` included",
    ),
];
const SERDE_NAMES: [&str; 6] = [
    "serde",
    "serde_json",
    "Serialize",
    "Deserialize",
    "schemars",
    "JsonSchema",
];

/// Names of JavaScript's world; they stay in `wasm`.
const JS_NAMES: [&str; 4] = ["wasm_bindgen", "js_sys", "web_sys", "serde_wasm_bindgen"];

/// What only the command may do.
const OUTSIDE_PATHS: [&str; 6] = [
    "std::fs",
    "std::process",
    "std::env",
    "std::net",
    "std::io::stdin",
    "std::io::stdout",
];
const OUTSIDE_MACROS: [&str; 5] = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];

fn check_lengths(files: &[File]) -> Vec<String> {
    let lines = |file: &File| file.text.lines().count();
    files
        .iter()
        .filter(|file| lines(file) > LINES_MAX)
        .map(|file| format!("{}: {} lines, {LINES_MAX} at most", file.path, lines(file)))
        .collect()
}

fn check_first_lines(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| file.path.ends_with(".rs") && !file.text.starts_with("//! "))
        .map(|file| {
            format!(
                "{}: does not begin by saying what it is (`//! `)",
                file.path
            )
        })
        .collect()
}

fn check_serde(files: &[File]) -> Vec<String> {
    let allowed = |path: &str| {
        // "src/api" stands for src/api.rs and src/api/, not for src/apiary.rs.
        SERDE_ALLOWED.iter().any(|(place, _)| {
            path.strip_prefix(place).is_some_and(|rest| {
                rest.is_empty() || place.ends_with('/') || rest == ".rs" || rest.starts_with('/')
            })
        })
    };
    let outside = files.iter().filter(|file| !allowed(&file.path));
    complain_of_words(
        outside,
        &SERDE_NAMES,
        "is for documents, which SERDE_ALLOWED lists",
    )
}

fn check_js(files: &[File]) -> Vec<String> {
    let outside = files
        .iter()
        .filter(|file| layer_of(&file.path) != Some("wasm"));
    complain_of_words(outside, &JS_NAMES, "belongs in src/wasm.rs")
}

fn complain_of_words<'a>(
    files: impl Iterator<Item = &'a File>,
    words: &[&str],
    why: &str,
) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let code = code_only(&file.text);
        let found = words.iter().filter(|word| mentions_word(&code, word));
        complaints.extend(found.map(|word| format!("{}: `{word}` {why}", file.path)));
    }
    complaints
}

fn check_outside_world(files: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        if matches!(layer_of(&file.path), Some("main" | "cli")) {
            continue;
        }
        let names = names(&code_only(&file.text));
        let path = |name: &String| {
            let tail = |place: &&str| name.strip_prefix(place).map(str::to_string);
            OUTSIDE_PATHS
                .iter()
                .filter_map(tail)
                .any(|t| t.is_empty() || t.starts_with("::"))
        };
        let outside = names
            .iter()
            .filter(|n| path(n) || OUTSIDE_MACROS.contains(&n.as_str()));
        complaints.extend(outside.map(|n| format!("{}: `{n}` is for the command only", file.path)));
    }
    complaints
}

/// Work left undone has no place in the tree: an issue says it better.
fn check_leftovers(files: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        // Written apart, so that this file passes.
        for word in [concat!("TO", "DO"), concat!("FIX", "ME")] {
            if mentions_word(&file.text, word) {
                complaints.push(format!("{}: {word}", file.path));
            }
        }
        if !file.path.ends_with(".rs") {
            continue;
        }
        let code = code_only(&file.text);
        let unfinished = ["todo!", "unimplemented!"];
        let found = names(&code)
            .into_iter()
            .filter(|name| unfinished.contains(&name.as_str()));
        complaints.extend(found.map(|name| format!("{}: {name}", file.path)));
        let squeezed: String = code.split_whitespace().collect();
        if squeezed.contains("#[ignore") {
            complaints.push(format!(
                "{}: a test is ignored; assert what happens today",
                file.path
            ));
        }
    }
    complaints
}

fn check_links(pages: &[File], exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut complaints = Vec::new();
    for page in pages {
        let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in tree::relative_links(&page.text) {
            let target = tree::join(folder, &link);
            if !exists(&target) {
                complaints.push(format!(
                    "{}: links to `{link}`, which is not there",
                    page.path
                ));
            }
        }
    }
    complaints
}

#[track_caller]
fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// The rule must complain of `text` at `path`, once, in words that hold `part`.
#[track_caller]
fn assert_catches(rule: impl Fn(&[File]) -> Vec<String>, path: &str, text: &str, part: &str) {
    let complaints = rule(&[File::new(path, text)]);
    assert!(
        complaints.len() == 1 && complaints[0].contains(part),
        "{complaints:?}"
    );
}

#[track_caller]
fn assert_accepts(rule: impl Fn(&[File]) -> Vec<String>, path: &str, text: &str) {
    assert_none(&rule(&[File::new(path, text)]));
}

#[test]
fn the_rules_have_seen_the_tree() {
    let tree = Tree::read();
    assert!(tree.src.len() >= 8, "only {} files in src", tree.src.len());
    assert!(
        tree.all.len() >= tree.src.len() + 10,
        "only {} files in all",
        tree.all.len()
    );
    for path in [
        "src/lib.rs",
        "src/units/bytes.rs",
        "xtask/src/main.rs",
        "tests/it/tidy.rs",
    ] {
        assert!(
            tree.all.iter().any(|file| file.path == path),
            "{path} was not seen"
        );
    }
}

#[test]
fn a_file_has_at_most_500_lines() {
    assert_none(&check_lengths(&Tree::read().all));
}

#[test]
fn a_long_file_is_caught() {
    assert_catches(
        check_lengths,
        "src/a.rs",
        &"x\n".repeat(LINES_MAX + 1),
        "501 lines",
    );
    assert_accepts(check_lengths, "src/a.rs", &"x\n".repeat(LINES_MAX));
}

#[test]
fn a_rust_file_begins_by_saying_what_it_is() {
    assert_none(&check_first_lines(&Tree::read().all));
}

#[test]
fn a_file_without_a_first_line_is_caught() {
    assert_catches(
        check_first_lines,
        "src/a.rs",
        "use x;\n//! Late.",
        "does not begin",
    );
    assert_accepts(check_first_lines, "www/src/a.ts", "import x;");
}

#[test]
fn only_documents_name_serde() {
    assert_none(&check_serde(&Tree::read().src));
    assert!(SERDE_ALLOWED.iter().all(|(_, reason)| !reason.is_empty()));
}

#[test]
fn serde_elsewhere_is_caught() {
    assert_catches(
        check_serde,
        "src/model.rs",
        "use serde::de::Error;",
        "`serde`",
    );
    assert_catches(
        check_serde,
        "src/model.rs",
        "#[derive(Debug, Serialize)] struct A;",
        "Serialize",
    );
    assert_catches(
        check_serde,
        "src/apiary.rs",
        "use schemars::schema_for;",
        "schemars",
    );
    assert_accepts(check_serde, "src/api/check.rs", "use serde::Serialize;");
    assert_accepts(check_serde, "src/import.rs", "use serde::Deserialize;");
    assert_accepts(check_serde, "src/model.rs", "// serde\nfn deserde() {}");
}

#[test]
fn only_the_wasm_module_knows_javascript() {
    assert_none(&check_js(&Tree::read().src));
}

#[test]
fn javascript_elsewhere_is_caught() {
    assert_catches(check_js, "src/charts.rs", "use web_sys::Window;", "web_sys");
    assert_catches(
        check_js,
        "src/api.rs",
        "#[wasm_bindgen] pub fn f() {}",
        "wasm_bindgen",
    );
    assert_accepts(check_js, "src/wasm/canvas.rs", "use web_sys::Window;");
}

#[test]
fn only_the_command_reads_files_prints_and_exits() {
    assert_none(&check_outside_world(&Tree::read().src));
}

#[test]
fn reading_and_printing_elsewhere_is_caught() {
    let caught = |text, part| assert_catches(check_outside_world, "src/engine.rs", text, part);
    caught("fn f() { println!(\"x\") }", "println!");
    caught("use std::{collections::BTreeMap, env};", "std::env");
    caught("fn f() { std::process::exit(1) }", "std::process::exit");
    assert_accepts(
        check_outside_world,
        "src/cli/output.rs",
        "use std::fs; fn f() { print!() }",
    );
    assert_accepts(
        check_outside_world,
        "src/engine.rs",
        "use std::fmt; const V: &str = env!(\"V\");",
    );
}

#[test]
fn nothing_is_left_for_later() {
    assert_none(&check_leftovers(&Tree::read().all));
}

#[test]
fn what_is_left_for_later_is_caught() {
    let caught = |path, text: &str, part| assert_catches(check_leftovers, path, text, part);
    caught(
        "src/a.rs",
        concat!("// TO", "DO: more"),
        concat!("TO", "DO"),
    );
    caught(
        "www/src/a.ts",
        concat!("// FIX", "ME"),
        concat!("FIX", "ME"),
    );
    caught("src/a.rs", "fn f() { todo!() }", "todo!");
    caught(
        "src/a.rs",
        "fn f() { unimplemented!(\"x\") }",
        "unimplemented!",
    );
    caught(
        "tests/it/a.rs",
        "#[test] #[ignore = \"slow\"] fn f() {}",
        "ignored",
    );
    assert_accepts(
        check_leftovers,
        "src/a.rs",
        "// A method to do it. MASTODON\n",
    );
}

#[test]
fn the_pages_link_to_files_that_exist() {
    assert_none(&check_links(&Tree::read().pages, tree::exists));
}

#[test]
fn a_dead_link_is_caught() {
    let rule = |pages: &[File]| check_links(pages, |path| path == "docs/model.md");
    assert_catches(
        rule,
        "README.md",
        "See [it](docs/gone.md#part).",
        "docs/gone.md",
    );
    assert_catches(rule, "docs/a.md", "See [it](docs/model.md).", "links to");
    assert_accepts(
        rule,
        "docs/a.md",
        "[m](model.md#x), [w](https://x.y/z.md), [h](#here)",
    );
    assert_accepts(
        rule,
        "docs/a.md",
        "[m](../docs/./model.md \"title\") and `[x](y)`",
    );
    assert_accepts(rule, "docs/a.md", "```text\n[x](y)\n```\n");
}
