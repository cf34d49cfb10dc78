//! The comparison of all targets, with its counts.

use std::collections::BTreeMap;

use super::assess::{Verdict, assess};
use super::claim::{Claim, Standing, standing};
use super::load::Evidence;
use super::measurement::Case;
use super::readings::Readings;
use super::run::Finished;
use super::target::{FirstSight, Role, Target};
use secondheart_body::Subject;
use secondheart_body::condition::Sort;
use secondheart_protocol::scenario::{NamedWord, Scenario};
use secondheart_protocol::subject;

/// A target and the result of its comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The row of the evidence.
    pub target: Target,
    /// Who was simulated; `None` where the row's scenario was not run.
    pub person: Option<Subject>,
    /// Result of the comparison.
    pub verdict: Verdict,
    /// The recorded reason for a miss, if any.
    pub why_missed: Option<String>,
}

impl Row {
    /// The person who was simulated, where the row holds for another sex or age.
    pub fn unlike(&self) -> Option<&Subject> {
        let person = self.person.as_ref()?;
        let fits = self.target.holds_for.fits_person(person);
        (!fits).then_some(person)
    }

    /// Whether it is judged and out of its band.
    pub fn is_missed(&self) -> bool {
        self.target.is_judged() && matches!(self.verdict, Verdict::Out { .. })
    }
}

/// Numbers of targets by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the accepted band.
    pub within: usize,
    /// Out of the accepted band.
    pub out: usize,
    /// Targets for which the simulation gives no value.
    pub not_measurable: usize,
}

impl Tally {
    /// The tally of some verdicts.
    pub fn of<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> Self {
        let mut tally = Self::default();
        for verdict in verdicts {
            match verdict {
                Verdict::In { .. } => tally.within += 1,
                Verdict::Out { .. } => tally.out += 1,
                Verdict::NotMeasurable { .. } => tally.not_measurable += 1,
            }
        }
        tally
    }

    /// Targets with a value.
    pub fn measurable(&self) -> usize {
        self.within + self.out
    }

    /// Number of all targets, measurable or not.
    pub fn total(&self) -> usize {
        self.measurable() + self.not_measurable
    }

    /// Share of the measurable targets that are in band, per cent; `None` where none is
    /// measurable.
    pub fn share_pct(&self) -> Option<f64> {
        let measurable = self.measurable();
        // Counts are far below 2^53.
        (measurable > 0).then(|| 100.0 * self.within as f64 / measurable as f64)
    }
}

/// The comparison of the simulation with the evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Version of the program.
    pub version: String,
    /// The person simulated in every scenario that names no subject, in one line.
    pub subject: String,
    /// Parameters and step that differ from the shipped ones; empty if none do.
    pub settings: Vec<String>,
    /// Every target, in the order of the files.
    pub rows: Vec<Row>,
    /// The claims that targets bear on.
    pub claims: Vec<Claim>,
    /// Where only rows of the user's own are compared, which alone do not decide about a claim: how far the
    /// shipped rows show each, as it is recorded.
    pub shipped_states: Option<BTreeMap<String, Standing>>,
    /// How the body did at first sight.
    pub first_sight: FirstSight,
    /// The simulations from which the values come.
    pub runs: Vec<Finished>,
    /// Conditions and interventions of the scenarios that have any, in words, by scenario.
    pub bodies: BTreeMap<Case, String>,
}

