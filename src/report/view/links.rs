//! Links and limits: what each carries, where the figure comes from, how full it was, and what may be
//! set.

use super::OriginView;
use serde::Serialize;

views! {
/// A slice of the links and limits of a run.
pub struct LinksView {
    /// Of which time is said how full they were: a night's date, or `the whole run`.
    pub span: String,
    /// How long transfers took in it, all together.
    pub transferring: String,
    /// How many links and limits match the filter.
    pub matching: u32,
    /// Index of the first row returned among the matching ones.
    pub from: u32,
    /// The rows.
    pub rows: Vec<LinkRow>,
}

/// A link that transfers share, or a limit of each disk alone.
pub struct LinkRow {
    /// `disk`, `vm`, `account`, `vault`, `region` or `service`.
    pub kind: String,
    /// What it is: `storage account, requests`.
    pub what: String,
    /// Whose it is, or which; nothing where there is one for all.
    pub name: Option<String>,
    /// The most that it carries, with its unit.
    pub capacity: String,
    /// Where that figure comes from.
    pub origin: OriginView,
    /// How full it was in its fullest quarter of an hour, in percent; nothing where nothing is shared.
    pub fullest_percent: Option<f64>,
    /// The same over the whole run.
    pub peak_percent: Option<f64>,
    /// How long it held transfers: what they lost to a link, or moved at a limit of their own.
    pub held: Option<String>,
    /// The same in percent of the time that transfers took.
    pub held_percent: Option<f64>,
    /// How it is set, if a scenario may.
    pub setting: Option<SettingView>,
}

/// A figure that a scenario may set.
pub struct SettingView {
    /// The path of its field.
    pub path: String,
    /// The unit in which it is set.
    pub unit: String,
    /// What the scenario says; nothing where it says nothing.
    pub value: Option<String>,
    /// What holds where it says nothing, with its unit.
    pub published: String,
}
}
