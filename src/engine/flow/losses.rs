//! Where a flow's time went: what each link that held it back has cost it.
//!
//! Over the time that a link holds a flow, the flow loses the part of each second by which it moves
//! slower than its cap. So the time from a flow's start to its end is its bytes by its cap, and what
//! its links have cost it; nothing else. Only the bottleneck costs: another full link on which the
//! flow might have been held is not to blame as long as it is not.

use super::{Bottleneck, Clock, FlowKey, LinkId, Network};

/// Time that a flow lost to a link. There is one for each time that the link lets it go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// The flow, which may have ended.
    pub flow: FlowKey,
    /// The link that held it.
    pub link: LinkId,
    /// How much later it ends than if it had moved at its cap meanwhile. A flow without a cap loses
    /// all the time that it is held.
    pub secs: f64,
}

impl<T: Clock> Network<T> {
    /// Whether losses are noted from now on. Off at first.
    pub const fn follow_losses(&mut self, follow: bool) {
        self.follows_losses = follow;
    }

    /// Appends the losses that were noted since they were last taken: of the flows that a link has
    /// let go since then, to their ends or to another bottleneck. Take them after
    /// [`settle`](Self::settle), and those of flows that are still held come later.
    pub fn take_losses(&mut self, losses: &mut Vec<Loss>) {
        losses.append(&mut self.losses);
    }

    /// A flow that has this many bytes left is about to leave its bottleneck.
    pub(super) fn note_loss(&mut self, slot: u32, left: f64) {
        let flow = &self.flows.slots[slot as usize];
        let Bottleneck::Link(link) = flow.bottleneck else {
            return;
        };
        let held_secs = self.now.secs_since(flow.since);
        let secs = held_secs - (flow.left - left) / flow.cap;
        if secs > 0.0 {
            let generation = flow.generation;
            self.losses.push(Loss {
                flow: FlowKey { slot, generation },
                link: LinkId(link),
                secs,
            });
        }
    }
}
