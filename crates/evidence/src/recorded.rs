//! The state of a claim as it is recorded: from the misses that come with the program, without a run.

use super::assess::Verdict;
use super::claim::{Claim, Standing, standing};
use super::load::Evidence;
use super::report::Row;
use super::target::Target;

impl Evidence {
    /// How far the simulated body shows a claim, from the recorded misses: every row that could fail and
    /// is out of band has one.
    pub fn recorded(&self, claim: &Claim) -> Standing {
        let bears = |target: &&Target| target.claims.contains(&claim.id);
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
