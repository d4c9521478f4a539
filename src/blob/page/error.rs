//! What the blob service refuses: a closed list, by the names that the service gives. Nothing is
//! refused by its name; the state of a blob and what was asked of it lead here.

use crate::azure::fact::Source;
use std::fmt;

macro_rules! refusals {
    ($($name:ident $status:literal $source:ident $message:literal;)*) => {
        /// Why a request was refused. Each is named as the service names it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum BlobError {$(
            #[doc = $message]
            $name,
        )*}

        impl BlobError {
            /// Every refusal.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The service's own name for it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Self::$name => stringify!($name),)*}
            }
            /// The HTTP status of the reply.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self {$(Self::$name => $status,)*}
            }
            /// What was wrong, for a person.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self {$(Self::$name => $message,)*}
            }
            /// Where the name and its status are documented.
            #[must_use]
            pub const fn source(self) -> Source {
                match self {$(Self::$name => $source,)*}
            }
        }
    };
}

const CODES: Source = Source::Published {
    title: "Blob service error codes, Azure Storage REST API",
    date: "2017-04-27",
};
const COMMON: Source = Source::Published {
    title: "Common REST API error codes, Azure Storage REST API",
    date: "2017",
};
/// The page of codes spells this one `IncrementalCopyOfEralierVersionSnapshotNotAllowed`, with a slip
/// that the client libraries corrected in more than one way. That the service sends what this library
/// has is a guess; the status is the page's.
const LIBRARY: Source = Source::Published {
    title: "BlobErrorCode, Azure.Storage.Blobs",
    date: "2024",
};

refusals! {
    BlobNotFound 404 CODES "There is no such blob, or no such snapshot of it.";
    InvalidHeaderValue 400 COMMON "A size or range is not whole pages, or a value is beyond its limit.";
    InvalidPageRange 416 CODES "The range is empty or reaches beyond the end of the blob.";
    InvalidRange 416 COMMON "The read begins beyond the end of the blob.";
    RequestBodyTooLarge 413 COMMON "One Put Page writes 4 MiB at most.";
    SnapshotsPresent 409 CODES "The blob has snapshots: delete them with it or before it.";
    SnapshotCountExceeded 409 CODES "A premium page blob has 100 snapshots at most.";
    LeaseIdMissing 412 CODES "The blob is leased and the request names no lease.";
    LeaseIdMismatchWithBlobOperation 412 CODES "The blob is written with another lease than its own.";
    LeaseLost 412 CODES "The lease with which the blob is written has ended.";
    LeaseNotPresentWithBlobOperation 412 CODES "The blob is written with a lease and has none.";
    InfiniteLeaseDurationRequired 412 CODES "A copy overwrites a leased blob under an infinite lease only.";
    LeaseAlreadyPresent 409 CODES "The blob is leased already.";
    LeaseIdMismatchWithLeaseOperation 409 CODES "The lease of the blob is another one.";
    LeaseNotPresentWithLeaseOperation 409 CODES "The blob has no lease.";
    LeaseIsBreakingAndCannotBeAcquired 409 CODES "The lease is being broken and cannot be acquired.";
    LeaseIsBreakingAndCannotBeChanged 409 CODES "The lease is being broken and cannot be changed.";
    LeaseIsBrokenAndCannotBeRenewed 409 CODES "The lease was broken and cannot be renewed.";
    PreviousSnapshotNotFound 409 CODES "The blob has no such previous snapshot, or no longer.";
    PreviousSnapshotCannotBeNewer 400 CODES "The previous snapshot is the newer of the two.";
    PreviousSnapshotOperationNotSupported 409 CODES "The blob is from before 2016-01-01 and cannot tell what has changed.";
    BlobOverwritten 409 CODES "The blob was overwritten as a whole since the previous snapshot.";
    IncrementalCopySourceMustBeSnapshot 409 CODES "An incremental copy is made of a snapshot.";
    IncrementalCopyBlobMismatch 409 CODES "The target was not made by incremental copies of this source.";
    IncrementalCopyOfEarlierSnapshotNotAllowed 409 LIBRARY "The snapshot is not newer than the one that was copied last.";
    OperationNotAllowedOnIncrementalCopyBlob 409 CODES "An incremental copy takes the next one or is deleted; its snapshots are for reading.";
}

impl fmt::Display for BlobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.message())
    }
}
