//! The state of claims as it is recorded: from the misses that come with the program, without the runs that
//! the rows need.

use std::collections::BTreeMap;

use super::assess::Verdict;
use super::claim::{Claim, Standing, standing};
use super::load::Evidence;
use super::report::{Report, Row};
use super::run::Finished;
use super::target::Target;

impl Report {
    /// The comparison as it is recorded. Rows that were read in one of the runs have its value, if the
    /// recorded verdict holds for it too; the single run of an event can differ from the mean over breaths
    /// that is recorded.
    pub fn recorded(evidence: &Evidence, runs: Vec<Finished>, subject: &str) -> Self {
        let mut report = Self::new(evidence, runs, subject);
        for row in &mut report.rows {
            let recorded = evidence.row(&row.target).verdict;
            if row.unlike().is_some() || row.verdict.word() != recorded.word() {
                row.verdict = recorded;
            }
        }
        report
    }
}

impl Evidence {
    /// How far the simulated body shows each claim by the shipped rows, as it is recorded.
    pub fn shipped_states(&self) -> BTreeMap<String, Standing> {
        let claims = self.claims.iter();
        claims
            .map(|claim| (claim.id.clone(), self.recorded(claim)))
            .collect()
    }

    /// How far the simulated body shows a claim by the shipped rows, from the recorded misses: every row
    /// that could fail and is out of band has one.
    pub fn recorded(&self, claim: &Claim) -> Standing {
        let bears = |target: &&Target| !target.is_own && target.claims.contains(&claim.id);
        let rows: Vec<Row> = self
            .targets
            .iter()
            .filter(bears)
            .map(|own| self.row(own))
            .collect();
        standing(claim, rows.iter())
    }

    /// A row with its verdict alone: the state of a claim depends on no value.
    fn row(&self, target: &Target) -> Row {
        let miss = self.misses.iter().find(|miss| miss.id == target.id);
        let value = f64::NAN;
        let verdict = match (&target.measurement, miss) {
            (None, _) => Verdict::NotMeasurable { why: String::new() },
            (Some(_), Some(_)) => Verdict::Out { value },
            (Some(_), None) => Verdict::In { value },
        };
        Row {
            target: target.clone(),
            person: None,
            verdict,
            why_missed: miss.map(|miss| miss.why.clone()),
        }
    }
}
