//! The recovery points of one disk in the vault: each holds what changed since the one before, the
//! oldest is whole. When a point goes, what the next one still needs moves there.

use super::Layer;

/// Points by keys that rise with time.
#[derive(Clone, Debug)]
pub struct Chain<K> {
    /// Oldest first.
    points: Vec<(K, Layer)>,
}

impl<K> Default for Chain<K> {
    fn default() -> Self {
        Self { points: Vec::new() }
    }
}

impl<K: Copy + Ord> Chain<K> {
    /// Adds a point: what changed since the newest, everything if there is none.
    ///
    /// # Panics
    /// If it is not newer than all others.
    pub fn push(&mut self, key: K, change: Layer) {
        let newest = self.points.last().map(|(key, _)| *key);
        assert!(newest < Some(key), "points are added in order");
        let is_first = self.points.is_empty();
        self.points
            .push((key, if is_first { change.whole() } else { change }));
    }
    /// Removes a point. Returns how many blocks no other point needs.
    ///
    /// # Panics
    /// If it is not there.
    pub fn expire(&mut self, key: K) -> u64 {
        let place = self.place(key).expect("only points that are there expire");
        let (_, gone) = self.points.remove(place);
        let Some((_, heir)) = self.points.get_mut(place) else {
            return gone.blocks();
        };
        let before = gone.blocks() + heir.blocks();
        let merged = gone.then(heir);
        *heir = if place == 0 { merged.whole() } else { merged };
        before - heir.blocks()
    }
    /// The contents of the disk at a point.
    #[must_use]
    pub fn contents(&self, key: K) -> Option<Layer> {
        let place = self.place(key)?;
        let layers = self.points[..=place].iter().map(|(_, layer)| layer);
        let all = layers.fold(Layer::default(), |all, layer| all.then(layer));
        Some(all.whole())
    }
    /// The contents of the disk at the newest point; nothing if there is none.
    #[must_use]
    pub fn newest_contents(&self) -> Layer {
        let contents = self.newest().and_then(|newest| self.contents(newest));
        contents.unwrap_or_default()
    }
    /// The newest point.
    #[must_use]
    pub fn newest(&self) -> Option<K> {
        self.points.last().map(|(key, _)| *key)
    }
    /// What a point holds.
    #[must_use]
    pub fn held(&self, key: K) -> Option<&Layer> {
        self.place(key).map(|place| &self.points[place].1)
    }
    /// The points, oldest first.
    pub fn keys(&self) -> impl Iterator<Item = K> {
        self.points.iter().map(|(key, _)| *key)
    }
    /// How many blocks all points hold together.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.points.iter().map(|(_, layer)| layer.blocks()).sum()
    }

    fn place(&self, key: K) -> Option<usize> {
        let place = self.points.binary_search_by_key(&key, |(key, _)| *key);
        place.ok()
    }
}
