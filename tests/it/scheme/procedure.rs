//! The procedure step by step.

use vaultlab::api::{Blobs, blobs_start};

#[test]
fn try_it() {
    let t = std::time::Instant::now();
    let blobs = Blobs::open(&blobs_start(), None).unwrap();
    println!("{:?}", t.elapsed());
    let t = std::time::Instant::now();
    let view = blobs.view();
    println!("view {:?}", t.elapsed());
    for step in &view.steps {
        println!(
            "{} {:?} {} {} {} | {} | {} {} ch {:?} cl {:?} r {:?} full {:?} ref {:?} proven {:?}",
            step.number,
            step.window,
            step.at.utc,
            step.takes,
            step.request,
            step.what,
            step.moved.0,
            step.requests,
            step.changed.map(|b| b.0.to_string()),
            step.cleared.map(|b| b.0.to_string()),
            step.ranges,
            step.full_copy,
            step.refused,
            step.proven
        );
    }
    for way in &view.ways {
        println!("{way:?}");
    }
    let t = std::time::Instant::now();
    let map = blobs
        .map("mybackupstdaccount", "mybackupstdpageblob", 256)
        .unwrap();
    println!(
        "map {:?} {} {}",
        t.elapsed(),
        map.layers.len(),
        map.left_out
    );
    for a in &view.accounts {
        for b in &a.blobs {
            println!(
                "{} {} {} {} {} {} {}",
                a.name,
                b.name,
                b.role,
                b.size.0,
                b.held.0,
                b.held_by_snapshots.0,
                b.snapshots.len()
            );
        }
    }
    let t = std::time::Instant::now();
    Blobs::open(&blobs_start(), Some(10)).unwrap();
    println!("to 10 {:?}", t.elapsed());
}
