//! `check blob`: page blobs alone, request by request from a file, so that they can be compared with
//! other implementations. The format is described in docs/check.md; what happens is in
//! `check_blob/replay.rs`. What the service refuses is part of the answer; what is wrong with the
//! file is a problem of the file.

mod replay;

use crate::azure::blobs::PAGE;
use crate::scenario::{Problem, parser_said, quoted};
use crate::units::Bytes;
use replay::{Answer, replay};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Steps in a file.
const STEPS_MAX: usize = 2_000;
/// Size of a blob: its contents are hashed after every step.
const SIZE_MAX: Bytes = Bytes::mib(16);
/// Letters of a name.
const NAME_MAX: usize = 256;
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

/// A request, its names and numbers read.
struct Step {
    /// The blob that is written, or asked.
    blob: String,
    request: Request,
}

enum Request {
    Create {
        size: u64,
    },
    Put {
        offset: u64,
        length: u64,
        fill: u8,
    },
    Clear {
        offset: u64,
        length: u64,
    },
    Resize {
        size: u64,
    },
    Delete {
        what: What,
    },
    Snapshot {
        name: String,
    },
    DeleteSnapshot {
        name: String,
    },
    Diff {
        name: Option<String>,
        previous: String,
    },
    Copy {
        from: String,
        name: Option<String>,
    },
    Promote {
        name: String,
    },
    IncrementalCopy {
        from: String,
        source: String,
        name: String,
    },
}

/// What a deletion says of snapshots.
#[derive(Clone, Copy)]
enum What {
    None,
    Include,
    Only,
}

/// The fields that each request must have and may have; `op` and `blob` go without saying.
const OPS: [(&str, &[&str], &[&str]); 11] = [
    ("create", &["length"], &[]),
    ("put", &["offset", "length", "fill"], &[]),
    ("clear", &["offset", "length"], &[]),
    ("resize", &["length"], &[]),
    ("delete", &[], &["snapshots"]),
    ("snapshot", &["name"], &[]),
    ("delete-snapshot", &["name"], &[]),
    ("diff", &["previous"], &["name"]),
    ("copy", &["from"], &["name"]),
    ("promote", &["name"], &[]),
    ("incremental-copy", &["from", "source", "name"], &[]),
];

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
    let steps = Reader::default().read(&file)?;
    let answer: Answer = replay(file.size, file.premium, &steps);
    Ok(super::view_text(&answer))
}

/// Reads the steps of a file and collects what is wrong with them.
#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
    /// Blobs, and snapshots of a blob, that an earlier step has named.
    blobs: BTreeSet<String>,
    snapshots: BTreeSet<(String, String)>,
}

/// The fields of one step, and where it stands.
struct Fields<'f> {
    place: String,
    fields: &'f Map<String, Value>,
}

impl Reader {
    fn read(mut self, file: &BlobFile) -> Result<Vec<Step>, Vec<Problem>> {
        let count = file.steps.len();
        if count > STEPS_MAX {
            let found = format!("{count} entries");
            self.wrong("steps".to_owned(), found, format!("at most {STEPS_MAX}"));
            return Err(self.problems);
        }
        self.size("size".to_owned(), file.size);
        self.blobs.insert(FIRST_BLOB.to_owned());
        let mut steps = Vec::with_capacity(count);
        for (i, fields) in file.steps.iter().enumerate() {
            let place = format!("steps[{i}]");
            steps.extend(self.step(&Fields { place, fields }));
        }
        if self.problems.is_empty() {
            Ok(steps)
        } else {
            Err(self.problems)
        }
    }

    fn step(&mut self, at: &Fields) -> Option<Step> {
        let op = self.text(at, "op")?;
        let Some((_, needed, possible)) = OPS.iter().find(|(name, ..)| *name == op) else {
            let names: Vec<&str> = OPS.iter().map(|(name, ..)| *name).collect();
            self.wrong(at.of("op"), quoted(&op), names.join(", "));
            return None;
        };
        for field in at.fields.keys().map(String::as_str) {
            let known = ["op", "blob"];
            if !known
                .iter()
                .chain(*needed)
                .chain(*possible)
                .any(|it| *it == field)
            {
                let fields: Vec<&str> = needed.iter().chain(*possible).copied().collect();
                let allowed = format!("of {}: {}", op, fields.join(", "));
                self.wrong(at.of(field), "a field that it does not have", allowed);
            }
        }
        let blob = self
            .optional(at, "blob")
            .unwrap_or_else(|| FIRST_BLOB.to_owned());
        let request = self.request(at, &op, &blob)?;
        Some(Step { blob, request })
    }

