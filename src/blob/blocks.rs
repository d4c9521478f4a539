//! Disks as blocks.
