//! What the simulator itself accepts. Each limit has a name, and a test on both sides of it.
//! Azure's own limits are in `azure/limits.rs`.

use crate::units::Bytes;

/// Bytes of a scenario's JSON text: 20,000 machines with four disks each fit twice.
pub const TEXT_BYTES_MAX: usize = 64 << 20;
/// Machines in a scenario.
pub const VMS_MAX: usize = 20_000;
/// Days in a run: ten years.
pub const DAYS_MAX: u32 = 3_660;
/// Backups that a run may make: machines times days, times the backups a day of their policies.
pub const VM_DAYS_MAX: u64 = 4_000_000;
/// Disks times days, times the backups a day of their machines' policies: bounds a run's transfers.
pub const DISK_DAYS_MAX: u64 = 16_000_000;
/// Accounts and vaults times days: bounds what is kept of the links' usage.
pub const LINK_DAYS_MAX: u64 = 250_000;
/// Provisioned GiB times days, the day of the first backup counted twice: 2^63 bytes. No sum of
/// stored bytes can be larger, so none overflows.
pub const GIB_DAYS_MAX: u64 = 1 << 33;
/// Vaults in a scenario.
pub const VAULTS_MAX: usize = 500;
/// Storage accounts in a scenario.
pub const ACCOUNTS_MAX: usize = 5_000;
/// Policies in a scenario.
pub const POLICIES_MAX: usize = 5_000;
/// Characters in a name.
pub const NAME_CHARS_MAX: usize = 256;
/// Assumptions of one machine, or of the fleet.
pub const ASSUMPTIONS_MAX: usize = 2_000;
/// Characters in the sentence of an assumption.
pub const ASSUMPTION_CHARS_MAX: usize = 1_000;
/// The largest seed: what a browser's number holds exactly.
pub const SEED_MAX: u64 = (1 << 53) - 1;
/// Problems that are listed; the rest are counted.
pub const PROBLEMS_LISTED_MAX: usize = 200;
/// How long after the last day running jobs are followed to their end.
pub const DRAIN_DAYS_MAX: u64 = 30;
/// Things that operators do in a run.
pub const ACTIONS_MAX: usize = 200_000;
/// Disks of a machine, attached or not, that no policy protects from the start; the service's own
/// limit counts when it is protected.
pub const DISKS_PER_VM_MAX: usize = 80;
/// The largest disk of such a machine.
pub const DISK_SIZE_MAX: Bytes = Bytes::tib(128);
/// Traces in a scenario.
pub const TRACES_MAX: usize = 100;
/// Writes of all traces together.
pub const TRACE_WRITES_MAX: usize = 1_000_000;
/// The least hours after which a trace begins again, and the most.
pub const TRACE_EVERY_HOURS: (u32, u32) = (1, 8_760);
/// Writes of traces in a run, each as often as it is played.
pub const TRACE_PLAYED_MAX: u64 = 100_000_000;
/// KiB written in one go on average.
pub const RUN_KIB: (f64, f64) = (4.0, 1_048_576.0);
/// Blocks of all disks that are simulated block by block: 32 TiB of 64 KiB.
pub const BLOCKS_MAX: u64 = 1 << 29;
/// The same times days: bounds what their points hold.
pub const BLOCK_DAYS_MAX: u64 = 1 << 34;
/// Key vaults in a scenario.
pub const KEY_VAULTS_MAX: usize = 5_000;
/// Operators in a scenario.
pub const OPERATORS_MAX: usize = 1_000;
/// VSS writers of a machine.
pub const WRITERS_MAX: usize = 100;
/// Seconds that anything in a guest may take, and minutes for which an agent may be late.
pub const GUEST_LENGTH_MAX: u32 = 86_400;
/// Machines in a lab: every look runs it anew.
pub const LAB_VMS_MAX: usize = 50;
/// Days of a lab's run.
pub const LAB_DAYS_MAX: u32 = 366;
/// Bytes of the JSON text of a lab's action.
pub const ACTION_BYTES_MAX: usize = 64 << 10;
/// Lines of a run's story in its document; the rest are counted.
pub const STORY_LINES_MAX: usize = 5_000;
/// Bytes of a custom backup's JSON text.
pub const SCHEME_TEXT_BYTES_MAX: usize = 1 << 20;
/// Days of a custom backup's run.
pub const SCHEME_DAYS_MAX: u32 = 366;
/// Hours between its windows.
pub const SCHEME_EVERY_HOURS: (u32, u32) = (1, 168);
/// Its windows.
pub const SCHEME_WINDOWS_MAX: u64 = 1_000;
/// Blocks of its disk.
pub const SCHEME_BLOCKS_MAX: u64 = 1 << 27;
/// What its disk is written in a run, in runs of neighbouring blocks, as far as that can be told
/// before.
pub const SCHEME_RUNS_MAX: u64 = 500_000;
/// The same times its windows: each looks at what all before it have written.
pub const SCHEME_WORK_MAX: u64 = 40_000_000;
/// Restores, and requests by hand.
pub const SCHEME_ACTIONS_MAX: usize = 1_000;
/// Those of them that copy a whole blob.
pub const SCHEME_COPIES_MAX: usize = 20;
/// Simulations that a search for a plan may make.
pub const PLAN_BUDGET: (u32, u32) = (1, 2_000);
/// Minutes between two allowed start times of a plan.
pub const PLAN_STEP_MIN: (u32, u32) = (1, 1_440);
/// MiB a second that a vault, a storage account or a machine carries: a million is beyond any that
/// there is.
pub const MIB_PER_S: (u64, u64) = (1, 1_000_000);
/// Restores that a person lets run at once, where he waits for others to end.
pub const RESTORES_AT_ONCE: (u32, u32) = (1, 20_000);
/// Bytes of the JSON text of a list of machines to restore: every name twice as long as it may be.
pub const RESTORE_LIST_BYTES_MAX: usize = 16 << 20;
/// Bytes of the JSON text of an order for a plan.
pub const ORDER_BYTES_MAX: usize = 4 << 10;
/// Links and limits that are set at once.
pub const SETTINGS_MAX: usize = 1_000;
/// Bytes of the JSON text that says which.
pub const SETTINGS_BYTES_MAX: usize = 1 << 20;
