//! How much an import reads before it refuses. Each limit has a test on both sides; none of them
//! is a rule of Azure, whose limits are in `azure/limits.rs`.

/// Files in one import.
pub const FILES_MAX: usize = 64;
/// One file as given; a zipped workbook is counted zipped.
pub const FILE_BYTES_MAX: usize = 64 << 20;
/// All files of one import together.
pub const FILES_BYTES_MAX: usize = 256 << 20;
/// Rows of all sheets and lists of one import, wanted or not.
pub const ROWS_MAX: u64 = 200_000;
/// Machines in one import: as many as a scenario takes.
pub const MACHINES_MAX: usize = crate::scenario::limits::VMS_MAX;
/// Policies in one import.
pub const POLICIES_MAX: usize = 200;
/// Data disks of one machine in an Azure list; Azure's own limit is 64.
pub const DATA_DISKS_MAX: usize = 256;
/// Columns of a sheet, and delimiters on one line of a CSV file. RVTools has about a hundred.
pub const COLUMNS_MAX: usize = 16_384;
/// Characters of a cell that is read; a longer one makes its row unreadable.
pub const CELL_CHARS_MAX: usize = 1_024;
/// All cells that are kept, together: a workbook can name one long text in every cell.
pub const CELLS_BYTES_MAX: usize = 64 << 20;
/// Characters of a name; a longer one is cut.
pub const NAME_CHARS_MAX: usize = crate::scenario::limits::NAME_CHARS_MAX;
/// A disk or the use of a partition, MiB: 1 PiB. Azure's largest disk is 64 TiB.
pub const DISK_MIB_MAX: u64 = 1 << 30;

/// Parts of a workbook, found by their signature in its directory.
pub const XLSX_PARTS_MAX: usize = 10_000;
/// What the parts that are read may unpack to, together and whatever their headers declare.
pub const XLSX_BYTES_MAX: u64 = 256 << 20;
/// What the table of shared strings may unpack to; it is kept in memory.
pub const XLSX_STRINGS_BYTES_MAX: u64 = 64 << 20;
/// Shared strings.
pub const XLSX_STRINGS_MAX: usize = 2_000_000;
/// How many times its packed size a part may unpack to, once it is over [`XLSX_RATIO_FROM_BYTES`].
pub const XLSX_RATIO_MAX: u64 = 400;
/// Below this a part may be packed as tightly as it likes.
pub const XLSX_RATIO_FROM_BYTES: u64 = 16 << 20;
/// Pieces of markup or text in a part: five million cells.
pub const XLSX_PIECES_MAX: u64 = 25_000_000;
/// One piece of markup or text in a part.
pub const XLSX_PIECE_BYTES_MAX: u64 = 1 << 20;

/// Problems that are listed one by one; more are only counted.
pub const PROBLEMS_LISTED_MAX: usize = 100;
/// Names listed for each reason of leaving a machine out; more are only counted.
pub const NAMES_LISTED_MAX: usize = 20;

/// One block trace. Every record takes at least ten bytes, so that records need no limit of their own.
pub const TRACE_BYTES_MAX: usize = 1 << 30;
/// Devices in one trace.
pub const TRACE_DEVICES_MAX: usize = 10_000;
/// Bytes of a device's name in a trace.
pub const TRACE_DEVICE_BYTES_MAX: usize = 256;
/// Columns of a trace with a header.
pub const TRACE_COLUMNS_MAX: usize = 64;
/// Where the last access to a device of a trace may end: 1 PiB, as for a disk.
pub const TRACE_ADDRESS_MAX: u64 = DISK_MIB_MAX << 20;
/// One access of a trace: 1 GiB.
pub const TRACE_LENGTH_MAX: u64 = 1 << 30;
