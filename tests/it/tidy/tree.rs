//! The files that the rules read.

use std::fs;
use std::path::{Path, PathBuf};

/// A file: its path from the top of the repository, with `/`, and its text.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn new(path: &str, text: &str) -> File {
        File {
            path: path.to_string(),
            text: text.to_string(),
        }
    }
}

/// What is written by hand, and the generated tables in it.
pub(crate) struct Tree {
    /// The Rust files of `src`.
    pub(crate) src: Vec<File>,
    /// `src` and every other folder of code.
    pub(crate) all: Vec<File>,
    /// The pages of documentation.
    pub(crate) pages: Vec<File>,
}

const CODE_FOLDERS: [&str; 7] = [
    "src",
    "xtask/src",
    "tests",
    "benches",
    "www/src",
    "www/tests",
    "www/e2e",
];
const CODE_ENDINGS: [&str; 6] = ["rs", "ts", "tsx", "mjs", "css", "html"];

impl Tree {
    pub(crate) fn read() -> Tree {
        let mut all = Vec::new();
        for folder in CODE_FOLDERS {
            collect(folder, &CODE_ENDINGS, &mut all);
        }
        let mut src = Vec::new();
        collect("src", &["rs"], &mut src);
        let mut pages = Vec::new();
        collect("docs", &["md"], &mut pages);
        for page in ["README.md", "ARCHITECTURE.md", "pkg/README.md"] {
            pages.extend(
                fs::read_to_string(root().join(page))
                    .ok()
                    .map(|t| File::new(page, &t)),
            );
        }
        Tree { src, all, pages }
    }
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Whether there is a file or folder at a path from the top of the repository.
pub(crate) fn exists(path: &str) -> bool {
    root().join(path).exists()
}

/// Adds the files below `folder`, in the order of their names. A folder may be missing.
fn collect(folder: &str, endings: &[&str], files: &mut Vec<File>) {
    let Ok(entries) = fs::read_dir(root().join(folder)) else {
        return;
    };
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    for name in names {
        let path = format!("{folder}/{name}");
        if root().join(&path).is_dir() {
            collect(&path, endings, files);
            continue;
        }
        let ending = Path::new(&name)
            .extension()
            .and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| endings.contains(&ending)) {
            let text = fs::read_to_string(root().join(&path));
            files.push(File::new(
                &path,
                &text.unwrap_or_else(|e| panic!("{path}: {e}")),
            ));
        }
    }
}

/// The targets of a page's links that name a file of the repository, without `#part` and title.
pub(crate) fn relative_links(page: &str) -> Vec<String> {
    let mut links = Vec::new();
    let mut fenced = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        // Every second piece is inline code.
        for prose in line.split('`').step_by(2) {
            links.extend(prose.split("](").skip(1).filter_map(link_target));
        }
    }
    links
}

fn link_target(rest: &str) -> Option<String> {
    let inside = rest.split(')').next()?;
    let target = inside.split_whitespace().next()?.split('#').next()?;
    let elsewhere = target.contains("://") || target.starts_with("mailto:");
    (!target.is_empty() && !elsewhere).then(|| target.to_string())
}

/// `link` as seen from `folder`, with `.` and `..` worked out.
pub(crate) fn join(folder: &str, link: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(link.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
