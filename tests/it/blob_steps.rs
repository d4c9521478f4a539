//! A custom backup gone through step by step is the same as one that is run anew up to each step.

use vaultlab::api::{BlobSteps, Blobs, blobs_act};

/// Four days with a restore, and a snapshot by hand at the start.
fn document() -> String {
    let text = r#"{"kind":"incremental-snapshots","schema":1,"name":"Four days","start":"2026-03-01",
        "days":4,"every_hours":12,"vm":"small-01",
        "disk":{"name":"disk","account":"fast","size_gib":32,"used_gib":2,
                "change_percent_per_day":3,"writes":{"temporary_gib_per_day":0.1}},
        "backup":{"name":"backup","account":"slow"},
        "timeline":[{"at":"2026-03-02T09:00:00Z","do":"restore","snapshot":"backup_ss2"}]}"#;
    let request = r#"{"do":"snapshot","account":"fast","blob":"disk","name":"by-hand"}"#;
    blobs_act(text, 3, request).expect("a request that can be asked")
}

fn walked(text: &str) -> BlobSteps {
    let mut steps = BlobSteps::open(text).expect("a valid document");
    while steps.step() {}
    steps
}

#[test]
fn each_step_shows_what_a_run_up_to_it_shows() {
    let text = document();
    let mut steps = BlobSteps::open(&text).expect("a valid document");
    loop {
        let at = steps.at();
        if at.is_multiple_of(7) {
            let anew = Blobs::open(&text, Some(at)).expect("a valid document");
            let (mut here, mut there) = (steps.now().view(), anew.view());
            assert_eq!(here.steps_in_all, 0, "the end was not seen yet");
            (here.steps_in_all, there.steps_in_all) = (0, 0);
            assert_eq!(here, there, "after step {at}");
            for blob in ["backup", "disk", "nothing"] {
                let map = |blobs: &Blobs| blobs.map("slow", blob, 16);
                assert_eq!(map(steps.now()), map(&anew), "{blob} after step {at}");
            }
        }
        if !steps.step() {
            break;
        }
    }
    let whole = Blobs::open(&text, None).expect("a valid document");
    assert_eq!(steps.now().view(), whole.view(), "the end");
}

#[test]
fn going_back_and_on_again_changes_nothing() {
    let text = document();
    let mut steps = walked(&text);
    let end = steps.at();
    assert!(end > 40, "one mark at least was left on the way: {end}");
    for to in [end, 41, 40, 39, 5, 0] {
        steps.back(to);
        assert!(steps.at() <= to, "{} is after {to}", steps.at());
        while steps.at() < to && steps.step() {}
        let anew = Blobs::open(&text, Some(to)).expect("a valid document");
        assert_eq!(steps.now().view().accounts, anew.view().accounts, "at {to}");
        assert_eq!(steps.now().view().steps, anew.view().steps, "at {to}");
    }
    assert_eq!(steps.now().view().steps_in_all, end, "the end stays known");
}

#[test]
fn a_window_is_through_when_the_next_thing_begins() {
    let mut steps = BlobSteps::open(&document()).expect("a valid document");
    let mut windows = Vec::new();
    for _ in 0..3 {
        while steps.step() && !steps.is_between() {}
        let view = steps.now().view();
        windows.push(view.steps.iter().filter_map(|step| step.window).max());
    }
    assert_eq!(windows, [Some(0), Some(1), Some(2)]);
}

#[test]
fn requests_by_hand_are_to_come_until_they_were_asked() {
    let mut steps = BlobSteps::open(&document()).expect("a valid document");
    assert_eq!(steps.hands_to_come(), 1, "a restore is none");
    while steps.step() && !steps.now().view().steps.iter().any(|step| step.by_hand) {}
    assert_eq!(steps.hands_to_come(), 0);
}

#[test]
fn what_a_snapshot_holds_is_what_its_ranges_say() {
    let steps = walked(&document());
    let custom = steps.now().custom();
    let (desk, storage) = (custom.desk(), custom.desk().storage());
    let mut seen = 0;
    for (account, _, _) in desk.accounts() {
        for blob in storage.blobs(account) {
            let held = storage.held(blob).expect("it is there");
            for ((name, id), pages) in desk.snapshots(blob).into_iter().zip(held) {
                let ranges = storage.page_ranges(&blob.at(id)).expect("it is there");
                let bytes: u64 = ranges.iter().map(|range| range.end - range.start).sum();
                assert_eq!(bytes, pages * 512, "{name}");
                seen += 1;
            }
        }
    }
    assert!(seen > 5, "{seen} snapshots");
}
