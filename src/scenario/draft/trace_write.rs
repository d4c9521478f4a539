//! One write of a recorded trace, as typed: a line of three numbers, which keeps a million of them
//! small and readable. Three numbers in a list are read as well. What the numbers may be is checked
//! elsewhere.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// Letters of a wrong line that are shown.
const SHOWN_CHARS_MAX: usize = 60;

/// A write of a trace: `"2000000000 131072 4096"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceWriteDraft {
    /// Nanoseconds since the trace began.
    pub after_ns: u64,
    /// The first byte.
    pub offset: u64,
    /// How many.
    pub length: u64,
}

impl TraceWriteDraft {
    /// Three numbers with one blank between each two; neither signs nor anything else.
    fn of_line(line: &str) -> Option<Self> {
        let mut numbers = line.split(' ').map(|digits| {
            let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            is_plain.then(|| digits.parse::<u64>().ok()).flatten()
        });
        let write = Self {
            after_ns: numbers.next()??,
            offset: numbers.next()??,
            length: numbers.next()??,
        };
        numbers.next().is_none().then_some(write)
    }
}

impl Serialize for TraceWriteDraft {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            after_ns,
            offset,
            length,
        } = self;
        serializer.collect_str(&format_args!("{after_ns} {offset} {length}"))
    }
}

impl<'de> Deserialize<'de> for TraceWriteDraft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Typed)
    }
}

/// Reads a line or a list.
struct Typed;

impl<'de> Visitor<'de> for Typed {
    type Value = TraceWriteDraft;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a write as \"NANOSECONDS OFFSET LENGTH\"")
    }
    fn visit_str<E: Error>(self, line: &str) -> Result<Self::Value, E> {
        TraceWriteDraft::of_line(line).ok_or_else(|| {
            let shown: String = line.chars().take(SHOWN_CHARS_MAX).collect();
            E::invalid_value(Unexpected::Str(&shown), &self)
        })
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut number = |at| {
            let number = list.next_element()?;
            number.ok_or_else(|| A::Error::invalid_length(at, &"three numbers"))
        };
        Ok(TraceWriteDraft {
            after_ns: number(0)?,
            offset: number(1)?,
            length: number(2)?,
        })
    }
}

impl JsonSchema for TraceWriteDraft {
    fn schema_name() -> Cow<'static, str> {
        "TraceWriteDraft".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A write: nanoseconds since the trace began, offset and length in bytes.",
            "anyOf": [
                {"type": "string", "pattern": "^[0-9]+ [0-9]+ [0-9]+$"},
                {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 0},
                    "minItems": 3,
                    "maxItems": 3
                }
            ]
        })
    }
}
