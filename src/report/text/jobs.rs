//! Jobs as text.

use super::{Left, Right, plain, table};
use crate::report::view::JobView;

/// Jobs, one a line, the newest first; local times are of this zone.
#[must_use]
pub fn jobs(all: &[JobView], zone: &str) -> String {
    if all.is_empty() {
        return "No such jobs.\n".to_owned();
    }
    let began = format!("Began ({zone})");
    let columns = [
        (began.as_str(), Left),
        ("Operation", Left),
        ("Machine", Left),
        ("Status", Left),
        ("Took", Right),
        ("Fault", Left),
        ("What", Left),
    ];
    let row = |job: &JobView| {
        let fault = job.fault.as_ref().map(|fault| fault.code.clone());
        let what = job.phase.clone().map(|phase| format!(" Now {phase}."));
        vec![
            job.began.local.clone(),
            job.operation.name().to_owned(),
            plain(&job.name),
            job.status.name().to_owned(),
            job.length.clone(),
            fault.unwrap_or_default(),
            plain(&format!("{}{}", job.detail, what.unwrap_or_default())),
        ]
    };
    table(&columns, all.iter().map(row).collect())
}
