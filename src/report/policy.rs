//! A policy in plain sentences.

use super::Report;
use crate::scenario::Policy;
use crate::scenario::draft::PolicyDraft;

impl Report {
    /// What a policy does, in plain sentences.
    pub(super) fn describe(&self, policy: &Policy) -> Vec<String> {
        let drafts = self.scenario.draft().policies.iter();
        let draft = drafts.into_iter().find(|draft| draft.name == policy.name);
        draft.map(describe).unwrap_or_default()
    }
}

/// What a policy as typed does, in plain sentences.
#[must_use]
pub(super) fn describe(policy: &PolicyDraft) -> Vec<String> {
    vec![format!("Policy {}.", policy.name)]
}
