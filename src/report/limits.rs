//! What limits the transfers of a run: every link that they share and every limit of a disk alone,
//! each with where its figure comes from, how full it was, and how it is set.

mod held;

use super::jobs::Names;
use super::profiles::origin;
use super::query::{LinksQuery, ROWS_MAX};
use super::view::{LinkRow, LinksView, OriginView, SettingView};
use super::{NightJobs, Report};
use crate::azure::disks::{PREMIUM_SSD, STANDARD_HDD, STANDARD_SSD, Tier};
use crate::azure::fact::{Fact, Source};
use crate::azure::{blobs, timing};
use crate::ledger::{LinkName, LinkUsage};
use crate::scenario::draft::DiskKindDraft;
use crate::scenario::settings::{Calibrated, Setting};
use crate::units::{AccountId, BytesPerSec, Id, SimDuration, VaultId, VmId};
use held::{Held, Holder};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// A row, before it is looked at.
#[derive(Clone, Copy)]
enum Item {
    /// A tier, and how many disks begin in it.
    Tier(DiskKindDraft, &'static Tier, usize),
    Blob,
    BlobRequests,
    RestoredDisk,
    /// A figure of the model.
    Calibrated(Calibrated),
    Vm(VmId),
    Account(AccountId),
    Requests(AccountId),
    OtherLoad(AccountId),
    Vault(VaultId),
    VaultOut(VaultId),
}

/// What a row says of a figure.
struct Figure {
    capacity: String,
    /// What holds where the scenario says nothing, and where that comes from.
    published: (String, Source),
    setting: Option<Setting>,
}

/// How full links were, and what held transfers, in the time that is asked for.
struct Span<'r> {
    name: String,
    slots: Range<u64>,
    held: Held,
    names: Names<'r>,
    usage: BTreeMap<LinkName, &'r LinkUsage>,
}

