//! What links carry: to the byte what crossed them, and never more than they can.

use super::{check_also_in_chaos, ensure};
use vaultlab::azure::timing;
use vaultlab::ledger::{LinkName, LinkUsage};
use vaultlab::report::Report;
use vaultlab::scenario::Scenario;

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
            let rates = [calibration.region_rate, calibration.region_busy_rate];
            let rates = rates.into_iter().flatten().map(|rate| rate.as_f64());
            rates.fold(0.0, f64::max)
        }
    }
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
            let ended = transfer.ended.is_some();
            let sent = transfer.sent.as_f64();
            let read = transfer.read.as_f64();
            match link {
                LinkName::Vault(vault) => add(scenario.vault_of(job.policy) == vault, ended, sent),
                LinkName::Account(id) => add(account == Some(id), ended, read),
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
                LinkName::Vm(vm) => add(job.vm == vm, ended, read),
                LinkName::Region => add(true, ended, sent),
            }
        }
    }
    for (id, task) in ledger.tasks().enumerate() {
        let Some(restore) = task.restore else {
            continue;
        };
        let policy = ledger.jobs()[ledger.points()[restore.point].job].policy;
        for copy in ledger.copies_of(id) {
            let bytes = copy.bytes.as_f64();
            let ended = copy.ended.is_some();
            match link {
                LinkName::Vault(_) | LinkName::Vm(_) => {}
                LinkName::VaultOut(vault) => add(scenario.vault_of(policy) == vault, ended, bytes),
                LinkName::Account(id) => add(restore.order.account == Some(id), ended, bytes),
                LinkName::Requests(id) => {
                    let requests = copy.bytes.get().div_ceil(4 << 20) as f64;
                    add(restore.order.account == Some(id), ended, requests);
                }
                LinkName::Region => add(true, ended, bytes),
            }
        }
    }
    (sent, running)
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
