//! `vaultlab restore`: a list of machines brought back, simulated.

use super::output::write;
use super::{Outcome, ScenarioArgs, Stop, TextOrJson, input};
use crate::api;
use crate::report::text;
use crate::scenario::draft::{RestoreKindDraft, RestoreTierDraft};
use crate::scenario::restores::RestoreList;
use crate::scenario::{Problem, check};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Which machines of which scenario, and how.
#[derive(Args)]
pub(super) struct RestoreArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// These machines, first to last: NAME, or RESOURCE-GROUP/NAME.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    vm: Vec<String>,
    /// The same from a file, one name a line; these come before those of `--vm`.
    #[arg(long, value_name = "FILE")]
    order: Option<String>,
    /// Then the machines that this policy protects, in the order of the inventory.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    policy: Vec<String>,
    /// Then all others, in the order of the inventory.
    #[arg(long)]
    all: bool,
    /// When, such as `2026-03-04T21:00:00Z`; absent: as the last whole night of the run is over.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The latest moment that may be restored; absent: the newest point of when it is asked for.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Only from points of this tier; absent: from the snapshot wherever it is there.
    #[arg(long, value_enum)]
    tier: Option<TierArg>,
    /// What is made.
    #[arg(long, value_enum, default_value_t = KindArg::Vm)]
    kind: KindArg,
    /// Into so many new storage accounts, in turn; absent: each machine into one of its own that
    /// limits nothing.
    #[arg(long, value_name = "N")]
    accounts: Option<u32>,
    /// What each of these carries, MiB a second; absent: the model's default.
    #[arg(long, value_name = "MIB")]
    account_mib: Option<u64>,
    /// All into this storage account of the scenario, instead.
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// At most so many at once: the next begins when one ends.
    #[arg(long, value_name = "N")]
    at_once: Option<u32>,
    /// The form.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    format: TextOrJson,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum TierArg {
    /// The snapshot beside the disks.
    Snapshot,
    /// The vault: the newest point that has no snapshot any more.
    Vault,
}

#[derive(Clone, Copy, ValueEnum)]
enum KindArg {
    /// A new machine.
    Vm,
    /// Disks only.
    Disks,
    /// A mount, from which files are copied.
    Files,
    /// The disks of the machine itself, which has to be deallocated.
    ReplaceDisks,
}

pub(super) fn restore(args: &RestoreArgs) -> Outcome {
    let first = args.order.as_deref().map(names).transpose()?;
    let first = first.unwrap_or_default();
    let list = RestoreList {
        vms: first
            .iter()
            .map(|(_, name)| name)
            .chain(&args.vm)
            .cloned()
            .collect(),
        policies: args.policy.clone(),
        all: args.all,
        at: args.at.clone(),
        until: args.until.clone(),
        tier: args.tier.map(|tier| match tier {
            TierArg::Snapshot => RestoreTierDraft::Snapshot,
            TierArg::Vault => RestoreTierDraft::Vault,
        }),
        kind: match args.kind {
            KindArg::Vm => RestoreKindDraft::Vm,
            KindArg::Disks => RestoreKindDraft::Disks,
            KindArg::Files => RestoreKindDraft::Files,
            KindArg::ReplaceDisks => RestoreKindDraft::ReplaceDisks,
        },
        accounts: args.accounts,
        account_mib_per_s: args.account_mib,
        account: args.account.clone(),
        at_once: args.at_once,
        ..RestoreList::default()
    };
    let draft = input::draft(&args.scenario)?;
    // What is wrong with the scenario itself is told by its own places.
    check(draft.clone())?;
    let places: Vec<String> = first.into_iter().map(|(place, _)| place).collect();
    let view = api::restore_draft(draft, &list);
    let view = view.map_err(|problems| as_options(problems, &places))?;
    let text = match args.format {
        TextOrJson::Text => text::restores(&view),
        TextOrJson::Json => api::view_text(&view),
    };
    write(args.output.as_deref(), &text)?;
    if view.all_back {
        Ok(())
    } else {
        Err(Stop::GateMissed(view.verdict))
    }
}

/// The names in a file, each with where it stands.
fn names(file: &str) -> Result<Vec<(String, String)>, Stop> {
    let text = input::text(file)?;
    let lines = text.lines().map(str::trim).enumerate();
    let named = lines.filter(|(_, name)| !name.is_empty());
    let named = named.map(|(i, name)| (format!("{file}, line {}", i + 1), name.to_owned()));
    Ok(named.collect())
}

/// A list's fields by the options that set them. The first names are of the file.
fn as_options(mut problems: Vec<Problem>, places: &[String]) -> Vec<Problem> {
    let options = [
        ("vms", "--vm"),
        ("policies", "--policy"),
        ("at", "--at"),
        ("until", "--until"),
        ("accounts", "--accounts"),
        ("account_mib_per_s", "--account-mib"),
        ("account", "--account"),
        ("at_once", "--at-once"),
    ];
    for problem in &mut problems {
        let (field, index) = problem
            .place
            .split_once('[')
            .unwrap_or((&problem.place, ""));
        let index = index.trim_end_matches(']').parse::<usize>().ok();
        let of_file = index
            .filter(|_| field == "vms")
            .and_then(|index| places.get(index));
        let option = options.iter().find(|(name, _)| *name == field);
        if let Some(place) = of_file {
            place.clone_into(&mut problem.place);
        } else if let Some((_, option)) = option {
            (*option).clone_into(&mut problem.place);
        }
    }
    problems
}