impl Report {
    /// The links and limits that a query asks for; nothing for a night that does not exist.
    #[must_use]
    pub fn links(&self, query: &LinksQuery) -> Option<LinksView> {
        let of = match query.night {
            Some(night) => self.span(Some(self.night(night)?)),
            None => self.span(None),
        };
        let items = self.items(&of, &query.filter.to_lowercase());
        let wanted = items.iter().skip(query.from as usize);
        let wanted = wanted.take(query.count.min(ROWS_MAX) as usize).copied();
        Some(self.links_view(&of, (items.len(), query.from), wanted))
    }
    /// All of the whole run, but machines that limit nothing.
    #[must_use]
    pub fn all_links(&self) -> LinksView {
        let of = self.span(None);
        let items = self.items(&of, "");
        self.links_view(&of, (items.len(), 0), items.into_iter())
    }
    fn links_view(
        &self,
        of: &Span<'_>,
        (matching, from): (usize, u32),
        items: impl Iterator<Item = Item>,
    ) -> LinksView {
        LinksView {
            span: of.name.clone(),
            transferring: of.held.transferring.to_string(),
            matching: u32::try_from(matching).expect("limits keep links below 2^32"),
            from,
            rows: items.map(|item| self.link_row(item, of)).collect(),
        }
    }
    /// What there is to know of a night, or of the whole run.
    fn span(&self, night: Option<&NightJobs>) -> Span<'_> {
        let usage = self.ledger.usage().iter();
        let usage = usage.map(|usage| (usage.link, usage)).collect();
        match night {
            Some(of) => Span {
                name: of.night.date.to_string(),
                slots: self.slots(of),
                held: self.held(of.jobs.iter().copied()),
                names: self.names(),
                usage,
            },
            None => Span {
                name: "the whole run".to_owned(),
                slots: 0..u64::MAX,
                held: self.held(self.nights.iter().flat_map(|night| &night.jobs).copied()),
                names: self.names(),
                usage,
            },
        }
    }

    /// Every link and limit that matches: those that held transfers longest, then the others in the
    /// order in which data meet them.
    fn items(&self, of: &Span<'_>, filter: &str) -> Vec<Item> {
        let scenario = &self.scenario;
        let mut items = self.tiers(&of.held);
        items.extend([Item::Blob, Item::BlobRequests, Item::RestoredDisk]);
        items.extend(OF_DISKS.map(Item::Calibrated));
        let is_limited = |vm: &VmId| {
            let setup = scenario.vms()[*vm].setup.as_ref();
            !filter.is_empty() || setup.is_some_and(|setup| setup.rate.is_some())
        };
        items.extend(scenario.vms().ids().filter(is_limited).map(Item::Vm));
        for id in scenario.accounts().ids() {
            items.extend([Item::Account(id), Item::Requests(id), Item::OtherLoad(id)]);
        }
        for id in scenario.vaults().ids() {
            items.extend([Item::Vault(id), Item::VaultOut(id)]);
        }
        items.extend(OF_ALL.map(Item::Calibrated));
        items.retain(|item| {
            let name = self.whose(*item, &of.names).unwrap_or_default();
            let contains = |text: &str| text.to_lowercase().contains(filter);
            contains(&item.what()) || contains(&name)
        });
        let held = |item: &Item| item.holder().and_then(|holder| of.held.by(holder));
        items.sort_by_key(|item| Reverse(held(item)));
        items
    }
    /// The tiers of disks that are backed up when the run begins, and any that held a transfer since.
    fn tiers(&self, held: &Held) -> Vec<Item> {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for disk in self
            .scenario
            .disks()
            .iter()
            .filter(|disk| disk.is_backed_up())
        {
            *counts.entry(disk.tier(disk.size).name).or_default() += 1;
        }
        for name in held.tiers() {
            counts.entry(name).or_default();
        }
        let all = [
            DiskKindDraft::PremiumSsd,
            DiskKindDraft::StandardSsd,
            DiskKindDraft::StandardHdd,
        ];
        let of_kind = |kind| tiers_of(kind).value.iter().map(move |tier| (kind, tier));
        let tiers = all.into_iter().flat_map(of_kind);
        tiers
            .filter_map(|(kind, tier)| Some(Item::Tier(kind, tier, *counts.get(tier.name)?)))
            .collect()
    }
    /// Whose a link is, or which.
    fn whose(&self, item: Item, names: &Names<'_>) -> Option<String> {
        Some(match item {
            Item::Tier(_, tier, count) => {
                let disks = if count == 1 { "disk" } else { "disks" };
                format!("{}, {count} {disks}", tier.name)
            }
            Item::Vm(id) => names.of(id),
            Item::Account(id) | Item::Requests(id) | Item::OtherLoad(id) => {
                self.scenario.accounts()[id].name.clone()
            }
            Item::Vault(id) | Item::VaultOut(id) => self.scenario.vaults()[id].name.clone(),
            Item::Calibrated(Calibrated::QueueBusyMean | Calibrated::RegionBusyRate) => {
                hours_text(self.scenario.profile().queue.busy_hours.value)
            }
            Item::Blob | Item::BlobRequests | Item::RestoredDisk | Item::Calibrated(_) => {
                return None;
            }
        })
    }
    fn link_row(&self, item: Item, of: &Span<'_>) -> LinkRow {
        let Figure {
            capacity,
            published: (published, source),
            setting,
        } = self.figure(item);
        let value = setting.and_then(|setting| setting.get(self.scenario.draft()));
        let origin = match value {
            None => origin(source),
            Some(_) => OriginView {
                kind: "scenario".to_owned(),
                source: format!("without it {published}"),
                date: None,
            },
        };
        let usage = item.link().and_then(|link| of.usage.get(&link));
        let fullest = |slots: Range<u64>| usage.map(|usage| self.fullest(usage, slots));
        let held = item.holder().and_then(|holder| of.held.by(holder));
        LinkRow {
            kind: item.kind().to_owned(),
            what: item.what(),
            name: self.whose(item, &of.names),
            capacity,
            origin,
            fullest_percent: fullest(of.slots.clone()),
            peak_percent: fullest(0..u64::MAX),
            held: held.map(|time| time.to_string()),
            held_percent: held.map(|time| super::parts::percent(time, of.held.transferring)),
            setting: setting.map(|setting| SettingView {
                path: setting.to_string(),
                unit: setting.unit().to_owned(),
                value,
                published,
            }),
        }
    }
    /// How much a row carries, and where that figure comes from.
    fn figure(&self, item: Item) -> Figure {
        match item {
            Item::Tier(kind, tier, _) => Figure {
                capacity: format!("{}, {} requests/s", rate(tier.throughput), tier.iops),
                published: (String::new(), tiers_of(kind).source),
                setting: None,
            },
            Item::Blob => fixed(&timing::BLOB_RATE, |it| rate(*it)),
            Item::BlobRequests => fixed(&blobs::REQUESTS_PER_SEC, requests),
            Item::RestoredDisk => fixed(&timing::RESTORE_DISK_RATE, |it| rate(*it)),
            Item::VaultOut(_) => fixed(&timing::VAULT_READ_RATE, |it| rate(*it)),
            Item::Calibrated(which) => self.calibrated_figure(which),
            Item::Vm(id) => {
                let own = self.scenario.vms()[id].setup.as_ref();
                let own = own.and_then(|setup| setup.rate);
                let setting = Setting::VmRate(id.index());
                settable(setting, free(&own), &timing::VM_RATE, free)
            }
            Item::Vault(id) => {
                let setting = Setting::VaultRate(id.index());
                let now = rate(self.scenario.vaults()[id].rate);
                settable(setting, now, &timing::VAULT_RATE, |it| rate(*it))
            }
            Item::Account(id) | Item::Requests(id) | Item::OtherLoad(id) => {
                self.figure_of_account(item, id)
            }
        }
    }
    /// What an account carries is what others leave of what it has.
    fn figure_of_account(&self, item: Item, id: AccountId) -> Figure {
        let draft = &self.scenario.draft().accounts[id.index()];
        let account = &self.scenario.accounts()[id];
        let load = draft.other_load_percent;
        let fact = &timing::ACCOUNT_OTHER_LOAD;
        let load = load.unwrap_or(fact.value);
        let left = |left: String, all: String| {
            if load > 0.0 {
                format!("{left} of {all}")
            } else {
                all
            }
        };
        if let Item::OtherLoad(_) = item {
            let say = |it: &f64| format!("{it} %");
            settable(Setting::OtherLoad(id.index()), say(&load), fact, say)
        } else if let Item::Requests(_) = item {
            let fact = &timing::ACCOUNT_REQUESTS_PER_SEC;
            let all = requests(&draft.requests_per_s.unwrap_or(fact.value));
            let now = left(format!("{:.0}", account.requests_per_s), all);
            settable(Setting::AccountRequests(id.index()), now, fact, requests)
        } else {
            let fact = &timing::ACCOUNT_RATE;
            let all = draft.mib_per_s.map_or(fact.value, BytesPerSec::mib);
            let now = left(rate(account.rate), rate(all));
            settable(Setting::AccountRate(id.index()), now, fact, |it| rate(*it))
        }
    }
    fn calibrated_figure(&self, which: Calibrated) -> Figure {
        let setting = Setting::Calibration(which);
        let calibration = self.scenario.calibration();
        let queue = &self.scenario.profile().queue;
        let of_rate = |now: BytesPerSec, fact| settable(setting, rate(now), fact, |it| rate(*it));
        let of_time =
            |now: SimDuration, fact| settable(setting, now.to_string(), fact, ToString::to_string);
        match which {
            Calibrated::StartDelayMax => {
                let fact = &self.scenario.profile().start_delay_max;
                of_time(calibration.start_delay_max, fact)
            }
            Calibrated::QueueMean => of_time(calibration.queue_mean, &queue.mean),
            Calibrated::QueueBusyMean => of_time(calibration.queue_busy_mean, &queue.busy_mean),
            Calibrated::InitialRate => of_rate(calibration.initial_rate, &timing::INITIAL_RATE),
            Calibrated::IncrementalRate => {
                of_rate(calibration.incremental_rate, &timing::INCREMENTAL_RATE)
            }
            Calibrated::DiskRequests => {
                let now = requests(&calibration.disk_requests_per_s);
                settable(setting, now, &timing::DISK_REQUESTS_PER_SEC, requests)
            }
            Calibrated::RegionRate => {
                let now = free(&calibration.region_rate);
                settable(setting, now, &timing::REGION_RATE, free)
            }
            Calibrated::RegionBusyRate => {
                // The busy hours carry what the others do, where nothing else is said.
                let as_others = |_: &_| match calibration.region_rate {
                    Some(quiet) => format!("{}, as in the other hours", rate(quiet)),
                    None => free(&None),
                };
                let now = free(&calibration.region_busy_rate);
                settable(setting, now, &timing::REGION_RATE, as_others)
            }
        }
    }
}

