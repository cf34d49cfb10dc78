//! The sources of the ranges beside readings, and of the studies of graded exercise.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{anchor, cells, range};
use crate::figure::exercise::study_letter;
use crate::overview::Overview;
use crate::text::escape;

/// The sources of all ranges, each target once.
pub(crate) fn sources_html(overview: &Overview) -> String {
    let mut targets = BTreeMap::new();
    for (row, _, cell) in cells(overview) {
        let rows = cell.accepted.iter();
        for accepted in rows.filter(|accepted| !accepted.target_id.is_empty()) {
            targets
                .entry(accepted.target_id.as_str())
                .or_insert((accepted, row));
        }
    }
    let mut out = String::new();
    for (id, (accepted, row)) in targets {
        let _ = write!(
            out,
            r#"<li id="target-{anchor}"><b>{id}</b> {label}: {range} {unit}; {people}; {role}. {source}</li>"#,
            anchor = anchor(id),
            id = escape(id),
            label = escape(&row.label),
            range = range(accepted),
            unit = escape(&row.unit),
            people = escape(&accepted.holds_for),
            role = escape(accepted.role.word()),
            source = escape(&accepted.source),
        );
    }
    for (index, study) in overview.work_studies.iter().enumerate() {
        let _ = write!(
            out,
            "<li><b>{letter}</b> {name}, shown in graded exercise: {people}. {source}. Computed: {note}</li>",
            letter = study_letter(index),
            name = escape(&study.name),
            people = escape(&study.people),
            source = escape(&study.source),
            note = escape(&study.note),
        );
    }
    for slope in &overview.work_slopes {
        let _ = write!(
            out,
            "<li>{name}, rise with the load in graded exercise: {people}. {source}</li>",
            name = escape(&slope.name),
            people = escape(&slope.people),
            source = escape(&slope.source),
        );
    }
    if out.is_empty() {
        out
    } else {
        format!(r#"<ul class="sources">{out}</ul>"#)
    }
}
