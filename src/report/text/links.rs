//! Links and limits as text: what each carries, how full it was, what it held, and every figure's
//! source.

use super::profiles::source;
use super::{Left, Right, plain, table};
use crate::report::view::{LinkRow, LinksView};

/// One line a link or limit.
#[must_use]
pub fn links(view: &LinksView) -> String {
    let columns = [
        ("Link or limit", Left),
        ("Which", Left),
        ("Carries", Left),
        ("Fullest", Right),
        ("Held transfers", Right),
        ("Share", Right),
        ("Source", Left),
        ("Set by", Left),
    ];
    let table = table(&columns, view.rows.iter().map(row).collect());
    format!(
        "Links and limits over {}; transfers took {} in all\n\n{table}\n\
         Fullest: in one quarter of an hour. Held: what transfers lost to a link that they shared, or \
         moved at a limit\nof their own disk; share: of all the time that transfers took. Restores are not counted: \
         `vaultlab restore` tells\nwhat they lost.\n",
        view.span, view.transferring
    )
}

fn row(row: &LinkRow) -> Vec<String> {
    let percent = |percent: Option<f64>| percent.map(|percent| format!("{percent:.1} %"));
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    vec![
        row.what.clone(),
        plain(row.name.as_deref().unwrap_or_default()),
        row.capacity.clone(),
        or_dash(percent(row.peak_percent)),
        or_dash(row.held.clone()),
        or_dash(percent(row.held_percent)),
        source(&row.origin),
        row.setting
            .as_ref()
            .map(|setting| setting.path.clone())
            .unwrap_or_default(),
    ]
}