/// Figures of the model that limit each disk.
const OF_DISKS: [Calibrated; 3] = [
    Calibrated::InitialRate,
    Calibrated::IncrementalRate,
    Calibrated::DiskRequests,
];
/// Figures of the model that concern all.
const OF_ALL: [Calibrated; 5] = [
    Calibrated::RegionRate,
    Calibrated::RegionBusyRate,
    Calibrated::StartDelayMax,
    Calibrated::QueueMean,
    Calibrated::QueueBusyMean,
];

impl Item {
    /// What it is, for a person.
    fn what(self) -> String {
        let what = match self {
            Self::Tier(kind, ..) => return format!("disk tier, {}", kind_name(kind)),
            Self::Calibrated(which) => calibrated_what(which),
            Self::Blob => "single blob, bytes",
            Self::BlobRequests => "single blob, requests",
            Self::RestoredDisk => "restore of a disk",
            Self::Vm(_) => "machine, all its disks",
            Self::Account(_) => "storage account, bytes",
            Self::Requests(_) => "storage account, requests",
            Self::OtherLoad(_) => "storage account, other load",
            Self::Vault(_) => "vault, way in",
            Self::VaultOut(_) => "vault, way out",
        };
        what.to_owned()
    }
    const fn kind(self) -> &'static str {
        match self {
            Self::Tier(..) | Self::Blob | Self::BlobRequests | Self::RestoredDisk => "disk",
            Self::Vm(_) => "vm",
            Self::Account(_) | Self::Requests(_) | Self::OtherLoad(_) => "account",
            Self::Vault(_) | Self::VaultOut(_) => "vault",
            Self::Calibrated(
                Calibrated::InitialRate | Calibrated::IncrementalRate | Calibrated::DiskRequests,
            ) => "disk",
            Self::Calibrated(Calibrated::RegionRate | Calibrated::RegionBusyRate) => "region",
            Self::Calibrated(
                Calibrated::StartDelayMax | Calibrated::QueueMean | Calibrated::QueueBusyMean,
            ) => "service",
        }
    }
    /// The link that is followed; of the region's two rows the first is it, in all hours.
    const fn link(self) -> Option<LinkName> {
        match self {
            Self::Vm(id) => Some(LinkName::Vm(id)),
            Self::Account(id) => Some(LinkName::Account(id)),
            Self::Requests(id) => Some(LinkName::Requests(id)),
            Self::Vault(id) => Some(LinkName::Vault(id)),
            Self::VaultOut(id) => Some(LinkName::VaultOut(id)),
            Self::Calibrated(Calibrated::RegionRate) => Some(LinkName::Region),
            Self::Tier(..)
            | Self::Blob
            | Self::BlobRequests
            | Self::RestoredDisk
            | Self::OtherLoad(_)
            | Self::Calibrated(_) => None,
        }
    }
    const fn holder(self) -> Option<Holder> {
        match self {
            Self::Tier(_, tier, _) => Some(Holder::Tier(tier.name)),
            Self::Blob => Some(Holder::Blob),
            Self::BlobRequests => Some(Holder::BlobRequests),
            Self::Calibrated(Calibrated::DiskRequests) => Some(Holder::DiskRequests),
            Self::Calibrated(Calibrated::InitialRate) => Some(Holder::Initial),
            Self::Calibrated(Calibrated::IncrementalRate) => Some(Holder::Incremental),
            Self::RestoredDisk
            | Self::Vm(_)
            | Self::Account(_)
            | Self::Requests(_)
            | Self::OtherLoad(_)
            | Self::Vault(_)
            | Self::VaultOut(_)
            | Self::Calibrated(_) => match self.link() {
                Some(link) => Some(Holder::Link(link)),
                None => None,
            },
        }
    }
}

