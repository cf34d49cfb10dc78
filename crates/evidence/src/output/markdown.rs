//! The whole comparison as Markdown, for readers.

use std::fmt::Write;

use super::{band, for_whom, given, judgement, measured_by, own_text, simulated, tally_text};
use crate::assess::Verdict;
use crate::claim::Standing;
use crate::report::{Report, Row};
use crate::target::Role;

impl Report {
    /// The comparison as Markdown. It depends on the results alone: no dates, no durations.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_markdown(&mut out);
        out
    }

    fn write_markdown(&self, out: &mut String) -> std::fmt::Result {
        let predicted = self.tally(Role::Predicted);
        let calibrated = self.tally(Role::Calibrated);
        writeln!(out, "# Validation\n")?;
        writeln!(
            out,
            "Human measurements compared with the simulated body: secondheart {}, {}. Written by \
             `secondheart validate`. [evidence/README.md](evidence/README.md) explains the rows, \
             which of them are judged, and how to add your own. Bands were set before any result \
             existed and are never changed to fit the model. For education and research; not a \
             medical device.\n",
            self.version, self.subject
        )?;
        if !self.settings.is_empty() {
            writeln!(out, "With {}.\n", self.settings.join(", "))?;
        }
        for line in self.other_persons() {
            writeln!(out, "{line}.\n")?;
        }
        writeln!(
            out,
            "| | in band | out of band | not measurable yet | of the measurable |"
        )?;
        writeln!(out, "|---|---|---|---|---|")?;
        for (name, tally) in [
            ("**predicted**: the model could be wrong", predicted),
            (
                "invariant: must be so if a claim holds",
                self.tally(Role::Invariant),
            ),
            ("calibrated: used to fix a parameter", calibrated),
        ] {
            writeln!(
                out,
                "| {name} | {} | {} | {} | {} |",
                tally.within,
                tally.out,
                tally.not_measurable,
                tally_text(tally)
            )?;
        }
        writeln!(
            out,
            "\nCourses in time beside published points are in \
             [docs/pictures/courses](docs/pictures/courses/README.md), drawn by `secondheart courses`. \
             `secondheart explain C1` tells a claim in words."
        )?;
        self.write_first_sight(out)?;
        for run in &self.runs {
            if let Err(why) = &run.readings {
                writeln!(out, "\nThe run of `{}` failed: {why}.", run.case)?;
            }
        }
        self.write_phenomenon_table(out)?;
        self.write_claim_table(out)?;
        self.write_misses(out)?;
        self.write_phenomena(out)?;
        self.write_waiting(out)
    }

    /// What the body did before anything was adjusted.
    fn write_first_sight(&self, out: &mut String) -> std::fmt::Result {
        let sight = &self.first_sight;
        let (measured, in_band) = sight.counts();
        if measured == 0 {
            return Ok(());
        }
        let pct = 100.0 * f64::from(in_band) / f64::from(measured);
        writeln!(
            out,
            "\n**At first sight: {in_band} of {measured} in band ({pct:.0} %; goal {} %).** These rows were \
             run for the first time after their bands, roles and protocols had been written down and \
             before anything was adjusted to them. The figures above are of the body today, which has \
             been developed with most of these rows in view; this line tells how it does in protocols \
             that nobody had tried. Counts are of the day of the first run \
             (`evidence/first_sight.toml`).\n",
            given(sight.goal_pct)
        )?;
        writeln!(
            out,
            "| rows run for the first time | in band | recorded in |"
        )?;
        writeln!(out, "|---|---|---|")?;
        for batch in &sight.batches {
            writeln!(
                out,
                "| {} | {} of {} | {} |",
                cell(&batch.what),
                batch.in_band,
                batch.measured,
                cell(&batch.record)
            )?;
        }
        Ok(())
    }

    fn write_phenomenon_table(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\n## By phenomenon\n")?;
        writeln!(out, "| | predicted, measurable | calibrated, measurable |")?;
        writeln!(out, "|---|---|---|")?;
        for phenomenon in self.phenomena() {
            let tallies = [Role::Predicted, Role::Calibrated]
                .map(|role| self.phenomenon_tally(role, phenomenon));
            if tallies.iter().any(|tally| tally.measurable() > 0) {
                let [predicted, calibrated] = tallies.map(|tally| match tally.measurable() {
                    0 => String::new(),
                    _ => tally_text(tally),
                });
                writeln!(out, "| {phenomenon} | {predicted} | {calibrated} |")?;
            }
        }
        Ok(())
    }

    fn write_claim_table(&self, out: &mut String) -> std::fmt::Result {
        if self.claims.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n## By claim\n")?;
        if self.shipped_states.is_some() {
            writeln!(
                out,
                "Only rows of your own were compared. They alone give no state: the column has their counts \
                 and, apart from them, the state by the shipped rows as it is recorded.\n"
            )?;
        }
        writeln!(
            out,
            "A claim is **shown** if all its decisive rows are in band and two thirds of the predictions and \
             invariants that bear on it; **contradicted** if most of its decisive rows with a value are out of band; otherwise \
             **partly**. Calibrated rows do not count here. Counts are in band / out of band / not \
             measurable yet; a row may bear on several claims.\n"
        )?;
        writeln!(
            out,
            "| | claim | state | predicted | invariant | calibrated | model (band of people) |"
        )?;
        writeln!(out, "|---|---|---|---|---|---|---|")?;
        for claim in &self.claims {
            let counts = |role| {
                let tally = self.claim_tally(role, &claim.id);
                match tally.total() {
                    0 => String::new(),
                    _ => format!(
                        "{} / {} / {}",
                        tally.within, tally.out, tally.not_measurable
                    ),
                }
            };
            let bears = |row: &&Row| row.target.claims.contains(&claim.id);
            let measured = self
                .rows
                .iter()
                .filter(bears)
                .filter(|row| row.target.is_judged() && row.verdict.value().is_some());
            let ids: Vec<String> = measured
                .map(|row| {
                    let target = &row.target;
                    let text = format!("{} {} ({})", target.id, simulated(row), band(target));
                    if row.is_missed() {
                        format!("**{text}**")
                    } else {
                        text
                    }
                })
                .collect();
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {} |",
                claim.id,
                cell(&claim.text),
                match self.shipped_state(claim) {
                    Some(shipped) => own_text(self.judged_tally(claim), shipped),
                    None => state(&self.standing(claim)),
                },
                counts(Role::Predicted),
                counts(Role::Invariant),
                counts(Role::Calibrated),
                ids.join(", ")
            )?;
        }
        writeln!(out, "\nRows in bold are out of band.")
    }

    fn write_misses(&self, out: &mut String) -> std::fmt::Result {
        let missed: Vec<&Row> = self.rows.iter().filter(|row| row.is_missed()).collect();
        if missed.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n## Out of band\n")?;
        for row in missed {
            let target = &row.target;
            write!(
                out,
                "- **{}** {}: {} {}, people {} ({})",
                target.id,
                target.quantity,
                simulated(row),
                target.unit,
                given(target.mean),
                band(target)
            )?;
            match &row.why_missed {
                Some(why) => writeln!(out, ". {why}")?,
                None => writeln!(out, ".")?,
            }
        }
        Ok(())
    }

    fn write_phenomena(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\n## Every row that was measured")?;
        for (phenomenon, rows) in self.measured() {
            writeln!(out, "\n### {phenomenon}\n")?;
            writeln!(
                out,
                "| | quantity | holds for | people | band | model | unit | verdict | measured by | \
                 source |"
            )?;
            writeln!(out, "|---|---|---|---|---|---|---|---|---|---|")?;
            for row in rows {
                let target = &row.target;
                let mut verdict = judgement(row);
                if row.is_missed() {
                    verdict = format!("**{verdict}**");
                }
                writeln!(
                    out,
                    "| {} | {} | {} | {} | {} | {} | {} | {verdict} | {} | {} |",
                    target.id,
                    cell(&target.quantity),
                    cell(&for_whom(row)),
                    given(target.mean),
                    band(target),
                    simulated(row),
                    target.unit,
                    cell(&measured_by(target)),
                    cell(&target.source)
                )?;
            }
        }
        Ok(())
    }

    fn write_waiting(&self, out: &mut String) -> std::fmt::Result {
        let judged = self.rows.iter().filter(|row| row.target.is_judged());
        let waiting: Vec<(&Row, &str)> = judged
            .filter_map(|row| match &row.verdict {
                Verdict::NotMeasurable { why } => Some((row, why.as_str())),
                _ => None,
            })
            .collect();
        if waiting.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n## Not measurable yet\n")?;
        writeln!(
            out,
            "Judged rows without a value. They are never dropped and never counted as passed.\n"
        )?;
        writeln!(
            out,
            "| | quantity | holds for | people | band | unit | role | why not yet |"
        )?;
        writeln!(out, "|---|---|---|---|---|---|---|---|")?;
        for (row, why) in waiting {
            let target = &row.target;
            let why = match target.measurement {
                Some(_) => format!("{why}. {}", target.role_reason),
                None => target.role_reason.clone(),
            };
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                target.id,
                cell(&target.quantity),
                cell(&for_whom(row)),
                given(target.mean),
                band(target),
                target.unit,
                target.role.word(),
                cell(&why)
            )?;
        }
        Ok(())
    }
}

/// The state of a claim with the reasons.
fn state(standing: &Standing) -> String {
    let state = format!("**{}**", standing.state.words());
    match standing.reasons.is_empty() {
        true => state,
        false => format!("{state}; {}", standing.reasons.join("; ")),
    }
}

/// A text that stays in one cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
