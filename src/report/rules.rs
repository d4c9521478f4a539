//! Which rules shaped a backup, each with its source: those of its generation of the service, and the
//! figures of the model that a scenario may change.

use super::Report;
use super::view::RuleView;
use crate::azure::fact::Fact;
use crate::azure::rules::ChangeDetection;
use crate::azure::{timing, workload};
use crate::engine::OwnLimit;
use crate::ledger::{JobOutcome, Phase};
use crate::scenario::settings::{Calibrated, Setting};
use crate::units::JobId;
use std::fmt::Display;

impl Report {
    /// The rules that shaped this job, with their sources.
    pub(super) fn rules(&self, job_id: JobId) -> Vec<RuleView> {
        let job = self.ledger.jobs()[job_id];
        let mut rules = Vec::new();
        if let JobOutcome::Failed(fault) = job.outcome {
            let row = fault.row();
            let text = format!("{}: {}", row.code, row.message);
            rules.push(rule(text, row.source));
        }
        let calibration = self.scenario.calibration();
        rules.push(self.calibrated(
            format!(
                "A job starts within {} of its time.",
                calibration.start_delay_max
            ),
            Calibrated::StartDelayMax,
            &self.scenario.profile().start_delay_max,
        ));
        if job.phase_end(Phase::Queue).is_some() {
            rules.extend(self.rules_of_queue());
            rules.extend(self.rules_of_transfer(job_id));
        }
        rules
    }
    /// How long data wait for the service.
    fn rules_of_queue(&self) -> Vec<RuleView> {
        let calibration = self.scenario.calibration();
        let queue = &self.scenario.profile().queue;
        let most = queue.longest;
        let mean = format!(
            "That wait is {} on average, and {} from {}.",
            calibration.queue_mean,
            calibration.queue_busy_mean,
            super::limits::hours_text(queue.busy_hours.value)
        );
        // A scenario may set either; the one that is set is told.
        let is_quiet_set = self.set_by_scenario(Calibrated::QueueMean);
        let (which, fact) = if is_quiet_set {
            (Calibrated::QueueMean, queue.mean)
        } else {
            (Calibrated::QueueBusyMean, queue.busy_mean)
        };
        let wait = format!("Data wait up to {} in the service's queue.", most.value);
        vec![rule(wait, most.source), self.calibrated(mean, which, &fact)]
    }
    /// How change is found, and how fast it moves.
    fn rules_of_transfer(&self, job_id: JobId) -> Vec<RuleView> {
        let profile = self.scenario.profile();
        let calibration = self.scenario.calibration();
        let name = profile.name;
        let found = match profile.change_detection.value {
            ChangeDetection::Checksum => format!(
                "Under {name} every allocated block is read and compared to find what has changed."
            ),
            ChangeDetection::PageRanges => format!(
                "Under {name} the storage says what has changed since the snapshot before; without \
                 that snapshot every allocated block is read and compared."
            ),
        };
        let is_first = self.is_first(&self.ledger.jobs()[job_id]);
        let (which_backups, rate, which, fact) = if is_first {
            let rate = calibration.initial_rate;
            ("first", rate, Calibrated::InitialRate, timing::INITIAL_RATE)
        } else {
            let (rate, fact) = (calibration.incremental_rate, timing::INCREMENTAL_RATE);
            ("later", rate, Calibrated::IncrementalRate, fact)
        };
        let moves = format!("A disk's {which_backups} backups move at most {rate}.");
        let blob = timing::BLOB_RATE;
        let mut rules = vec![
            rule(found, profile.change_detection.source),
            self.calibrated(moves, which, &fact),
            rule(
                format!("A disk is read with at most {}.", blob.value),
                blob.source,
            ),
        ];
        rules.extend(self.rule_of_requests(job_id));
        rules.push(rule(
            "Only blocks that changed since the newest recovery point are sent.".to_owned(),
            workload::CHANGE_PERCENT_QUANTILES.source,
        ));
        rules
    }
    /// With how many requests a disk is read, where that made this backup slower.
    fn rule_of_requests(&self, job_id: JobId) -> Option<RuleView> {
        let mut limits = self.parts(job_id).into_iter();
        let is_held = limits.any(|(part, _)| part.limit() == Some(OwnLimit::Requests));
        is_held.then(|| {
            let per_s = self.scenario.calibration().disk_requests_per_s;
            let text = format!(
                "The service reads a disk with at most {per_s} requests a second, each of at most \
                 4 MiB: change that is scattered takes longer."
            );
            let fact = timing::DISK_REQUESTS_PER_SEC;
            self.calibrated(text, Calibrated::DiskRequests, &fact)
        })
    }
    /// A rule whose figure a scenario may set.
    fn calibrated<T>(&self, text: String, which: Calibrated, fact: &Fact<T>) -> RuleView {
        if self.set_by_scenario(which) {
            rule(text, "set by this scenario")
        } else {
            rule(text, fact.source)
        }
    }
    fn set_by_scenario(&self, which: Calibrated) -> bool {
        let setting = Setting::Calibration(which);
        setting.get(self.scenario.draft()).is_some()
    }
}

fn rule(rule: String, source: impl Display) -> RuleView {
    RuleView {
        rule,
        source: source.to_string(),
    }
}