/// What a figure of the model is about.
const fn calibrated_what(which: Calibrated) -> &'static str {
    match which {
        Calibrated::StartDelayMax => "delay of a job, at most",
        Calibrated::QueueMean => "wait in the queue, mean",
        Calibrated::QueueBusyMean => "wait in the queue, busy",
        Calibrated::InitialRate => "first backup of a disk",
        Calibrated::IncrementalRate => "later backups of a disk",
        Calibrated::DiskRequests => "reading a disk, requests",
        Calibrated::RegionRate => "region, all transfers",
        Calibrated::RegionBusyRate => "region, busy hours",
    }
}

/// Hours of a day by the first and how many there are: `22:00 to 02:00`.
pub(super) fn hours_text((first, hours): (u64, u64)) -> String {
    let end = (first + hours) % 24;
    format!("{first:02}:00 to {end:02}:00")
}

/// A figure that no scenario sets.
fn fixed<T>(fact: &Fact<T>, say: impl Fn(&T) -> String) -> Figure {
    Figure {
        capacity: say(&fact.value),
        published: (String::new(), fact.source),
        setting: None,
    }
}

/// A figure that a scenario may set.
fn settable<T>(
    setting: Setting,
    capacity: String,
    fact: &Fact<T>,
    say: impl Fn(&T) -> String,
) -> Figure {
    Figure {
        capacity,
        published: (say(&fact.value), fact.source),
        setting: Some(setting),
    }
}

