//! A custom backup as views: its steps as sentences, what the accounts hold, maps of blobs, what the
//! ways of backing the disk up compare to. It decides nothing: everything is read from the run.

mod map;
mod steps;
mod ways;

pub use map::map;
pub use ways::ways;

use super::profiles::origin;
use super::view::{
    BlobAccountView, BlobSnapshotView, BlobView, BlobsView, ByteCount, FigureView, Moment, WayView,
};
use crate::azure::blobs::{PAGE, PUT_MAX, RANGES_PER_REPLY, REQUESTS_PER_SEC, SWAP};
use crate::azure::fact::Source;
use crate::azure::prices;
use crate::azure::timing::BLOB_RATE;
use crate::blob::page::{AccountKind, BlobName, LeaseState, Version};
use crate::engine::scheme::{Custom, Next};
use crate::scenario::calendar::Calendar;
use crate::scenario::scheme::{ActKind, Scheme};
use crate::units::{BlobAccountId, Bytes, Money, SimDuration, SimTime};

/// A custom backup up to a step, of a run that has so many in all.
#[must_use]
pub fn blobs(custom: &Custom, steps_in_all: u32, ways: Vec<WayView>) -> BlobsView {
    let scheme = custom.scheme();
    let calendar = scheme.calendar();
    let steps = custom.steps().iter().zip(1..);
    BlobsView {
        name: scheme.draft().name.clone(),
        clock: moment(calendar, clock(custom)),
        end: moment(calendar, scheme.end()),
        steps: steps
            .map(|(step, number)| steps::view(custom, step, number))
            .collect(),
        steps_in_all,
        next: next(custom),
        accounts: accounts(custom),
        ways,
        facts: facts(),
    }
}

/// When the last step ended. A request by hand is not waited for.
#[must_use]
pub fn clock(custom: &Custom) -> SimTime {
    let last = custom.steps().last();
    last.map_or(SimTime::ZERO, |step| {
        if step.by_hand { step.at } else { step.ended() }
    })
}

fn next(custom: &Custom) -> Option<String> {
    let scheme = custom.scheme();
    let (at, next) = custom.next()?;
    let at = scheme
        .calendar()
        .local_text(at, &scheme.fleet().window().zone);
    Some(match next {
        Next::Window(window) => format!("Window {window} begins at {at}."),
        Next::Step => format!("The next step begins at {at}."),
        Next::Restore => format!("A restore begins at {at}."),
        Next::Act(act) => match &scheme.timeline()[act].what {
            ActKind::Restore { snapshot } => format!("At {at} {snapshot} is asked for."),
            ActKind::Ask(_) => format!("A request by hand at {at}."),
        },
    })
}

fn accounts(custom: &Custom) -> Vec<BlobAccountView> {
    let view = |(id, name, kind): (BlobAccountId, &str, AccountKind)| {
        let blobs = custom.desk().storage().blobs(id);
        BlobAccountView {
            name: name.to_owned(),
            kind: match kind {
                AccountKind::Premium => "premium",
                AccountKind::Standard => "standard",
            }
            .to_owned(),
            blobs: blobs.map(|blob| blob_view(custom, blob)).collect(),
        }
    };
    custom.desk().accounts().map(view).collect()
}

fn blob_view(custom: &Custom, blob: &BlobName) -> BlobView {
    let (desk, storage) = (custom.desk(), custom.desk().storage());
    let calendar = custom.scheme().calendar();
    let billed = storage.billed(blob).ok();
    let pages = |pages: Option<u64>| ByteCount(PAGE.value * pages.unwrap_or_default());
    let role = if blob == custom.disk() {
        "the machine's disk"
    } else if blob == custom.backup() {
        "the backup"
    } else {
        ""
    };
    let snapshots = desk.snapshots(blob).into_iter();
    BlobView {
        name: blob.name.clone(),
        role: role.to_owned(),
        size: ByteCount(Bytes::new(storage.size(&blob.now()).unwrap_or_default())),
        held: pages(billed.map(|it| it.base)),
        held_by_snapshots: pages(billed.map(|it| it.snapshots)),
        lease: lease(custom, blob).to_owned(),
        snapshots: snapshots
            .map(|(name, id)| BlobSnapshotView {
                name: name.to_owned(),
                taken: moment(calendar, id.taken()),
                held: ByteCount(held(custom, &blob.at(id))),
            })
            .collect(),
    }
}