/// What a scenario makes of the body: its conditions and interventions, those from the start, with the
/// number of parameters set one by one beside them, and those that begin later; `None` without any.
fn body_of(scenario: &Scenario) -> Option<String> {
    let listed = |named: &mut dyn Iterator<Item = &NamedWord>| {
        let mut words: Vec<&str> = Vec::new();
        for named in named {
            if !words.contains(&named.word) {
                words.push(named.word);
            }
        }
        (!words.is_empty()).then(|| words.join(", "))
    };
    let (knocked_out, named) = partition(scenario.named.iter());
    let (later_out, later) = partition(scenario.phases.iter().flat_map(|phase| &phase.named));
    let from_start = listed(&mut named.into_iter());
    let later = listed(&mut later.into_iter());
    let knocked_out = listed(&mut knocked_out.into_iter().chain(later_out));
    // A scenario may spell a condition out by its parameters, or add to a named one.
    let own = scenario.set.iter().filter(|own| own.named.is_none());
    let spelt = match own.count() {
        0 => None,
        1 => Some("a parameter of its own".to_owned()),
        count => Some(format!("{count} parameters of its own")),
    };
    let from_start = [from_start, spelt].into_iter().flatten();
    let from_start = from_start.collect::<Vec<_>>().join(" and ");
    let parts = [
        (!from_start.is_empty()).then(|| format!("with {from_start}")),
        knocked_out.map(|words| format!("without {words}")),
        later.map(|words| format!("in its course {words}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Knock-outs, and the others.
fn partition<'a>(
    named: impl Iterator<Item = &'a NamedWord>,
) -> (Vec<&'a NamedWord>, Vec<&'a NamedWord>) {
    named.partition(|named| named.sort == Sort::Knockout)
}

/// The run of a scenario by a person of a target's sex, or else by another.
fn run_of<'a>(runs: &'a [Finished], target: &Target, case: &Case) -> Option<&'a Finished> {
    let mut of_scenario = runs.iter().filter(|run| run.case == *case);
    let sex = target.holds_for.sex;
    let fits = |run: &&Finished| sex.is_none_or(|sex| sex == run.subject.sex);
    let fitting = of_scenario.clone().find(fits);
    fitting.or_else(|| of_scenario.next())
}

/// The readings of a run, or why there are none.
fn readings(run: Option<&Finished>) -> Result<&[Readings], String> {
    let run = run.ok_or("its scenario was not run")?;
    let readings = run.readings.as_ref();
    let readings = readings.map_err(|why| format!("the run of \"{}\" failed: {why}", run.case));
    readings.map(Vec::as_slice)
}

impl Report {
    /// Compares every target of the evidence with the runs.
    pub fn new(evidence: &Evidence, runs: Vec<Finished>, subject: &str) -> Self {
        let row = |target: &Target| {
            let measurement = target.measurement.as_ref();
            let run = measurement.and_then(|m| run_of(&runs, target, &m.case));
            let from = measurement.and_then(|m| m.from_case.as_ref());
            let reference = from.map(|case| readings(run_of(&runs, target, case)));
            let miss = evidence.misses.iter().find(|miss| miss.id == target.id);
            Row {
                person: run.map(|run| run.subject.clone()),
                verdict: assess(target, readings(run), reference),
                target: target.clone(),
                why_missed: miss.map(|miss| miss.why.clone()),
            }
        };
        let rows = evidence.targets.iter().map(row).collect();
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            subject: subject.to_owned(),
            settings: Vec::new(),
            rows,
            claims: evidence.claims.clone(),
            shipped_states: None,
            first_sight: evidence.first_sight.clone(),
            bodies: evidence
                .scenarios
                .iter()
                .filter_map(|(case, scenario)| Some((case.clone(), body_of(scenario)?)))
                .collect(),
            runs,
        }
    }

    /// The scenarios of another person or of another body, each with the person in one line and its
    /// conditions and interventions.
    pub fn other_persons(&self) -> Vec<String> {
        let lines = self
            .runs
            .iter()
            .map(|run| (run, subject::line(&run.subject)));
        let told = lines.filter_map(|(run, line)| match self.bodies.get(&run.case) {
            Some(body) => Some(format!("In {}: {line}; {body}", run.case)),
            None => (line != self.subject).then(|| format!("In {}: {line}", run.case)),
        });
        told.collect()
    }

    /// The judged targets of a role.
    pub fn judged(&self, role: Role) -> impl Iterator<Item = &Row> {
        let judged = self.rows.iter().filter(|row| row.target.is_judged());
        judged.filter(move |row| row.target.role == role)
    }

    /// Counts of the judged targets of a role.
    pub fn tally(&self, role: Role) -> Tally {
        Tally::of(self.judged(role).map(|row| &row.verdict))
    }

    /// How far the simulated body shows a claim.
    pub fn standing(&self, claim: &Claim) -> Standing {
        standing(claim, self.rows.iter())
    }

    /// The recorded state of a claim by the shipped rows, where only rows of the user's own are compared.
    pub fn shipped_state(&self, claim: &Claim) -> Option<&'static str> {
        let states = self.shipped_states.as_ref()?;
        let state = states.get(&claim.id).map(|own| own.state.words());
        Some(state.unwrap_or("not among its claims"))
    }

    /// Counts of the judged targets of all roles that bear on a claim.
    pub fn judged_tally(&self, claim: &Claim) -> Tally {
        let judged = self.rows.iter().filter(|row| row.target.is_judged());
        let bears = judged.filter(|row| row.target.claims.contains(&claim.id));
        Tally::of(bears.map(|row| &row.verdict))
    }

    /// Counts of the judged targets of a role that bear on a claim.
    pub fn claim_tally(&self, role: Role, claim: &str) -> Tally {
        let bears = |row: &&Row| row.target.claims.iter().any(|id| id == claim);
        Tally::of(self.judged(role).filter(bears).map(|row| &row.verdict))
    }

    /// Counts of the judged targets of a role under a heading.
    pub fn phenomenon_tally(&self, role: Role, phenomenon: &str) -> Tally {
        let under = |row: &&Row| row.target.phenomenon == phenomenon;
        Tally::of(self.judged(role).filter(under).map(|row| &row.verdict))
    }

    /// Headings of the rows, in order and once.
    pub fn phenomena(&self) -> Vec<&str> {
        let mut phenomena: Vec<&str> = Vec::new();
        for row in &self.rows {
            if !phenomena.contains(&row.target.phenomenon.as_str()) {
                phenomena.push(&row.target.phenomenon);
            }
        }
        phenomena
    }

    /// The rows with a value under each heading that has any, in order.
    pub fn measured(&self) -> impl Iterator<Item = (&str, Vec<&Row>)> {
        let rows_of = |phenomenon| {
            let rows = self.rows.iter();
            let rows = rows.filter(|row: &&Row| row.target.phenomenon == phenomenon);
            let measured = rows.filter(|row| row.verdict.value().is_some());
            (phenomenon, measured.collect::<Vec<_>>())
        };
        let all = self.phenomena().into_iter().map(rows_of);
        all.filter(|(_, rows)| !rows.is_empty())
    }

    /// Counted predicted targets that are missed without a recorded reason.
    pub fn unexplained(&self) -> Vec<&str> {
        let missed = self.judged(Role::Predicted).filter(|row| row.is_missed());
        let silent = missed.filter(|row| row.why_missed.is_none());
        silent.map(|row| row.target.id.as_str()).collect()
    }

    /// Targets in band for which a reason for a miss is recorded.
    pub fn explained_in_vain(&self) -> Vec<&str> {
        let explained = self.rows.iter().filter(|row| row.why_missed.is_some());
        let within = explained.filter(|row| matches!(row.verdict, Verdict::In { .. }));
        within.map(|row| row.target.id.as_str()).collect()
    }
}
