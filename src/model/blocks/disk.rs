//! A disk block by block: its contents, the change between every two moments that somebody may ask
//! about, and its chain in the vault.

use super::source::{Player, Zone};
use crate::blob::blocks::{BlockSet, BlockSize, Chain, Layer, Scratch};
use crate::blob::content::Stamp;
use crate::model::writer::{Part, Writer};
use crate::rng::{Draws, Purpose};
use crate::scenario::writes::{Trace, TraceUse};
use crate::units::{Bytes, PointId, SimDuration, SimTime};
use std::ops::Range;
use std::sync::Arc;

/// So many runs wait to become a set.
const PENDING_MAX: usize = 1 << 22;

/// A disk that is simulated block by block.
#[derive(Clone, Debug)]
pub struct BlockDisk {
    size: BlockSize,
    /// What its contents are keyed by.
    key: u64,
    version: u32,
    zones: [Zone; 2],
    player: Option<Player>,
    /// How much of the disk the hot zone takes.
    hot_blocks: u32,
    /// How far it has been written, and the machine's activity by then.
    at: SimTime,
    activity_days: f64,
    /// How many of the writer's changes it has followed.
    followed: usize,
    /// When the disk came to be that it is.
    made: SimTime,
    pending: Vec<Range<u32>>,
    written: BlockSet,
    cleared: BlockSet,
    /// Its contents when it was sealed last.
    whole: Layer,
    /// What changed up to each moment since the one before; the first is whole.
    history: Vec<(SimTime, Layer)>,
    /// Its recovery points in the vault.
    pub vault: Chain<PointId>,
    /// The last point that came there, with the blocks that were sent for it.
    pub last_sent: Option<(PointId, BlockSet)>,
}

/// Boundaries of requests, and of the zones.
const fn request_bytes() -> u64 {
    BlockSize::MAX.bytes().get()
}

impl BlockDisk {
    /// A disk as the run begins. `slot` tells the disks of one machine apart.
    #[must_use]
    pub fn new(
        writer: &Writer,
        size: BlockSize,
        trace: Option<(Arc<Trace>, TraceUse)>,
        draws: Draws,
        (vm_key, slot): (u64, u64),
    ) -> Self {
        let (_, made_size) = writer.made(SimTime::ZERO);
        let hot = made_size.as_f64() * writer.shape.hot_share / request_bytes() as f64;
        let hot_bytes = Bytes::new(hot.ceil() as u64 * request_bytes()).min(made_size);
        let hot_blocks = size.blocks(hot_bytes);
        let zone = |part, first| {
            let draw = draws.at(vm_key, 2 * slot + part as u64, Purpose::Writes);
            Zone::new(draw, &writer.shape, part, first, size)
        };
        let mut disk = Self {
            size,
            key: vm_key ^ slot.rotate_left(32),
            version: 0,
            zones: [zone(Part::Hot, 0), zone(Part::Cold, hot_blocks)],
            player: trace.map(|(trace, usage)| Player::new(trace, usage.every)),
            hot_blocks,
            at: SimTime::ZERO,
            activity_days: 0.0,
            followed: 0,
            made: SimTime::ZERO,
            pending: Vec::new(),
            written: BlockSet::default(),
            cleared: BlockSet::default(),
            whole: Layer::default(),
            history: Vec::new(),
            vault: Chain::default(),
            last_sent: None,
        };
        disk.level(writer, SimTime::ZERO);
        disk.begin(writer);
        disk.seal(&mut Scratch::default());
        disk
    }
    /// The size of its blocks.
    #[must_use]
    pub const fn size(&self) -> BlockSize {
        self.size
    }
    /// What it holds.
    #[must_use]
    pub const fn contents(&self) -> &Layer {
        &self.whole
    }
    /// What it held at a moment that is kept.
    #[must_use]
    pub fn contents_at(&self, at: SimTime) -> Layer {
        let layers = self.history.iter().take_while(|(then, _)| *then <= at);
        let all = layers.fold(Layer::default(), |all, (_, layer)| all.then(layer));
        all.whole()
    }
    /// What changed between two moments that are kept: blocks that the later one holds otherwise
    /// than the earlier, and blocks that were cleared since; some of these may have come since too
    /// ([`Layer::over`] what the earlier one held drops them).
    #[must_use]
    pub fn change(&self, earlier: SimTime, later: SimTime) -> Layer {
        let between = |at: SimTime| earlier < at && at <= later;
        let layers = self.history.iter().filter(|(at, _)| between(*at));
        layers.fold(Layer::default(), |all, (_, layer)| all.then(layer))
    }
    /// Up to when it has been written.
    #[must_use]
    pub const fn written_up_to(&self) -> SimTime {
        self.at
    }
    /// Writes it up to the last of these moments, each with the machine's activity up to then; all
    /// but the last are midnights.
    pub(super) fn write_up_to(
        &mut self,
        writer: &Writer,
        moments: &[(SimTime, f64)],
        scratch: &mut Scratch,
    ) {
        self.follow(writer);
        for (at, activity_days) in moments {
            if writer.is_attached(self.at) {
                self.write(*at, *activity_days, scratch);
            }
            self.level(writer, *at);
            (self.at, self.activity_days) = (*at, *activity_days);
            if is_midnight(*at) {
                self.begin(writer);
            }
        }
        self.seal(scratch);
    }
    /// Its contents become these, as the writer already says.
    pub(super) fn put_back(&mut self, writer: &Writer, contents: Layer) {
        self.followed = writer.changes();
        (self.made, _) = writer.made(self.at);
        let there = contents.written();
        let [hot, cold] = &mut self.zones;
        hot.filled_with(there.count_in(0..self.hot_blocks));
        cold.filled_with(there.count_in(self.hot_blocks..u32::MAX));
        let change = contents.since(&self.whole);
        self.whole = contents;
        self.note(change);
        self.level(writer, self.at);
        self.begin(writer);
    }
    /// Joins the changes up to moments that nobody will ask about.
    pub(super) fn keep_moments(&mut self, needed: &[SimTime]) {
        let last = self.history.last().map(|(at, _)| *at);
        let mut joined: Vec<(SimTime, Layer)> = Vec::new();
        for (at, layer) in std::mem::take(&mut self.history) {
            match joined.last_mut() {
                Some((then, open))
                    if Some(*then) != last && needed.binary_search(then).is_err() =>
                {
                    *open = open.then(&layer);
                    *then = at;
                }
                Some(_) | None => joined.push((at, layer)),
            }
        }
        self.history = joined;
    }