    fn request(&mut self, at: &Fields, op: &str, blob: &str) -> Option<Request> {
        let makes_blob = ["create", "copy", "incremental-copy"].contains(&op);
        if !makes_blob {
            self.known_blob(at, "blob", blob);
        }
        let request = match op {
            "create" => self.length(at).map(|size| Request::Create { size }),
            "put" => self.put(at),
            "clear" => self.clear(at),
            "resize" => self.length(at).map(|size| Request::Resize { size }),
            "delete" => self.what(at).map(|what| Request::Delete { what }),
            "snapshot" => {
                let name = self.new_snapshot(at, "name", blob);
                name.map(|name| Request::Snapshot { name })
            }
            "delete-snapshot" => {
                let name = self.snapshot(at, "name", blob);
                name.map(|name| Request::DeleteSnapshot { name })
            }
            "diff" => {
                let name = self.maybe_snapshot(at, "name", blob);
                let previous = self.snapshot(at, "previous", blob);
                previous.map(|previous| Request::Diff { name, previous })
            }
            "copy" => self.source(at).map(|from| {
                let name = self.maybe_snapshot(at, "name", &from);
                Request::Copy { from, name }
            }),
            "promote" => {
                let name = self.snapshot(at, "name", blob);
                name.map(|name| Request::Promote { name })
            }
            "incremental-copy" => self.incremental_copy(at, blob),
            _ => unreachable!("the list of requests was searched for it"),
        };
        if makes_blob {
            self.blobs.insert(blob.to_owned());
        }
        request
    }
    fn put(&mut self, at: &Fields) -> Option<Request> {
        let (offset, length) = (self.number(at, "offset"), self.number(at, "length"));
        let fill = self.byte(at, "fill");
        Some(Request::Put {
            offset: offset?,
            length: length?,
            fill: fill?,
        })
    }
    fn clear(&mut self, at: &Fields) -> Option<Request> {
        let (offset, length) = (self.number(at, "offset"), self.number(at, "length"));
        Some(Request::Clear {
            offset: offset?,
            length: length?,
        })
    }
    fn incremental_copy(&mut self, at: &Fields, blob: &str) -> Option<Request> {
        let from = self.source(at)?;
        let source = self.snapshot(at, "source", &from);
        let name = self.new_snapshot(at, "name", blob);
        Some(Request::IncrementalCopy {
            from,
            source: source?,
            name: name?,
        })
    }

    // Values

    fn wrong(&mut self, place: String, found: impl ToString, allowed: impl ToString) {
        let problem = Problem::new(place, found.to_string(), allowed.to_string());
        self.problems.push(problem);
    }
    fn number(&mut self, at: &Fields, field: &str) -> Option<u64> {
        let value = at.fields.get(field);
        let number = value.and_then(Value::as_u64);
        if number.is_none() {
            self.wrong(at.of(field), shown(value), "a whole number of bytes");
        }
        number
    }
    fn byte(&mut self, at: &Fields, field: &str) -> Option<u8> {
        let value = at.fields.get(field);
        let byte = value
            .and_then(Value::as_u64)
            .and_then(|byte| u8::try_from(byte).ok());
        if byte.is_none() {
            self.wrong(at.of(field), shown(value), "0 to 255");
        }
        byte
    }
    fn length(&mut self, at: &Fields) -> Option<u64> {
        let size = self.number(at, "length")?;
        self.size(at.of("length"), size);
        Some(size)
    }
    /// A size that the check can hash. Whether the service takes it is the service's answer.
    fn size(&mut self, place: String, size: u64) {
        if size > SIZE_MAX.get() {
            self.wrong(
                place,
                format!("{size} bytes"),
                format!("at most {SIZE_MAX}"),
            );
        }
    }
    fn text(&mut self, at: &Fields, field: &str) -> Option<String> {
        let value = at.fields.get(field);
        let text = value.and_then(Value::as_str);
        match text {
            Some(text) if !text.is_empty() && text.len() <= NAME_MAX => Some(text.to_owned()),
            Some(_) | None => {
                let allowed = format!("a name of 1 to {NAME_MAX} bytes");
                self.wrong(at.of(field), shown(value), allowed);
                None
            }
        }
    }
    fn optional(&mut self, at: &Fields, field: &str) -> Option<String> {
        at.fields
            .contains_key(field)
            .then(|| self.text(at, field))?
    }
    fn what(&mut self, at: &Fields) -> Option<What> {
        match self.optional(at, "snapshots").as_deref() {
            None => Some(What::None),
            Some("include") => Some(What::Include),
            Some("only") => Some(What::Only),
            Some(other) => {
                self.wrong(
                    at.of("snapshots"),
                    quoted(other),
                    "include, only, or nothing",
                );
                None
            }
        }
    }

    // Names

    fn known_blob(&mut self, at: &Fields, field: &str, blob: &str) {
        if !self.blobs.contains(blob) {
            self.wrong(at.of(field), quoted(blob), "a blob of an earlier step");
        }
    }
    /// The blob that is copied.
    fn source(&mut self, at: &Fields) -> Option<String> {
        let from = self.text(at, "from")?;
        self.known_blob(at, "from", &from);
        Some(from)
    }
    /// The name of a snapshot that an earlier step has taken, or tried to take.
    fn snapshot(&mut self, at: &Fields, field: &str, blob: &str) -> Option<String> {
        let name = self.text(at, field)?;
        if !self.snapshots.contains(&(blob.to_owned(), name.clone())) {
            let allowed = format!("a snapshot of {} of an earlier step", quoted(blob));
            self.wrong(at.of(field), quoted(&name), allowed);
        }
        Some(name)
    }
    fn maybe_snapshot(&mut self, at: &Fields, field: &str, blob: &str) -> Option<String> {
        at.fields
            .contains_key(field)
            .then(|| self.snapshot(at, field, blob))?
    }
    fn new_snapshot(&mut self, at: &Fields, field: &str, blob: &str) -> Option<String> {
        let name = self.text(at, field)?;
        if !self.snapshots.insert((blob.to_owned(), name.clone())) {
            let found = format!("{} again", quoted(&name));
            self.wrong(at.of(field), found, "a name of its own");
        }
        Some(name)
    }
}

impl Fields<'_> {
    fn of(&self, field: &str) -> String {
        format!("{}.{field}", self.place)
    }
}

/// A value as it was found.
fn shown(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::String(text)) => quoted(text),
        Some(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => value.to_string(),
        Some(Value::Array(_)) => "a list".to_owned(),
        Some(Value::Object(_)) => "an object".to_owned(),
    }
}
