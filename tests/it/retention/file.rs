//! What `check retention` must answer to a document, by the naive implementation.

use super::naive::{AsOf, Backup, History, PointAsOf, Policy, SECOND, retention};
use jiff::Timestamp;
use serde_json::{Value, json};

pub(super) fn answer(document: &Value) -> Value {
    let list = |name: &str| document[name].as_array().cloned().unwrap_or_default();
    let backups = Vec::from_iter(list("backups").iter().map(backup));
    let dates = Vec::from_iter(list("as_of").iter().map(moment));
    let profile = document["profile"].as_str().unwrap_or("current");
    let changes = list("changes");
    let changes = changes.iter().map(|change| {
        let time = moment(&change["time"]);
        (time, Policy::saved(&change["policy"], profile, time))
    });
    let begin = backups.first().map_or(0, |backup| backup.due);
    let answers = retention(&History {
        profile,
        first: Policy::saved(&document["policy"], profile, begin),
        changes: changes.collect(),
        changes_first: false,
        backups,
        dates: dates.clone(),
    });
    let answers = dates.iter().zip(answers);
    let answers = answers.map(|(date, answer)| shown(*date, &answer));
    json!({ "as_of": answers.collect::<Value>() })
}

/// A backup that is over as soon as it is due.
fn backup(typed: &Value) -> Backup {
    let time = if typed.is_string() {
        moment(typed)
    } else {
        moment(&typed["time"])
    };
    Backup {
        due: time,
        started: time,
        taken: time,
        committed: time,
        ok: typed["ok"] != json!(false),
        keep_days: typed["keep_days"].as_i64(),
    }
}

fn shown(date: i64, answer: &AsOf) -> Value {
    json!({
        "time": text(date),
        "points": answer.points.iter().map(shown_point).collect::<Value>(),
        "refused": answer.refused.iter().map(|time| text(*time)).collect::<Value>(),
    })
}

fn shown_point(point: &PointAsOf) -> Value {
    let mut shown = json!({ "time": text(point.time), "reasons": point.reasons });
    if let Some(until) = point.snapshot_until {
        shown["snapshot_until"] = text(until).into();
    }
    if let Some(until) = point.vault_until {
        shown["vault_until"] = text(until).into();
    }
    shown
}

fn moment(time: &Value) -> i64 {
    let time: Timestamp = time.as_str().unwrap().parse().unwrap();
    time.as_second() * SECOND
}

/// A moment, to the second.
pub(super) fn text(moment: i64) -> String {
    let second = moment.div_euclid(SECOND);
    Timestamp::from_second(second).unwrap().to_string()
}
