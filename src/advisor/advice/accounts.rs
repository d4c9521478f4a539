//! BPR-5: many backed-up disks in one storage account; spread them.

use super::{Advice, figures, is_better, nights, second, source};
use crate::advisor::Run;
use crate::azure::advice::ACCOUNT_DISKS_MAX;
use crate::ledger::Phase;
use crate::scenario::draft::{AccountDraft, DiskRoleDraft, ScenarioDraft};
use crate::units::{SimDuration, VmId};
use std::collections::BTreeSet;

pub(super) fn advice(run: &Run) -> Option<Advice> {
    let (few, many) = ACCOUNT_DISKS_MAX.value;
    let mut draft = run.scenario.draft().clone();
    let mut crowded = Vec::new();
    for account in run.scenario.draft().accounts.clone() {
        let disks = backed_up(&mut draft, &account.name).count();
        if disks > few {
            crowded.push(format!("{disks} disks in {}", account.name));
            spread(&mut draft, &account, few);
        }
    }
    if crowded.is_empty() {
        return None;
    }
    let after = second(draft.clone())?;
    let (was, is) = (figures(run), figures(&after));
    let transfers = (mean_transfer(run, run), mean_transfer(run, &after));
    if !is_better(&was, &is) && transfers.1 >= transfers.0 {
        return None;
    }
    let mut rows = nights(&was, &is);
    let (before, then) = (transfers.0.to_string(), transfers.1.to_string());
    rows.push(("Transfer of these machines, mean".to_owned(), before, then));
    let added = draft.accounts.len() - run.scenario.accounts().len();
    Some(Advice {
        id: "BPR-5",
        title: "Spread disks over storage accounts",
        because: format!(
            "{}; from more than {few} to {many} on they share what their account delivers.",
            crowded.join(", ")
        ),
        change: format!("{added} more accounts, at most {few} backed-up disks in each"),
        source: source(ACCOUNT_DISKS_MAX.source),
        figures: rows,
        draft,
    })
}

/// The backed-up disks of an account: where each names it.
fn backed_up<'d>(
    draft: &'d mut ScenarioDraft,
    account: &'d str,
) -> impl Iterator<Item = &'d mut Option<String>> {
    let disks = draft.vms.iter_mut().flat_map(|vm| &mut vm.disks);
    disks
        .filter(|disk| match disk.role {
            DiskRoleDraft::Os | DiskRoleDraft::Data => true,
            DiskRoleDraft::Excluded | DiskRoleDraft::Temp => false,
        })
        .map(|disk| &mut disk.account)
        .filter(move |of| of.as_deref() == Some(account))
}

/// Gives all disks of an account but the first few to new accounts of the same kind.
fn spread(draft: &mut ScenarioDraft, account: &AccountDraft, few: usize) {
    let mut free = like(account, &draft.accounts);
    let mut added: Vec<AccountDraft> = Vec::new();
    for (i, of) in backed_up(draft, &account.name).enumerate().skip(few) {
        if i.is_multiple_of(few) {
            added.extend(free.next());
        }
        *of = added.last().map(|new| new.name.clone());
    }
    draft.accounts.extend(added);
}

/// Accounts of the same kind as one of these, without end, by names that are free.
pub(super) fn like(
    account: &AccountDraft,
    accounts: &[AccountDraft],
) -> impl Iterator<Item = AccountDraft> + use<> {
    let taken: BTreeSet<String> = accounts.iter().map(|it| it.name.clone()).collect();
    let account = account.clone();
    (2_usize..).filter_map(move |number| {
        let name = format!("{}-{number}", account.name);
        let is_free = !taken.contains(&name);
        is_free.then(|| AccountDraft {
            name,
            ..account.clone()
        })
    })
}

/// How long transfers of machines with disks in an account take, on average. Which machines these
/// are is read from the first run.
fn mean_transfer(first: &Run, run: &Run) -> SimDuration {
    let has_account = |vm: VmId| {
        let mut disks = first.scenario.backed_up_disks_of(vm);
        disks.any(|(_, disk)| disk.account.is_some())
    };
    let jobs = run.ledger.jobs().iter().filter(|job| has_account(job.vm));
    let lengths = jobs.filter_map(|job| {
        let (from, to) = (
            job.phase_end(Phase::Queue)?,
            job.phase_end(Phase::Transfer)?,
        );
        Some(to.since(from))
    });
    SimDuration::mean(lengths).unwrap_or_default()
}
