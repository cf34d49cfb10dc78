//! The measurements in people that bear on a run, beside what was simulated.

use std::collections::BTreeSet;

use secondheart_body::Subject;
use secondheart_body::quantity::{label_of, unit_of};
use secondheart_evidence::{Bearing, Circumstances, Misfit, Readings, Reduction, Role, Target};
use secondheart_laboratory::record::Record;
use secondheart_protocol::mistakes::InputErrors;
use secondheart_protocol::scenario::Scenario;

use crate::overview::{AcceptedRange, RangeRole, ReadingCell, ReadingRow};

/// The rows of evidence that bear on a run, and those that name its phases but do not.
pub(crate) struct People<'a> {
    compared: Vec<Compared<'a>>,
    /// Readings that some row has of a phase of the run, whether it bears on this run or not.
    targeted: BTreeSet<&'a str>,
    /// Judged rows that name a phase of the run and bear on none, each with the reason.
    left_out: Vec<(&'a Target, Misfit)>,
    /// Judged rows that bear on a phase in which they have no value, each with the reason.
    without_value: Vec<(&'a Target, String)>,
}

/// A row beside its simulated value in one phase.
struct Compared<'a> {
    span: String,
    bearing: Bearing<'a>,
    value: f64,
}

impl<'a> People<'a> {
    pub(crate) fn of(
        scenario: &Scenario,
        subject: &Subject,
        record: &Record,
        targets: &'a [Target],
    ) -> Result<Self, InputErrors> {
        let circumstances = Circumstances::of(scenario, subject)?;
        let readings = Readings::of(record);
        let mut people = Self {
            compared: Vec::new(),
            targeted: BTreeSet::new(),
            left_out: Vec::new(),
            without_value: Vec::new(),
        };
        for target in targets {
            let mut misfit = None;
            let mut bears = false;
            for span in record.phases.iter().chain(&record.windows) {
                let span = &span.span.name;
                let bearing = circumstances.bearing(target, span);
                if let (Some(_), Some(measurement)) = (&bearing, &target.measurement) {
                    people.targeted.insert(&measurement.reading);
                }
                match bearing {
                    None => continue,
                    Some(Err(why)) => misfit = Some(why),
                    Some(Ok(bearing)) => {
                        bears = true;
                        match bearing.simulated(&readings) {
                            Ok(value) => people.compared.push(Compared {
                                span: span.clone(),
                                bearing,
                                value,
                            }),
                            Err(why) if target.is_judged() => {
                                people.without_value.push((target, why));
                            }
                            Err(_) => {}
                        }
                    }
                }
            }
            match misfit {
                Some(why) if target.is_judged() && !bears => people.left_out.push((target, why)),
                _ => {}
            }
        }
        Ok(people)
    }

