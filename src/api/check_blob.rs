//! `check blob`: page blobs alone, request by request from a file, so that they can be compared with
//! other implementations. The format is described in docs/check.md; `check_blob/reader.rs` reads the
//! steps, `check_blob/replay.rs` asks them. What the service refuses is part of the answer; what is wrong with the
//! file is a problem of the file.

mod reader;
mod replay;

use crate::blob::desk::{Desk, Request};
use crate::blob::page::{AccountKind, BlobName};
use crate::scenario::{Problem, parser_said};
use crate::units::{Bytes, SimDuration};
use reader::Reader;
use replay::replay;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Steps in a file.
const STEPS_MAX: usize = 2_000;
/// Size of a blob: its contents are hashed after every step.
const SIZE_MAX: Bytes = Bytes::mib(16);
/// Bytes of a name.
const NAME_MAX: usize = 256;
/// The longest that one step waits, or that a lease is asked for.
const SECONDS_MAX: u64 = 24 * 60 * 60;
/// The blob that a file begins with, and that a step is about unless it says otherwise.
const FIRST_BLOB: &str = "blob";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BlobFile {
    size: u64,
    #[serde(default)]
    premium: bool,
    steps: Vec<Map<String, Value>>,
}

/// What a step does, its names and numbers read.
enum Step {
    Ask(Request),
    /// The clock moves on; the blob is the one that is shown then.
    Wait(BlobName, SimDuration),
}

impl Step {
    const fn blob(&self) -> &BlobName {
        match self {
            Self::Ask(request) => &request.blob,
            Self::Wait(blob, _) => blob,
        }
    }
}

/// The fields that each step must have and may have; `op` and `blob` go without saying.
const OPS: [(&str, &[&str], &[&str]); 17] = [
    ("create", &["length"], LEASED),
    ("put", &["offset", "length", "fill"], LEASED),
    ("clear", &["offset", "length"], LEASED),
    ("resize", &["length"], LEASED),
    ("delete", &[], &["snapshots", "with_lease"]),
    ("snapshot", &["name"], &[]),
    ("delete-snapshot", &["name"], &[]),
    ("ranges", &[], &["name"]),
    ("diff", &["previous"], &["name"]),
    ("copy", &["from"], &["name", "with_lease"]),
    ("promote", &["name"], LEASED),
    ("incremental-copy", &["from", "source", "name"], LEASED),
    ("apply", &["from", "name", "previous"], LEASED),
    ("lease-acquire", &[], &["seconds"]),
    ("lease-release", &[], &[]),
    ("lease-break", &[], &[]),
    ("wait", &["seconds"], &[]),
];
const LEASED: &[&str] = &["with_lease"];

/// What a blob and its snapshots are after each step of a file.
///
/// # Errors
/// Every problem of the file.
pub fn check_blob(text: &str) -> Result<String, Vec<Problem>> {
    let file: BlobFile = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let found = parser_said(&error.to_string());
        vec![Problem::new(place, found, "the format of docs/check.md")]
    })?;
    let kind = if file.premium {
        AccountKind::Premium
    } else {
        AccountKind::Standard
    };
    let mut desk = Desk::new();
    let account = desk.add_account("account", kind);
    let steps = Reader::new(account).read(&file)?;
    let first = BlobName::new(account, FIRST_BLOB);
    Ok(super::view_text(&replay(desk, first, file.size, &steps)))
}
