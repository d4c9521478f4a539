//! The exact layer: what storage holds, block by block and page by page. It knows no machine, no
//! schedule and no time; a change here is a change of contents, and nothing is estimated.

pub mod blocks;
pub mod content;
pub mod desk;
pub mod page;