    fn of_reading(&self, name: &str) -> impl Iterator<Item = &Compared<'a>> {
        let compared = self.compared.iter();
        compared.filter(move |compared| compared.bearing.measurement.reading == name)
    }

    /// Whether evidence has a reading, or a change of it, of a phase of the protocol, also in other
    /// people or another body than was simulated.
    pub(crate) fn targeted(&self, name: &str) -> bool {
        self.targeted.contains(name)
    }

    /// The ranges of a reading itself in a phase.
    pub(crate) fn ranges(&self, span: &str, name: &str) -> Vec<AcceptedRange> {
        let here = self.of_reading(name).filter(|compared| {
            compared.span == span && compared.bearing.measurement.reduce == Reduction::Value
        });
        here.map(|compared| range(compared.bearing.target))
            .collect()
    }

    /// A row for each change, share or extreme of a reading that was measured in people.
    pub(crate) fn derived_rows(&self, spans: &[&str], name: &str) -> Vec<ReadingRow> {
        let mut rows: Vec<(Reduction, Option<&str>, ReadingRow)> = Vec::new();
        for compared in self.of_reading(name) {
            let measurement = &compared.bearing.measurement;
            let (reduce, from) = (measurement.reduce, measurement.from_phase.as_deref());
            if reduce == Reduction::Value {
                continue;
            }
            let index = match rows.iter().position(|row| (row.0, row.1) == (reduce, from)) {
                Some(index) => index,
                None => {
                    rows.push((reduce, from, derived(name, reduce, from, spans.len())));
                    rows.len() - 1
                }
            };
            let Some(column) = spans.iter().position(|span| *span == compared.span) else {
                continue;
            };
            let cell = rows[index].2.cells[column].get_or_insert_with(|| ReadingCell {
                value: compared.value,
                accepted: Vec::new(),
            });
            cell.accepted.push(range(compared.bearing.target));
        }
        rows.into_iter().map(|(.., row)| row).collect()
    }

    /// Why judged rows of the run's phases are not beside its readings, or why there are none; empty if
    /// all are.
    pub(crate) fn left_out(&self) -> String {
        let mut sentences = Vec::new();
        for (misfit, why) in [
            (
                Misfit::Person,
                "hold for people of another sex, age, build or capacity",
            ),
            (
                Misfit::Run,
                "hold for another body or protocol than was simulated",
            ),
        ] {
            let rows = self.left_out.iter().filter(|(_, own)| *own == misfit);
            let ids: Vec<&str> = rows.map(|(target, _)| target.id.as_str()).collect();
            if !ids.is_empty() {
                sentences.push(format!(
                    "Not compared with measurements that {why}: {}.",
                    ids.join(", ")
                ));
            }
        }
        for (target, why) in &self.without_value {
            sentences.push(format!("{} has no value: {why}.", target.id));
        }
        let mut compared = self.compared.iter();
        if sentences.is_empty() && !compared.any(|own| own.bearing.target.is_judged()) {
            sentences.push(
                "Not compared with measurements: this protocol is not one that was measured in \
                 people."
                    .to_owned(),
            );
        }
        sentences.join(" ")
    }
}

/// A row of a change, share or extreme, still without cells.
fn derived(name: &str, reduce: Reduction, from: Option<&str>, columns: usize) -> ReadingRow {
    let label = label_of(name);
    let from = from.unwrap_or_default().replace(['_', '-'], " ");
    let label = match reduce {
        Reduction::Value => label,
        Reduction::Minimum => format!("{label}: lowest"),
        Reduction::Maximum => format!("{label}: highest"),
        Reduction::Change | Reduction::ChangePct | Reduction::ChangePer => {
            format!("{label}: change from {from}")
        }
        Reduction::SharePct => format!("{label}: share of {from}"),
        Reduction::Ratio => format!("{label}: multiple of {from}"),
        Reduction::Sign => format!("{label}: above (1) or below (-1) {from}"),
        Reduction::PeakChange | Reduction::PeakChangePct => {
            format!("{label}: largest change from {from}")
        }
        // Not of one run's phase.
        Reduction::Slope
        | Reduction::Intercept
        | Reduction::Plateau
        | Reduction::HalfTime
        | Reduction::TimeToPeak
        | Reduction::Duration
        | Reduction::Threshold => format!("{label}: {}", reduce.word().replace('_', " ")),
    };
    ReadingRow {
        label,
        unit: reduce.unit(unit_of(name), ""),
        about: String::new(),
        cells: vec![None; columns],
    }
}

fn range(target: &Target) -> AcceptedRange {
    AcceptedRange {
        low: target.low,
        high: target.high,
        holds_for: target.holds_for.in_words(),
        source: target.source.clone(),
        target_id: target.id.clone(),
        role: match (target.is_judged(), target.role) {
            (true, Role::Calibrated) => RangeRole::Calibrated,
            (true, _) => RangeRole::Predicted,
            (false, Role::Input) => RangeRole::Shown("input"),
            (false, Role::Definition) => RangeRole::Shown("definition"),
            (false, Role::OutOfScope) => RangeRole::Shown("out of scope"),
            (false, Role::Predicted | Role::Invariant | Role::Calibrated) => {
                RangeRole::Shown("not counted")
            }
        },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