    /// Something was done to the disk since it was written last.
    fn follow(&mut self, writer: &Writer) {
        let changes = writer.changes();
        if changes == self.followed {
            return;
        }
        self.followed = changes;
        let (made, _) = writer.made(self.at);
        if made != self.made {
            // Another disk in its place: nothing of the old one is left.
            self.made = made;
            self.key ^= made.since(SimTime::ZERO).as_nanos();
            self.clear_all();
        }
        self.level(writer, self.at);
        self.begin(writer);
    }
    fn clear_all(&mut self) {
        let there = self.whole.written();
        self.pending.clear();
        self.written = BlockSet::default();
        self.cleared = self.cleared.or(&there);
        for zone in &mut self.zones {
            zone.filled = 0;
        }
    }
    fn write(&mut self, at: SimTime, activity_days: f64, scratch: &mut Scratch) {
        let Self {
            zones,
            player,
            pending,
            written,
            size,
            ..
        } = self;
        let mut write = |run: Range<u32>| {
            pending.push(run);
            if pending.len() == PENDING_MAX {
                *written = written.or(&BlockSet::of_ranges(pending, scratch));
                pending.clear();
            }
        };
        match player {
            Some(player) => player.write_up_to(at, *size, write),
            None => {
                for zone in zones {
                    zone.write_up_to(activity_days, &mut write);
                }
            }
        }
    }
    /// Fills or empties the zones until they hold what the writer says.
    fn level(&mut self, writer: &Writer, at: SimTime) {
        if self.player.is_some() && at > self.made {
            return;
        }
        let used = self.size.blocks(writer.level(at));
        let of_disk = self.size.blocks(writer.size(at));
        let hot = (f64::from(used) * writer.shape.hot_share + 0.5) as u32;
        let cold_most = of_disk - self.hot_blocks;
        let hot = hot.min(self.hot_blocks).max(used.saturating_sub(cold_most));
        for (zone, filled) in self.zones.iter_mut().zip([hot, used - hot]) {
            let Range { start, end } = zone.range();
            let new_end = start + filled;
            if new_end > end {
                self.pending.push(end..new_end);
            } else if new_end < end {
                let gone = BlockSet::of_range(new_end..end);
                let pending = std::mem::take(&mut self.pending);
                let written = BlockSet::of_ranges(&pending, &mut Scratch::default());
                self.written = self.written.or(&written).without(&gone);
                self.cleared = self.cleared.or(&gone);
            }
            zone.filled = filled;
        }
    }
    /// What is there now is written on from now on.
    fn begin(&mut self, writer: &Writer) {
        let is_attached = writer.is_attached(self.at);
        for zone in &mut self.zones {
            if is_attached {
                zone.begin(self.activity_days);
            } else {
                zone.pause();
            }
        }
    }
    /// What was written and cleared since the last time becomes a layer.
    fn seal(&mut self, scratch: &mut Scratch) {
        let pending = BlockSet::of_ranges(&self.pending, scratch);
        self.pending.clear();
        let written = std::mem::take(&mut self.written).or(&pending);
        let cleared = std::mem::take(&mut self.cleared);
        self.version += 1;
        let layer = Layer::new(Stamp::new(self.key, self.version), written, &cleared);
        let layer = if layer.cleared().is_empty() {
            layer
        } else {
            layer.over(&self.whole.written())
        };
        self.whole = self.whole.then(&layer).whole();
        self.note(layer);
    }
    fn note(&mut self, change: Layer) {
        match self.history.last_mut() {
            Some((at, layer)) if *at == self.at => *layer = layer.then(&change),
            Some(_) | None => self.history.push((self.at, change)),
        }
    }
}

fn is_midnight(at: SimTime) -> bool {
    SimTime::ZERO + SimDuration::days(at.day()) == at
}
