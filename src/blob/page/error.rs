//! What the blob service refuses: a closed list, by the names that the service gives. Nothing is
//! refused by its name; the state of a blob and what was asked of it lead here.

use crate::azure::fact::Source;
use std::fmt;

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlobError {
    /// There is no such blob, or no such snapshot of it.
    BlobNotFound,
    /// A size or a range is no whole number of pages, or a size or a time is beyond its limit.
    InvalidHeaderValue,
    /// A range is empty or reaches beyond the end of the blob.
    InvalidPageRange,
    /// A read begins beyond the end of the blob.
    InvalidRange,
    /// More than one Put Page writes.
    RequestBodyTooLarge,
    /// A blob with snapshots is deleted without saying what becomes of them.
    SnapshotsPresent,
    /// A premium page blob has as many snapshots as it may have.
    SnapshotCountExceeded,
    /// A leased blob is written without its lease.
    LeaseIdMissing,
    /// A leased blob is written with another lease.
    LeaseIdMismatchWithBlobOperation,
    /// A blob is written with the lease that it had: that has ended.
    LeaseLost,
    /// A blob that has no lease is written with one.
    LeaseNotPresentWithBlobOperation,
    /// A leased blob is overwritten with a lease that may end before the copy does.
    InfiniteLeaseDurationRequired,
    /// A leased blob is leased again.
    LeaseAlreadyPresent,
    /// Another lease than the blob's is renewed, changed or released.
    LeaseIdMismatchWithLeaseOperation,
    /// A blob without a lease is asked to renew, change, release or break one.
    LeaseNotPresentWithLeaseOperation,
    /// A lease that is being broken is acquired again.
    LeaseIsBreakingAndCannotBeAcquired,
    /// A lease that is being broken is to get another id.
    LeaseIsBreakingAndCannotBeChanged,
    /// A lease that was broken is renewed.
    LeaseIsBrokenAndCannotBeRenewed,
    /// A diff names a previous snapshot that is gone or never was.
    PreviousSnapshotNotFound,
    /// A diff names a previous snapshot that is the newer of the two.
    PreviousSnapshotCannotBeNewer,
    /// A diff is asked of a blob from the time before diffs.
    PreviousSnapshotOperationNotSupported,
    /// The blob was written anew, by Put Blob or Copy Blob, since the previous snapshot.
    BlobOverwritten,
    /// An incremental copy is made of a blob instead of its snapshot.
    IncrementalCopySourceMustBeSnapshot,
    /// An incremental copy goes to a blob that does not come from the same source.
    IncrementalCopyBlobMismatch,
    /// An incremental copy is made of a snapshot that is not newer than the last copied one.
    IncrementalCopyOfEarlierSnapshotNotAllowed,
    /// An incremental copy is used for something else than the next one.
    OperationNotAllowedOnIncrementalCopyBlob,
}

/// The page of the service's own names.
const CODES: Source = Source::Published {
    title: "Blob service error codes, Azure Storage REST API",
    date: "2017-04-27",
};
/// The page of names that all storage services share.
const COMMON: Source = Source::Published {
    title: "Common REST API error codes, Azure Storage REST API",
    date: "2017",
};

impl BlobError {
    /// Every refusal.
    pub const ALL: [Self; 26] = [
        Self::BlobNotFound,
        Self::InvalidHeaderValue,
        Self::InvalidPageRange,
        Self::InvalidRange,
        Self::RequestBodyTooLarge,
        Self::SnapshotsPresent,
        Self::SnapshotCountExceeded,
        Self::LeaseIdMissing,
        Self::LeaseIdMismatchWithBlobOperation,
        Self::LeaseLost,
        Self::LeaseNotPresentWithBlobOperation,
        Self::InfiniteLeaseDurationRequired,
        Self::LeaseAlreadyPresent,
        Self::LeaseIdMismatchWithLeaseOperation,
        Self::LeaseNotPresentWithLeaseOperation,
        Self::LeaseIsBreakingAndCannotBeAcquired,
        Self::LeaseIsBreakingAndCannotBeChanged,
        Self::LeaseIsBrokenAndCannotBeRenewed,
        Self::PreviousSnapshotNotFound,
        Self::PreviousSnapshotCannotBeNewer,
        Self::PreviousSnapshotOperationNotSupported,
        Self::BlobOverwritten,
        Self::IncrementalCopySourceMustBeSnapshot,
        Self::IncrementalCopyBlobMismatch,
        Self::IncrementalCopyOfEarlierSnapshotNotAllowed,
        Self::OperationNotAllowedOnIncrementalCopyBlob,
    ];

