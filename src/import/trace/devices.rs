//! The devices of a trace, numbered as they come. One look a record, so nothing is copied but names
//! that are new.

use super::layout::Wrong;
use crate::import::limits::{TRACE_DEVICE_BYTES_MAX, TRACE_DEVICES_MAX};
use crate::import::text;
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct Devices {
    /// As they stand in the file.
    numbers: BTreeMap<Box<[u8]>, usize>,
    /// As they are shown.
    names: Vec<String>,
}

/// The name of the only device where a trace names none.
const UNNAMED: &str = "disk";

impl Devices {
    pub(super) fn index<'t>(&mut self, key: &'t [u8]) -> Result<usize, Wrong<'t>> {
        if let Some(number) = self.numbers.get(key) {
            return Ok(*number);
        }
        let wrong = |allowed| Wrong {
            field: "device",
            found: key,
            allowed,
        };
        if key.len() > TRACE_DEVICE_BYTES_MAX {
            return Err(wrong("a name of at most 256 bytes"));
        }
        if self.names.len() == TRACE_DEVICES_MAX {
            return Err(wrong("at most 10000 devices"));
        }
        let number = self.names.len();
        self.numbers.insert(key.into(), number);
        self.names.push(name(key));
        Ok(number)
    }
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }
    pub(super) fn into_names(self) -> Vec<String> {
        self.names
    }
}

/// A device's name as it is shown: MSR's host and disk with a point between them.
fn name(key: &[u8]) -> String {
    if key.is_empty() {
        return UNNAMED.to_owned();
    }
    text::name(&text::decoded(key).replace(',', "."))
}
