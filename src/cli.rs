//! The command line: what can be asked ([`Command`]), and one file for each kind of answer.
//!
//! Standard output carries the answer, standard error everything else, one problem a line.
//! Exit codes: 0 fine, 2 wrong input, 3 a gate was missed.

mod chart;
mod churn;
mod drive;
mod import;
mod input;
mod lab;
mod output;
mod plan;
pub mod png;
mod policies;
mod restore;
mod run;

use crate::report::text::plain;
use crate::scenario::Problem;
use crate::scenario::draft::BlocksDraft;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Azure VM backup, simulated: schedules, transfers, recovery points and the bill.
#[derive(Parser)]
#[command(name = "vaultlab", version, about, max_term_width = 100)]
pub struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Run a scenario: does the night hold, who is late, what does it cost?
    Simulate {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// Exit with 3 unless every night holds and nothing fails.
        #[arg(long)]
        window: bool,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Run a scenario for its bill, month by month and meter by meter.
    Cost {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// Exit with 3 if a month costs more than this, such as 1500 or 1500.00.
        #[arg(long, value_name = "AMOUNT")]
        budget: Option<String>,
        /// Set a second scenario's bill beside it, month by month.
        #[arg(long, value_name = "SCENARIO2")]
        compare: Option<String>,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Run a scenario for one machine's recovery points: why each is kept, until when, what it costs.
    Points {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// The machine, by name.
        #[arg(long, value_name = "NAME")]
        vm: String,
        /// As of the end of this day, `YYYY-MM-DD`, or of a moment, `2026-03-04T21:00:00Z`; absent:
        /// of the run's end.
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Run a scenario for its jobs, the newest first: backups and all others.
    Jobs(lab::JobsArgs),
    /// Run a scenario up to a moment and say how things stand: every machine, or one with everything.
    Status(lab::StatusArgs),
    /// Bring machines back, simulated: when is each there, what was lost, where did the time go?
    ///
    /// Exits with 3 unless every machine is back.
    Restore(restore::RestoreArgs),
    /// Search new start times that make every window hold; before and after, simulated.
    Plan(plan::PlanArgs),
    /// Say which good practice would help, each with what it brings, simulated.
    Advise(plan::AdviseArgs),
    /// Run a scenario for its links and limits: what each carries, the figure's source, how full it was.
    Links {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// The form.
        #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
        format: TextOrJson,
    },
    /// Let a recorded block trace write a disk of a scenario instead of the model.
    Drive(drive::DriveArgs),
    /// Make a scenario from an inventory: RVTools (CSV, XLSX) or Azure's JSON, policies included.
    ///
    /// Exits with 2 if the scenario would not run as it is; it is written all the same.
    Import {
        /// Files, or folders whose files are read.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// A backup policy as JSON of the portal's template or of `az backup policy show`.
        #[arg(long, value_name = "FILE")]
        policy: Vec<PathBuf>,
        /// Leave out machines that are not running.
        #[arg(long)]
        powered_on: bool,
        /// Write to this file instead of standard output.
        #[arg(short, long, value_name = "SCENARIO")]
        output: Option<PathBuf>,
    },
    /// Say what a scenario's policies do, or print them as Azure's JSON.
    Policies {
        /// A file, the name of a preset, or `-` for standard input.
        scenario: String,
        /// Only this policy.
        #[arg(long, value_name = "NAME")]
        policy: Option<String>,
        /// The form.
        #[arg(long, value_enum, default_value_t = PolicyFormat::Text)]
        format: PolicyFormat,
        /// Write to this file instead of standard output.
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
    /// Print a ready scenario, or list them.
    Preset {
        /// Its name; absent: list all.
        name: Option<String>,
        /// Write to this file instead.
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
    /// Print what each generation of the service allows and does, with the sources.
    Profiles {
        /// Its name; absent: all, what they have in common, and how the limits moved.
        name: Option<String>,
        /// The form.
        #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
        format: TextOrJson,
    },
    /// Print what can go wrong, why, and what cures it; of one error, all there is to know.
    ///
    /// Also lists the troubles that a scenario may begin and end.
    Errors {
        /// Its code, in any letters; absent: all.
        code: Option<String>,
        /// Under which generation of the service.
        #[arg(long, value_name = "NAME")]
        profile: Option<String>,
        /// The form.
        #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
        format: TextOrJson,
    },
    /// Print the JSON Schema of a scenario.
    Schema {
        /// Of which kind.
        #[arg(value_enum, default_value_t = ScenarioKind::Fleet)]
        kind: ScenarioKind,
    },
    /// Draw a chart of a run into a file.
    Chart(chart::ChartArgs),
    /// Run one component alone on a file; formats in docs/check.md.
    Check {
        #[command(subcommand)]
        component: Component,
    },
}

#[derive(Subcommand)]
enum Component {
    /// Page blobs: ranges, contents and diffs, request by request.
    Blob {
        /// The file; `-` reads standard input.
        file: String,
    },
    /// Sharing of links among flows: when does each flow finish?
    Flows {
        /// The file; `-` reads standard input.
        file: String,
    },
    /// Retention: which recovery points are kept, why, and until when?
    Retention {
        /// The file; `-` reads standard input.
        file: String,
    },
    /// Block traces: which blocks are written, in which runs, and how many are new in each interval?
    Churn(churn::ChurnArgs),
}

/// Which scenario, and what to change in it.
#[derive(Args)]
struct ScenarioArgs {
    /// A file, the name of a preset, or `-` for standard input.
    scenario: String,
    /// Another seed.
    #[arg(long)]
    seed: Option<u64>,
    /// Another number of days.
    #[arg(long)]
    days: Option<u32>,
    /// Simulate this machine block by block: NAME, or RESOURCE-GROUP/NAME. May be said again.
    #[arg(long, value_name = "NAME")]
    blocks: Vec<String>,
    /// The size of the blocks of `--blocks`, in KiB: a power of two from 4 to 4096.
    #[arg(long, value_name = "KIB", default_value_t = BlocksDraft::default().block_kib)]
    block_kib: u64,
}

/// In which form, and where to.
#[derive(Args)]
struct OutputArgs {
    /// The form.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Aligned columns.
    Text,
    /// One JSON document.
    Json,
    /// Rows for a spreadsheet.
    Csv,
}

#[derive(Clone, Copy, ValueEnum)]
enum PolicyFormat {
    /// Plain sentences.
    Text,
    /// A resource of Azure Resource Manager, or an array of all.
    Arm,
}

/// The kinds of scenario.
#[derive(Clone, Copy, ValueEnum)]
enum ScenarioKind {
    /// Machines that the service backs up.
    Fleet,
    /// A disk that somebody backs up by incremental snapshots, without the service.
    IncrementalSnapshots,
}

/// The forms of an answer that is several tables.
#[derive(Clone, Copy, ValueEnum)]
enum TextOrJson {
    /// Aligned columns.
    Text,
    /// One JSON document.
    Json,
}

/// Why a command ended without an answer, or with one that misses its gate.
enum Stop {
    /// The input is wrong.
    Problems(Vec<Problem>),
    /// The answer is out, but a gate was missed.
    GateMissed(String),
}

type Outcome = Result<(), Stop>;

/// Runs a command and says how it ended.
#[must_use]
pub fn run(command: Command) -> ExitCode {
    let outcome = match command.what {
        What::Simulate {
            scenario,
            window,
            output,
        } => run::simulate(&scenario, window, &output),
        What::Cost {
            scenario,
            budget,
            compare,
            output,
        } => run::cost(&scenario, budget.as_deref(), compare.as_deref(), &output),
        What::Points {
            scenario,
            vm,
            as_of,
            output,
        } => run::points(&scenario, &vm, as_of.as_deref(), &output),
        What::Jobs(args) => lab::jobs(&args),
        What::Status(args) => lab::status(&args),
        What::Restore(args) => restore::restore(&args),
        What::Plan(args) => plan::plan(&args),
        What::Advise(args) => plan::advise(&args),
        What::Links { scenario, format } => run::links(&scenario, format),
        What::Drive(args) => drive::drive(&args),
        What::Import {
            files,
            policy,
            powered_on,
            output,
        } => import::import(&files, &policy, powered_on, output.as_deref()),
        What::Policies {
            scenario,
            policy,
            format,
            output,
        } => policies::policies(&scenario, policy.as_deref(), format, output.as_deref()),
        What::Preset { name, output } => run::preset(name.as_deref(), output.as_deref()),
        What::Profiles { name, format } => run::profiles(name.as_deref(), format),
        What::Errors {
            code,
            profile,
            format,
        } => run::errors(code.as_deref(), profile.as_deref(), format),
        What::Schema { kind } => match kind {
            ScenarioKind::Fleet => output::write(None, &crate::api::schema()),
            ScenarioKind::IncrementalSnapshots => output::write(None, &crate::api::blobs_schema()),
        },
        What::Chart(args) => chart::chart(&args),
        What::Check { component } => match component {
            Component::Blob { file } => run::check_blob(&file),
            Component::Flows { file } => run::check_flows(&file),
            Component::Retention { file } => run::check_retention(&file),
            Component::Churn(args) => churn::churn(&args),
        },
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Problems(problems)) => {
            for problem in problems {
                output::say(&plain(&problem.to_string()));
            }
            ExitCode::from(2)
        }
        Err(Stop::GateMissed(why)) => {
            output::say(&plain(&why));
            ExitCode::from(3)
        }
    }
}

impl From<Vec<Problem>> for Stop {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Problems(problems)
    }
}