    /// The service's own name for it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.row().0
    }
    /// The HTTP status of the reply.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.row().1
    }
    /// What was wrong, for a person.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.row().2
    }
    /// Where the name and its status are documented.
    #[must_use]
    pub const fn source(self) -> Source {
        self.row().3
    }

    #[expect(clippy::too_many_lines, reason = "a table")]
    const fn row(self) -> (&'static str, u16, &'static str, Source) {
        match self {
            Self::BlobNotFound => (
                "BlobNotFound",
                404,
                "there is no such blob or snapshot",
                CODES,
            ),
            Self::InvalidHeaderValue => (
                "InvalidHeaderValue",
                400,
                "a size or range is not whole pages, or a value is beyond its limit",
                COMMON,
            ),
            Self::InvalidPageRange => (
                "InvalidPageRange",
                416,
                "the range is empty or reaches beyond the end of the blob",
                CODES,
            ),
            Self::InvalidRange => (
                "InvalidRange",
                416,
                "the read begins beyond the end of the blob",
                COMMON,
            ),
            Self::RequestBodyTooLarge => (
                "RequestBodyTooLarge",
                413,
                "one Put Page writes 4 MiB at most",
                COMMON,
            ),
            Self::SnapshotsPresent => (
                "SnapshotsPresent",
                409,
                "the blob has snapshots: delete them with it or before it",
                CODES,
            ),
            Self::SnapshotCountExceeded => (
                "SnapshotCountExceeded",
                409,
                "a premium page blob has 100 snapshots at most",
                CODES,
            ),
            Self::LeaseIdMissing => (
                "LeaseIdMissing",
                412,
                "the blob is leased and the request names no lease",
                CODES,
            ),
            Self::LeaseIdMismatchWithBlobOperation => (
                "LeaseIdMismatchWithBlobOperation",
                412,
                "the blob's lease is another one",
                CODES,
            ),
            Self::LeaseLost => ("LeaseLost", 412, "the lease has ended", CODES),
            Self::LeaseNotPresentWithBlobOperation => (
                "LeaseNotPresentWithBlobOperation",
                412,
                "the request names a lease and the blob has none",
                CODES,
            ),
            Self::InfiniteLeaseDurationRequired => (
                "InfiniteLeaseDurationRequired",
                412,
                "a leased blob is overwritten by a copy under an infinite lease only",
                CODES,
            ),
            Self::LeaseAlreadyPresent => (
                "LeaseAlreadyPresent",
                409,
                "the blob is leased already",
                CODES,
            ),
            Self::LeaseIdMismatchWithLeaseOperation => (
                "LeaseIdMismatchWithLeaseOperation",
                409,
                "the blob's lease is another one",
                CODES,
            ),
            Self::LeaseNotPresentWithLeaseOperation => (
                "LeaseNotPresentWithLeaseOperation",
                409,
                "the blob has no lease",
                CODES,
            ),
            Self::LeaseIsBreakingAndCannotBeAcquired => (
                "LeaseIsBreakingAndCannotBeAcquired",
                409,
                "the lease is being broken",
                CODES,
            ),
            Self::LeaseIsBreakingAndCannotBeChanged => (
                "LeaseIsBreakingAndCannotBeChanged",
                409,
                "the lease is being broken",
                CODES,
            ),
            Self::LeaseIsBrokenAndCannotBeRenewed => (
                "LeaseIsBrokenAndCannotBeRenewed",
                409,
                "the lease was broken",
                CODES,
            ),
            Self::PreviousSnapshotNotFound => (
                "PreviousSnapshotNotFound",
                409,
                "the blob has no such previous snapshot",
                CODES,
            ),
            Self::PreviousSnapshotCannotBeNewer => (
                "PreviousSnapshotCannotBeNewer",
                400,
                "the previous snapshot is the newer of the two",
                CODES,
            ),
            Self::PreviousSnapshotOperationNotSupported => (
                "PreviousSnapshotOperationNotSupported",
                409,
                "the blob is from before 2016-01-01 and cannot tell what has changed",
                CODES,
            ),
            Self::BlobOverwritten => (
                "BlobOverwritten",
                409,
                "the blob was overwritten as a whole since the previous snapshot",
                CODES,
            ),
            Self::IncrementalCopySourceMustBeSnapshot => (
                "IncrementalCopySourceMustBeSnapshot",
                409,
                "an incremental copy is made of a snapshot",
                CODES,
            ),
            Self::IncrementalCopyBlobMismatch => (
                "IncrementalCopyBlobMismatch",
                409,
                "the target was not made by incremental copies of this source",
                CODES,
            ),
            Self::IncrementalCopyOfEarlierSnapshotNotAllowed => (
                "IncrementalCopyOfEarlierSnapshotNotAllowed",
                409,
                "the snapshot is not newer than the one that was copied last",
                Source::Published {
                    title: "BlobErrorCode, Azure.Storage.Blobs",
                    date: "2024",
                },
            ),
            Self::OperationNotAllowedOnIncrementalCopyBlob => (
                "OperationNotAllowedOnIncrementalCopyBlob",
                409,
                "an incremental copy takes the next one or is deleted; its snapshots are for reading",
                CODES,
            ),
        }
    }
}

impl fmt::Display for BlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.message())
    }
}
