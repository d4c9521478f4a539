//! `vaultlab policies`: what a scenario's policies do, in sentences or as Azure writes them.

use super::output::write;
use super::{Outcome, PolicyFormat, input};
use crate::api;
use std::path::Path;

pub(super) fn policies(
    scenario: &str,
    policy: Option<&str>,
    format: PolicyFormat,
    output: Option<&Path>,
) -> Outcome {
    let draft = input::named(scenario)?;
    let text = match (format, policy) {
        (PolicyFormat::Text, None) => api::policies_text(&draft),
        (PolicyFormat::Text, Some(name)) => api::policy_text(&draft, name)?,
        (PolicyFormat::Arm, None) => api::policies_arm(&draft),
        (PolicyFormat::Arm, Some(name)) => api::policy_arm(&draft, name)?,
    };
    write(output, &text)
}
