//! One claim explained: its words, what the runs showed, what people showed, and what that is worth.
//!
//! The state, the counts and every number come from a [`Report`]; a person's review stands apart from
//! the state. `output/explained.rs` writes it as text and as JSON.

use std::collections::BTreeSet;

use super::claim::{Claim, Standing, standing};
use super::explanation::{ArticleReference, Audience, Explanation, Words};
use super::load::Evidence;
use super::report::{Report, Row, Tally};
use super::target::{Role, Target};

/// A claim with all that is known of it.
#[derive(Debug)]
pub struct Explained<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// Its words; `None` for a claim of the user's own without any.
    pub words: Option<&'a Explanation>,
    /// The article's reference for it, as far as it could be identified.
    pub article: Option<&'a ArticleReference>,
    /// How far the simulated body shows it.
    pub standing: Standing,
    /// The comparison that the numbers come from.
    pub report: &'a Report,
}

impl<'a> Explained<'a> {
    /// Explains a claim with the rows of a report.
    pub fn new(evidence: &'a Evidence, report: &'a Report, claim: &'a Claim) -> Self {
        let mut explanations = evidence.explanations.iter();
        let words = explanations.find(|own| own.claim == claim.id);
        let mut references = evidence.references.iter();
        let number = words.and_then(|own| own.article);
        Self {
            article: number.and_then(|number| references.find(|own| own.number == number)),
            standing: standing(claim, report.rows.iter()),
            claim,
            words,
            report,
        }
    }

    /// The rows that bear on the claim, in the order of the files.
    pub fn bearing(&self) -> impl Iterator<Item = &'a Row> {
        let rows = self.report.rows.iter();
        rows.filter(|row| row.target.claims.contains(&self.claim.id))
    }

    /// The rows that a reader is shown: those that decide, then those that the text for the reader
    /// names; where there are none, all judged rows that bear on the claim.
    pub fn shown(&self, audience: Audience) -> Vec<&'a Row> {
        let words = self.words;
        let named = words.into_iter().flat_map(|own| own.words(audience).ids());
        let ids = self.claim.decisive.iter().map(String::as_str).chain(named);
        let mut seen = BTreeSet::new();
        let chosen = ids.filter(|id| seen.insert(*id));
        let chosen: Vec<&Row> = chosen.filter_map(|id| self.row(id)).collect();
        match chosen.is_empty() {
            true => self
                .bearing()
                .filter(|row| row.target.is_judged())
                .collect(),
            false => chosen,
        }
    }

    /// A row of the comparison.
    fn row(&self, id: &str) -> Option<&'a Row> {
        self.report.rows.iter().find(|row| row.target.id == id)
    }

    /// A text with the numbers of the runs.
    pub fn filled(&self, words: &Words) -> String {
        words.filled(|id| self.row(id))
    }

    /// Counts of the judged rows of a role that bear on the claim.
    pub fn tally(&self, role: Role) -> Tally {
        self.report.claim_tally(role, &self.claim.id)
    }

    /// The rows that bear on the claim and are out of band.
    pub fn missed(&self) -> impl Iterator<Item = &'a Row> {
        self.bearing().filter(|row| row.is_missed())
    }

    /// Contradictions among what was measured in people.
    pub fn conflicts(&self) -> Vec<Conflict<'a>> {
        let mut conflicts: Vec<Conflict<'_>> = Vec::new();
        for Row { target, .. } in self.bearing() {
            let note = target.conflict_note.as_str();
            if note.is_empty() {
                continue;
            }
            let known = conflicts.iter().position(|own| own.note == note);
            let at = known.unwrap_or_else(|| {
                conflicts.push(Conflict {
                    quantity: &target.quantity,
                    ids: Vec::new(),
                    note,
                });
                conflicts.len() - 1
            });
            let ids = &mut conflicts[at].ids;
            let others = target.conflicts_with.iter().map(String::as_str);
            for id in std::iter::once(target.id.as_str()).chain(others) {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        conflicts
    }
}

/// A contradiction among what was measured in people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict<'a> {
    /// What was measured.
    pub quantity: &'a str,
    /// Ids of the rows.
    pub ids: Vec<&'a str>,
    /// What disagrees, and which row counts.
    pub note: &'a str,
}

impl Evidence {
    /// The claims that a scenario bears on: a decisive row reads it, as it is or with something changed.
    pub fn claims_on<'a>(&'a self, scenario: &str) -> impl Iterator<Item = &'a Claim> {
        let rows = self.targets.iter().filter(move |target| {
            let mut measurements = target.measurement.iter();
            measurements.any(|own| own.cases().any(|case| case.scenario == scenario))
        });
        let ids: BTreeSet<&str> = rows.map(|target| target.id.as_str()).collect();
        let claims = self.claims.iter();
        claims.filter(move |claim| claim.decisive.iter().any(|id| ids.contains(id.as_str())))
    }

    /// Keeps what an explanation of a claim needs: the rows that bear on it and those that its words
    /// name, or, with `decisive_only`, of those that bear on it the decisive ones.
    pub fn keep_for(&mut self, claim: &Claim, decisive_only: bool) {
        let words = self.explanations.iter().filter(|own| own.claim == claim.id);
        let named: BTreeSet<String> = words.flat_map(|own| own.ids().map(str::to_owned)).collect();
        self.keep(|target: &Target| {
            let bears = target.claims.contains(&claim.id);
            let decides = claim.decisive.contains(&target.id);
            named.contains(&target.id) || bears && (decides || !decisive_only)
        });
    }
}
