//! Limits of page blobs. How they behave is `blob/page.rs`.

use super::fact::Fact;

/// Ranges that one answer of Get Page Ranges lists; more need further requests.
pub const RANGES_PER_REPLY_MAX: Fact<u64> = Fact::published(
    10_000,
    "Get Page Ranges (REST API of Azure Storage)",
    "2025-06",
);
