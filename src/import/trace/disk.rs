//! One device of a trace as what writes a disk of a scenario.

use super::{Format, Trace};
use crate::import::limits::NAMES_LISTED_MAX;
use crate::scenario::draft::{TraceDraft, TraceWriteDraft};
use crate::scenario::limits::TRACE_WRITES_MAX;
use crate::scenario::{Problem, quoted};

/// The writes of one device, under a name for the scenario. Reads and writes of nothing are left out;
/// time counts from the trace's first record, whatever it was and wherever it went.
///
/// # Errors
/// The trace is not read, has no such device, or has several and none is named, or it writes more
/// often than a scenario takes.
pub fn of_disk(
    bytes: &[u8],
    format: Option<Format>,
    device: Option<&str>,
    name: String,
) -> Result<TraceDraft, Vec<Problem>> {
    let mut trace = Trace::open(bytes, format)?;
    let mut writes = Vec::new();
    let mut count = 0_usize;
    while let Some(access) = trace.next() {
        let is_named = device.is_none_or(|name| trace.devices()[access.device] == name);
        if !is_named || !access.is_write || access.length.is_zero() {
            continue;
        }
        count += 1;
        if count <= TRACE_WRITES_MAX {
            writes.push(TraceWriteDraft {
                after_ns: access.at.as_nanos(),
                offset: access.offset.get(),
                length: access.length.get(),
            });
        }
    }
    let devices = trace.finish()?.devices;
    if let Some(problem) = which(&devices, device) {
        return Err(vec![problem]);
    }
    if count > TRACE_WRITES_MAX {
        let allowed = format!("at most {TRACE_WRITES_MAX}");
        return Err(vec![Problem::new(
            "trace",
            format!("{count} writes"),
            allowed,
        )]);
    }
    Ok(TraceDraft { name, writes })
}

/// Why it is not clear which device is meant.
fn which(devices: &[String], device: Option<&str>) -> Option<Problem> {
    let found = match device {
        Some(name) if devices.iter().any(|device| device == name) => return None,
        Some(name) => quoted(name),
        None if devices.len() <= 1 => return None,
        None => format!("{} devices and none named", devices.len()),
    };
    let mut names: Vec<String> = devices
        .iter()
        .take(NAMES_LISTED_MAX)
        .map(|name| quoted(name))
        .collect();
    if devices.len() > NAMES_LISTED_MAX {
        names.push("…".to_owned());
    }
    Some(Problem::new(
        "device",
        found,
        format!("one of {}", names.join(", ")),
    ))
}
