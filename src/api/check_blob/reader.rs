//! The steps of a file, read: every name, number and field that is wrong is a problem.

use super::{BlobFile, FIRST_BLOB, NAME_MAX, OPS, SECONDS_MAX, SIZE_MAX, STEPS_MAX, Step};
use crate::blob::desk::{Ask, Request};
use crate::blob::page::{BlobName, Deletion, Ink, LeaseTime};
use crate::scenario::{Problem, quoted};
use crate::units::{BlobAccountId, SimDuration};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::ops::Range;

/// Reads the steps of a file and collects what is wrong with them.
pub(super) struct Reader {
    account: BlobAccountId,
    problems: Vec<Problem>,
    /// Blobs, and snapshots of a blob, that an earlier step has named.
    blobs: BTreeSet<String>,
    snapshots: BTreeSet<(String, String)>,
    /// Blobs of which an earlier step has asked for a lease.
    leased: BTreeSet<String>,
}

/// The fields of one step, and where it stands.
struct Fields<'f> {
    place: String,
    fields: &'f Map<String, Value>,
}

impl Reader {
    pub(super) fn new(account: BlobAccountId) -> Self {
        Self {
            account,
            problems: Vec::new(),
            blobs: BTreeSet::from([FIRST_BLOB.to_owned()]),
            snapshots: BTreeSet::new(),
            leased: BTreeSet::new(),
        }
    }
    pub(super) fn read(mut self, file: &BlobFile) -> Result<Vec<Step>, Vec<Problem>> {
        let count = file.steps.len();
        if count > STEPS_MAX {
            let found = format!("{count} entries");
            self.wrong("steps".to_owned(), found, format!("at most {STEPS_MAX}"));
            return Err(self.problems);
        }
        self.size("size".to_owned(), file.size);
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
        let makes_blob = ["create", "copy", "incremental-copy"].contains(&op.as_str());
        if !makes_blob {
            self.known_blob(at, "blob", &blob);
        }
        let step = if op == "wait" {
            let time = self.seconds(at);
            time.map(|time| Step::Wait(self.name(&blob), time))
        } else {
            self.request(at, &op, &blob).map(Step::Ask)
        };
        if makes_blob {
            self.blobs.insert(blob);
        }
        step
    }

    fn request(&mut self, at: &Fields, op: &str, blob: &str) -> Option<Request> {
        let ask = self.ask(at, op, blob);
        let with_lease = self.with_lease(at, blob);
        Some(Request {
            blob: self.name(blob),
            ask: ask?,
            with_lease: with_lease?,
        })
    }
    fn ask(&mut self, at: &Fields, op: &str, blob: &str) -> Option<Ask> {
        Some(match op {
            "create" => Ask::Create {
                size: self.length(at)?,
            },
            "put" => self.put(at)?,
            "clear" => Ask::Clear {
                range: self.range(at)?,
            },
            "resize" => Ask::Resize {
                size: self.length(at)?,
            },
            "delete" => Ask::Delete {
                what: self.deletion(at)?,
            },
            "snapshot" => Ask::Snapshot {
                name: self.new_snapshot(at, "name", blob)?,
            },
            "delete-snapshot" => Ask::DeleteSnapshot {
                name: self.snapshot(at, "name", blob)?,
            },
            "ranges" => Ask::Ranges {
                snapshot: self.maybe_snapshot(at, "name", blob),
            },
            "diff" => Ask::Diff {
                snapshot: self.maybe_snapshot(at, "name", blob),
                previous: self.snapshot(at, "previous", blob)?,
            },
            "promote" => Ask::Promote {
                name: self.snapshot(at, "name", blob)?,
            },
            "copy" | "incremental-copy" | "apply" => self.of_another(at, op, blob)?,
            "lease-acquire" => self.acquire(at, blob)?,
            "lease-release" => Ask::Release,
            "lease-break" => Ask::Break,
            _ => unreachable!("the list of steps was searched for it"),
        })
    }
    fn put(&mut self, at: &Fields) -> Option<Ask> {
        let (range, fill) = (self.range(at), self.byte(at, "fill"));
        Some(Ask::Put {
            range: range?,
            ink: Ink::Fill(fill?),
        })
    }
    /// What reads another blob.
    fn of_another(&mut self, at: &Fields, op: &str, blob: &str) -> Option<Ask> {
        let source = self.source(at)?;
        let from = self.name(&source);
        if op == "copy" {
            let snapshot = self.maybe_snapshot(at, "name", &source);
            return Some(Ask::Copy { from, snapshot });
        }
        if op == "apply" {
            let snapshot = self.snapshot(at, "name", &source);
            let previous = self.snapshot(at, "previous", &source);
            return Some(Ask::Apply {
                from,
                snapshot: snapshot?,
                previous: previous?,
            });
        }
        let snapshot = self.snapshot(at, "source", &source);
        let name = self.new_snapshot(at, "name", blob);
        Some(Ask::IncrementalCopy {
            from,
            snapshot: snapshot?,
            name: name?,
        })
    }
    /// Whether the time is one that the service gives is its own answer.
    fn acquire(&mut self, at: &Fields, blob: &str) -> Option<Ask> {
        self.leased.insert(blob.to_owned());
        let time = if at.fields.contains_key("seconds") {
            LeaseTime::For(self.seconds(at)?)
        } else {
            LeaseTime::Infinite
        };
        Some(Ask::Acquire { time })
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
    /// May end beyond any blob, which is for the service to say.
    fn range(&mut self, at: &Fields) -> Option<Range<u64>> {
        let (offset, length) = (self.number(at, "offset"), self.number(at, "length"));
        let (offset, length) = (offset?, length?);
        Some(offset..offset.saturating_add(length))
    }
    fn seconds(&mut self, at: &Fields) -> Option<SimDuration> {
        let value = at.fields.get("seconds");
        let number = value.and_then(Value::as_u64);
        let seconds = number.filter(|seconds| *seconds <= SECONDS_MAX);
        if seconds.is_none() {
            let allowed = format!("a whole number of seconds, at most {SECONDS_MAX}");
            self.wrong(at.of("seconds"), shown(value), allowed);
        }
        seconds.map(SimDuration::secs)
    }
    fn with_lease(&mut self, at: &Fields, blob: &str) -> Option<bool> {
        match at.fields.get("with_lease") {
            None | Some(Value::Bool(false)) => Some(false),
            Some(Value::Bool(true)) if self.leased.contains(blob) => Some(true),
            Some(Value::Bool(true)) => {
                let allowed = format!("a lease-acquire of {} in an earlier step", quoted(blob));
                self.wrong(at.of("with_lease"), "true", allowed);
                None
            }
            value => {
                self.wrong(at.of("with_lease"), shown(value), "true or false");
                None
            }
        }
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
    fn deletion(&mut self, at: &Fields) -> Option<Deletion> {
        match self.optional(at, "snapshots").as_deref() {
            None => Some(Deletion::Blob),
            Some("include") => Some(Deletion::BlobAndSnapshots),
            Some("only") => Some(Deletion::SnapshotsOnly),
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

    fn name(&self, blob: &str) -> BlobName {
        BlobName::new(self.account, blob)
    }
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