/// A rate in the unit in which it is set: whole MB/s, else MiB/s.
fn rate(rate: BytesPerSec) -> String {
    const MIB: f64 = (1_u64 << 20) as f64;
    let mib = rate.as_f64() / MIB;
    if rate.get().is_multiple_of(1 << 20) {
        format!("{mib:.0} MiB/s")
    } else if rate.get().is_multiple_of(1_000_000) {
        rate.to_string()
    } else {
        format!("{mib:.1} MiB/s")
    }
}

fn requests(per_s: &u64) -> String {
    format!("{per_s} requests/s")
}

/// A rate that may not be there.
fn free(own: &Option<BytesPerSec>) -> String {
    own.map_or_else(|| "no limit".to_owned(), rate)
}

const fn tiers_of(kind: DiskKindDraft) -> Fact<&'static [Tier]> {
    match kind {
        DiskKindDraft::PremiumSsd => PREMIUM_SSD,
        DiskKindDraft::StandardSsd => STANDARD_SSD,
        DiskKindDraft::StandardHdd => STANDARD_HDD,
    }
}

const fn kind_name(kind: DiskKindDraft) -> &'static str {
    match kind {
        DiskKindDraft::PremiumSsd => "Premium SSD",
        DiskKindDraft::StandardSsd => "Standard SSD",
        DiskKindDraft::StandardHdd => "Standard HDD",
    }
}