/// Bytes of the pages that hold data.
fn held(custom: &Custom, of: &Version) -> Bytes {
    let ranges = custom.desk().storage().page_ranges(of).unwrap_or_default();
    let bytes = ranges.iter().map(|range| range.end - range.start);
    Bytes::new(bytes.sum())
}

fn lease(custom: &Custom, blob: &BlobName) -> &'static str {
    match custom.desk().storage().lease_state(blob) {
        Ok(LeaseState::Available) => "available",
        Ok(LeaseState::Leased) => "leased",
        Ok(LeaseState::Expired) => "expired",
        Ok(LeaseState::Breaking) => "breaking",
        Ok(LeaseState::Broken) => "broken",
        Err(_) => "",
    }
}

/// An instant in whole seconds: steps begin at such.
fn moment(calendar: Calendar, at: SimTime) -> Moment {
    let s = at.whole_secs();
    let whole = SimTime::ZERO + SimDuration::secs(s);
    let utc = calendar.utc_text(whole);
    let local = utc.replace('T', " ");
    Moment {
        s,
        local: local.chars().take("2026-03-04 22:47".len()).collect(),
        utc,
    }
}

/// `12 min 3 s`.
fn length(time: SimDuration) -> String {
    let secs = time.whole_secs();
    if secs == 0 {
        let ms = time.as_nanos().div_ceil(1_000_000);
        return format!("{ms} ms");
    }
    let rest = secs.rem_euclid(60);
    if secs < 60 || rest == 0 {
        return time.to_string();
    }
    format!("{time} {rest} s")
}

fn figure(what: &str, value: impl ToString, source: Source) -> FigureView {
    FigureView {
        what: what.to_owned(),
        value: value.to_string(),
        origin: Some(origin(source)),
    }
}

fn facts() -> Vec<FigureView> {
    let price = |money: Money| format!("{:.5} {}", money.as_nanos() as f64 / 1e9, prices::CURRENCY);
    let gib_month = |money: Money| format!("{} a GiB-month", price(money));
    vec![
        figure(
            "A page blob is read and written with, at most",
            BLOB_RATE.value,
            BLOB_RATE.source,
        ),
        figure(
            "Requests that a page blob answers, at most",
            format!("{} a second", REQUESTS_PER_SEC.value),
            REQUESTS_PER_SEC.source,
        ),
        figure(
            "One Put Page writes, at most",
            PUT_MAX.value,
            PUT_MAX.source,
        ),
        figure(
            "Ranges in one answer of Get Page Ranges",
            RANGES_PER_REPLY.value,
            RANGES_PER_REPLY.source,
        ),
        figure("To swap a machine's disk", SWAP.value, SWAP.source),
        figure(
            "Standard page blobs and their snapshots",
            gib_month(prices::PAGE_BLOBS.value),
            prices::PAGE_BLOBS.source,
        ),
        figure(
            "Snapshots beside a premium disk",
            gib_month(prices::SNAPSHOT_STANDARD.value),
            prices::SNAPSHOT_STANDARD.source,
        ),
        figure(
            "Requests to page blobs",
            format!("{} for 10,000", price(prices::PAGE_BLOB_REQUESTS.value)),
            prices::PAGE_BLOB_REQUESTS.source,
        ),
    ]
}

/// The name of a blob with its account: `account/blob`.
fn full_name(custom: &Custom, blob: &BlobName) -> String {
    format!("{}/{}", custom.desk().account_name(blob.account), blob.name)
}

/// The machine of a scheme.
fn vm(scheme: &Scheme) -> &str {
    &scheme.draft().vm
}
