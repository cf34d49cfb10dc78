//! The columns of the tables: phases, then windows, as many as a page can show.

use secondheart_laboratory::record::{Record, SpanRecord};

use crate::text::fixed;

/// Phases shown from the start and from the end of a protocol that has more, and windows.
const FIRST: usize = 28;
const LAST: usize = 8;
const WINDOWS: usize = 12;

/// The spans that have a column.
pub(super) struct Columns<'a> {
    /// Phases in order, then windows.
    pub(super) spans: Vec<&'a SpanRecord>,
    /// How many of `spans` are phases of the start and phases of the end of the protocol.
    pub(super) phases: (usize, usize),
    /// What is left out; empty if nothing is.
    pub(super) note: String,
}

impl<'a> Columns<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        let (phases, windows) = (&record.phases, &record.windows);
        let all = phases.len() <= FIRST + LAST;
        let (first, last) = if all {
            (phases.len(), 0)
        } else {
            (FIRST, LAST)
        };
        let spans = phases[..first]
            .iter()
            .chain(&phases[phases.len() - last..])
            .chain(windows.iter().take(WINDOWS));
        let count = |number: usize| fixed(number as f64, 0);
        let mut left_out = Vec::new();
        if !all {
            left_out.push(format!(
                "phases {} to {} of {}",
                count(first + 1),
                count(phases.len() - last),
                count(phases.len())
            ));
        }
        if windows.len() > WINDOWS {
            let (from, to) = (count(WINDOWS + 1), count(windows.len()));
            left_out.push(format!("windows {from} to {to}"));
        }
        let note = match left_out.is_empty() {
            true => String::new(),
            false => format!(
                "Left out: {}; summary.json holds all.",
                left_out.join(" and ")
            ),
        };
        Self {
            spans: spans.collect(),
            phases: (first, last),
            note,
        }
    }
}
