//! The policies of a scenario, in sentences and as Azure writes them. A draft is enough: what no
//! service would accept can be read and exported, too.

use crate::import::policy::to_arm;
use crate::report::policy;
use crate::scenario::draft::{PolicyDraft, ScenarioDraft};
use crate::scenario::{Problem, quoted};
use serde_json::Value;

/// Every policy in plain sentences.
#[must_use]
pub fn policies_text(draft: &ScenarioDraft) -> String {
    let policies: Vec<&PolicyDraft> = draft.policies.iter().collect();
    policy::text(&policies, &draft.profile)
}

/// Every policy as an array of Azure resources.
#[must_use]
pub fn policies_arm(draft: &ScenarioDraft) -> String {
    super::view_text(&draft.policies.iter().map(to_arm).collect::<Value>())
}

/// The policy of this name in plain sentences.
///
/// # Errors
/// No policy has the name.
pub fn policy_text(draft: &ScenarioDraft, name: &str) -> Result<String, Vec<Problem>> {
    Ok(policy::text(&[named(draft, name)?], &draft.profile))
}

/// The policy of this name as an Azure resource.
///
/// # Errors
/// No policy has the name.
pub fn policy_arm(draft: &ScenarioDraft, name: &str) -> Result<String, Vec<Problem>> {
    Ok(super::view_text(&to_arm(named(draft, name)?)))
}

fn named<'d>(draft: &'d ScenarioDraft, name: &str) -> Result<&'d PolicyDraft, Vec<Problem>> {
    let found = draft.policies.iter().find(|policy| policy.name == name);
    found.ok_or_else(|| {
        let names: Vec<String> = draft
            .policies
            .iter()
            .map(|p| quoted(&p.name))
            .take(20)
            .collect();
        vec![Problem::new("policy", quoted(name), names.join(", "))]
    })
}
