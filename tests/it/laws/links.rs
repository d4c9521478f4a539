//! What links carry: to the byte what crossed them, and never more than they can.

use super::{check_also_in_chaos, ensure};
use vaultlab::azure::timing;
use vaultlab::ledger::{Carrier, DiskTransfer, LinkName, LinkUsage};
use vaultlab::report::Report;
use vaultlab::scenario::Scenario;
use vaultlab::units::{AccountId, Bytes, VaultId, VmId};

/// What a link carries at most, a second.
fn capacity(scenario: &Scenario, link: LinkName) -> f64 {
    let calibration = scenario.calibration();
    match link {
        LinkName::Vault(id) => scenario.vaults()[id].rate.as_f64(),
        LinkName::Account(id) => scenario.accounts()[id].rate.as_f64(),
        LinkName::Requests(id) => scenario.accounts()[id].requests_per_s,
        LinkName::VaultOut(_) => timing::VAULT_READ_RATE.value.as_f64(),
        LinkName::Vm(id) => {
            let rate = scenario.vms()[id].setup.as_ref().and_then(|it| it.rate);
            rate.expect("it has a link").as_f64()
        }
        LinkName::Region => {
            let busy = calibration.region_busy_rate.expect("it has a link");
            // Without a figure of their own the quiet hours have no limit.
            let quiet = calibration.region_rate.map(|rate| rate.as_f64());
            quiet.map_or(f64::INFINITY, |quiet| quiet.max(busy.as_f64()))
        }
    }
}

/// What has been sent of a disk, and read of it, by flows that were not ended early.
fn arrived(transfer: &DiskTransfer) -> (f64, f64) {
    let sent = transfer.ended.map_or(Bytes::ZERO, |_| transfer.sent);
    let compared = transfer
        .read_ended
        .map_or(Bytes::ZERO, |_| transfer.compared());
    (sent.as_f64(), (sent + compared).as_f64())
}

/// What transfers that have ended have carried over a link, in bytes or requests, and whether any
/// other crosses it.
fn owed(report: &Report, link: LinkName) -> (f64, bool) {
    let (ledger, scenario) = (report.ledger(), report.scenario());
    let (mut sent, mut running) = (0.0, false);
    let mut add = |crosses: bool, ended: bool, much: f64| {
        if crosses && ended {
            sent += much;
        }
        running |= crosses && !ended;
    };
    for (id, job) in ledger.jobs().enumerate() {
        for transfer in ledger.transfers_of(id) {
            let account = scenario.disks()[transfer.disk].account;
            let (sent, read) = arrived(transfer);
            let ended = transfer.ended.is_some();
            match link {
                LinkName::Vault(vault) => add(scenario.vault_of(job.policy) == vault, true, sent),
                LinkName::Account(id) => add(account == Some(id), true, read),
                LinkName::Requests(id) => {
                    // Of a disk that has nothing to send nothing is asked but what it lists.
                    let asks = !transfer.read.is_zero();
                    let requests = if asks {
                        f64::from(transfer.requests)
                    } else {
                        0.0
                    };
                    add(account == Some(id), ended, requests);
                }
                LinkName::VaultOut(_) => {}
                LinkName::Vm(vm) => add(job.vm == vm, true, read),
                LinkName::Region => add(true, true, sent),
            }
        }
    }
    for (id, task) in ledger.tasks().enumerate() {
        let Some(restore) = task.restore else {
            continue;
        };
        let policy = ledger.jobs()[ledger.points()[restore.point].job].policy;
        for copy in ledger.copies_of(id) {
            let ended = copy.ended.is_some();
            let bytes = if ended { copy.bytes.as_f64() } else { 0.0 };
            match link {
                LinkName::Vault(_) | LinkName::Vm(_) => {}
                LinkName::VaultOut(vault) => add(scenario.vault_of(policy) == vault, true, bytes),
                LinkName::Account(id) => add(restore.order.account == Some(id), true, bytes),
                LinkName::Requests(id) => {
                    let requests = copy.bytes.get().div_ceil(4 << 20) as f64;
                    add(restore.order.account == Some(id), ended, requests);
                }
                LinkName::Region => add(true, true, bytes),
            }
        }
    }
    for (carrier, moved) in ledger.dropped() {
        let (vault, account, vm, sends) = way(report, *carrier);
        let moved = moved.as_f64();
        match link {
            LinkName::Vault(id) => {
                add(vault == id && sends && carrier.job().is_some(), true, moved)
            }
            LinkName::VaultOut(id) => add(vault == id && carrier.task().is_some(), true, moved),
            LinkName::Account(id) => add(account == Some(id), true, moved),
            // How many requests they took nobody has counted.
            LinkName::Requests(id) => add(account == Some(id), false, moved),
            LinkName::Vm(id) => add(vm == id && carrier.job().is_some(), true, moved),
            LinkName::Region => add(sends, true, moved),
        }
    }
    (sent, running)
}

/// Where a transfer goes: its vault, its account, its machine, and whether it is more than read.
fn way(report: &Report, carrier: Carrier) -> (VaultId, Option<AccountId>, VmId, bool) {
    let (ledger, scenario) = (report.ledger(), report.scenario());
    match carrier {
        Carrier::Reads(job, slot) | Carrier::Sends(job, slot) => {
            let disk = ledger.transfers_of(job)[slot as usize].disk;
            let record = &ledger.jobs()[job];
            let sends = matches!(carrier, Carrier::Sends(..));
            let account = scenario.disks()[disk].account;
            (scenario.vault_of(record.policy), account, record.vm, sends)
        }
        Carrier::Copies(task, _) => {
            let task = &ledger.tasks()[task];
            let restore = task.restore.expect("it is a restore");
            let policy = ledger.jobs()[ledger.points()[restore.point].job].policy;
            let vm = task.vm.expect("a restore is of a machine");
            (scenario.vault_of(policy), restore.order.account, vm, true)
        }
    }
}

#[test]
fn links_carry_exactly_what_was_sent_and_never_more_than_they_can() {
    check_also_in_chaos(|report| {
        let ledger = report.ledger();
        let scenario = report.scenario();
        for usage in ledger.usage() {
            let carried: f64 = usage.carried().iter().sum();
            let (sent, running) = owed(report, usage.link);
            let rate = capacity(scenario, usage.link);
            let slack = 1.0 + 1e-9 * sent;
            let is_close = (carried - sent).abs() <= slack;
            ensure(is_close || running && carried >= sent - slack, || {
                format!("{:?}: {carried} for {sent}", usage.link)
            })?;
            let most = rate * LinkUsage::SLOT.as_secs_f64() * (1.0 + 1e-9) + 1.0;
            let over = usage.carried().iter().copied().fold(0.0, f64::max);
            ensure(over <= most, || {
                format!("{:?}: {over} in a slot of {most}", usage.link)
            })?;
        }
        Ok(())
    });
}
