//! The comparison as text for the terminal.

use std::fmt::Write;

use super::{band, for_whom, given, judgement, number, own_text, simulated, tally_text};
use crate::assess::Verdict;
use crate::report::{Report, Row};
use crate::target::Role;

/// Width of the ids of a line, characters; a longer one pushes the line on.
const ID_WIDTH: usize = 6;
/// Widest quantity of a line, characters.
const QUANTITY_WIDTH: usize = 52;

impl Report {
    /// The comparison for the terminal: a line for each target that was measured, then what is not
    /// measurable yet, then the counts by claim and in all.
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_text(&mut out);
        out
    }

    fn write_text(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "  {:<ID_WIDTH$} {:<QUANTITY_WIDTH$} {:>8} {:<13}{:<24} verdict; holds for\n",
            "", "quantity", "model", "unit", "people (band)"
        )?;
        for (phenomenon, rows) in self.measured() {
            writeln!(out, "{phenomenon}")?;
            for row in rows {
                write_row(out, row)?;
            }
            writeln!(out)?;
        }
        self.write_missing(out)?;
        self.write_claims(out)?;
        self.write_totals(out)?;
        writeln!(out, "x out of band; \u{b7} shown, not judged")
    }

    fn write_missing(&self, out: &mut String) -> std::fmt::Result {
        let judged = self.rows.iter().filter(|row| row.target.is_judged());
        let missing = judged.filter_map(|row| match &row.verdict {
            Verdict::NotMeasurable { why } => Some((why, &row.target)),
            _ => None,
        });
        let (planned, waiting): (Vec<_>, Vec<_>) =
            missing.partition(|(_, target)| target.measurement.is_some());
        if !planned.is_empty() {
            writeln!(out, "Not measurable yet, though a scenario is named")?;
            for (why, target) in planned {
                writeln!(out, "  {:<6}{} - {why}", target.id, target.quantity)?;
            }
            writeln!(out)?;
        }
        if !waiting.is_empty() {
            let ids: Vec<&str> = waiting
                .iter()
                .map(|(_, target)| target.id.as_str())
                .collect();
            writeln!(
                out,
                "Not measurable yet, waiting for a scenario or a reading"
            )?;
            for line in ids.chunks(14) {
                writeln!(out, "  {}", line.join(" "))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    fn write_claims(&self, out: &mut String) -> std::fmt::Result {
        if self.claims.is_empty() {
            return Ok(());
        }
        if self.shipped_states.is_some() {
            writeln!(out, "By claim: your own rows alone, which give no state")?;
            for claim in &self.claims {
                let shipped = self.shipped_state(claim).unwrap_or_default();
                let own = own_text(self.judged_tally(claim), shipped);
                writeln!(out, "  {:<6}{}\n        {own}", claim.id, claim.text)?;
            }
            return writeln!(out);
        }
        writeln!(
            out,
            "By claim: how far it is shown; in band, out of band, not measurable yet"
        )?;
        writeln!(
            out,
            "  {:<6}{:<14}{:>14}  {:>14}  {:>14}",
            "", "", "predicted", "invariant", "calibrated"
        )?;
        for claim in &self.claims {
            let standing = self.standing(claim);
            let counts = |role| {
                let tally = self.claim_tally(role, &claim.id);
                match tally.total() {
                    0 => String::new(),
                    _ => format!(
                        "{:>4} {:>4} {:>4}",
                        tally.within, tally.out, tally.not_measurable
                    ),
                }
            };
            writeln!(
                out,
                "  {:<6}{:<14}{:>14}  {:>14}  {:>14}  {}",
                claim.id,
                standing.state.words(),
                counts(Role::Predicted),
                counts(Role::Invariant),
                counts(Role::Calibrated),
                claim.text
            )?;
            for reason in standing.reasons {
                writeln!(out, "        {reason}")?;
            }
        }
        writeln!(out)
    }

    fn write_totals(&self, out: &mut String) -> std::fmt::Result {
        for (role, name) in [
            (Role::Predicted, "predicted"),
            (Role::Invariant, "invariant"),
            (Role::Calibrated, "calibrated"),
        ] {
            let tally = self.tally(role);
            writeln!(
                out,
                "{:<11} {}; {} out of band, {} not measurable yet",
                name,
                tally_text(tally),
                tally.out,
                tally.not_measurable
            )?;
        }
        let counts: Vec<String> = [Role::Input, Role::Definition, Role::OutOfScope]
            .into_iter()
            .map(|role| {
                let rows = self.rows.iter().filter(|row| row.target.role == role);
                format!("{} {}", rows.count(), role.word().replace('_', " "))
            })
            .collect();
        let uncounted = self
            .rows
            .iter()
            .filter(|row| !row.target.counts && row.target.role.is_judged());
        writeln!(
            out,
            "{:<11} {}, {} shown without being counted",
            "not judged",
            counts.join(", "),
            uncounted.count()
        )?;
        for run in &self.runs {
            if let Err(why) = &run.readings {
                writeln!(out, "the run of \"{}\" failed: {why}", run.case)?;
            }
        }
        for line in self.other_persons() {
            writeln!(out, "{line}")?;
        }
        let settings: Vec<&str> = self.settings.iter().map(String::as_str).collect();
        if !settings.is_empty() {
            writeln!(out, "with {}", settings.join(", "))?;
        }
        Ok(())
    }
}

fn write_row(out: &mut String, row: &Row) -> std::fmt::Result {
    let target = &row.target;
    let mark = match (&row.verdict, target.is_judged()) {
        (Verdict::Out { .. }, true) => "x",
        (Verdict::In { .. }, true) => " ",
        _ => "\u{b7}",
    };
    let people = format!("{} ({})", given(target.mean), band(target));
    write!(
        out,
        "{mark} {:<ID_WIDTH$} {:<QUANTITY_WIDTH$} {:>8} {:<13}{people:<24} {}",
        target.id,
        shortened(&target.quantity),
        simulated(row),
        target.unit,
        judgement(row)
    )?;
    if let (true, Some(value)) = (row.is_missed(), row.verdict.value()) {
        let limit = if value < target.low {
            target.low
        } else {
            target.high
        };
        write!(out, " by {}", number(value - limit))?;
    }
    writeln!(out, "; {}", for_whom(row))?;
    match &row.why_missed {
        Some(why) if row.is_missed() => writeln!(out, "        {why}"),
        _ => Ok(()),
    }
}

fn shortened(quantity: &str) -> String {
    if quantity.chars().count() <= QUANTITY_WIDTH {
        return quantity.to_owned();
    }
    let kept: String = quantity.chars().take(QUANTITY_WIDTH - 1).collect();
    format!("{}\u{2026}", kept.trim_end())
}
