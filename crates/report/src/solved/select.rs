//! The selection of figures for a large model.

use super::{Ends, SolvedModel, Storage, Vessel};

/// Most lines in one figure that a reader can tell apart.
pub(super) const MOST_LINES: usize = 6;
/// Most figures on a page.
const MOST_FIGURES: usize = 12;
/// Most groups of chambers, each with two figures, and of other storages.
const MOST_OF_CHAMBERS: usize = 2;
const MOST_OF_OTHERS: usize = 2;

/// Chambers, other storages and vessels, each in groups for a figure.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    /// Storages with a pressure.
    pub(super) chambers: Vec<Vec<&'a Storage>>,
    /// Storages without.
    pub(super) others: Vec<Vec<&'a Storage>>,
    /// Vessels: the place of the first of each group, and the group.
    pub(super) vessels: Vec<(usize, &'a [Vessel])>,
    /// Vessels and storages that no figure shows.
    left_out: (usize, usize),
}

impl<'a> Selection<'a> {
    /// The first of each kind in the order of the file.
    pub(super) fn of(solved: &'a SolvedModel) -> Self {
        let storages = |chambers: bool, most: usize| -> Vec<Vec<&'a Storage>> {
            let of_kind = |storage: &&Storage| storage.is_chamber() == chambers;
            let all: Vec<&Storage> = solved.storages.iter().filter(of_kind).collect();
            let groups = all.chunks(MOST_LINES).take(most);
            groups.map(<[_]>::to_vec).collect()
        };
        let chambers = storages(true, MOST_OF_CHAMBERS);
        let others = storages(false, MOST_OF_OTHERS);
        let room = MOST_FIGURES - 2 * chambers.len() - others.len();
        let mut vessels = groups(&solved.vessels);
        vessels.truncate(room / 2);
        let shown: usize = vessels.iter().map(|(_, group)| group.len()).sum();
        let told = chambers.iter().chain(&others).map(Vec::len).sum::<usize>();
        Self {
            chambers,
            others,
            vessels,
            left_out: (solved.vessels.len() - shown, solved.storages.len() - told),
        }
    }

    /// A note about vessels and storages without a figure.
    pub(super) fn note(&self, solved: &SolvedModel) -> Option<String> {
        let part = |left_out: usize, all: usize, word: &str| {
            (left_out > 0).then(|| format!("{} of {all} {word}", all - left_out))
        };
        let count = solved.vessels.len();
        let parts = [
            part(self.left_out.0, count, solved.kind.word(count)),
            part(self.left_out.1, solved.storages.len(), "volumes"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| {
            format!(
                "The figures show {}, the first in the order of the file; the tables have all of them.",
                parts.join(" and ")
            )
        })
    }
}

/// Groups of vessels with at most `MOST_LINES` lines of pressure and of flow.
fn groups(vessels: &[Vessel]) -> Vec<(usize, &[Vessel])> {
    let lines = |ends: &Ends| if ends.are_one() { 1 } else { 2 };
    let mut groups = Vec::new();
    let (mut first, mut pressures, mut flows) = (0, 0, 0);
    for (n, vessel) in vessels.iter().enumerate() {
        let (pressure, flow) = (lines(&vessel.pressure), lines(&vessel.flow));
        if pressures + pressure > MOST_LINES || flows + flow > MOST_LINES {
            groups.push((first, &vessels[first..n]));
            (first, pressures, flows) = (n, 0, 0);
        }
        pressures += pressure;
        flows += flow;
    }
    if first < vessels.len() {
        groups.push((first, &vessels[first..]));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vessel(pressures: usize, flows: usize) -> Vessel {
        let ends = |lines: usize| Ends {
            inlet: vec![1.0],
            outlet: vec![lines as f64],
        };
        Vessel {
            name: String::new(),
            pressure: ends(pressures),
            flow: ends(flows),
        }
    }

    fn sizes(vessels: &[Vessel]) -> Vec<usize> {
        let groups = groups(vessels);
        let mut next = 0;
        for (first, group) in &groups {
            assert_eq!(*first, next, "no vessel is left out or comes twice");
            next += group.len();
        }
        groups.iter().map(|(_, group)| group.len()).collect()
    }

    #[test]
    fn a_group_has_at_most_six_lines_of_pressure_and_six_of_flow() {
        assert_eq!(sizes(&vec![vessel(2, 2); 7]), [3, 3, 1]);
        assert_eq!(sizes(&vec![vessel(1, 1); 7]), [6, 1]);
        assert_eq!(sizes(&vec![vessel(2, 1); 6]), [3, 3]);
        assert_eq!(sizes(&[vessel(1, 2), vessel(2, 1), vessel(2, 2)]), [3]);
        assert!(sizes(&[]).is_empty());
    }

    #[test]
    fn a_page_has_at_most_twelve_figures_and_says_what_they_leave_out() {
        let storage = |pressure: &[f64]| Storage {
            pressure: pressure.into(),
            ..Storage::default()
        };
        let mut solved = SolvedModel {
            vessels: vec![vessel(2, 2); 300],
            storages: vec![storage(&[1.0]); 4],
            ..SolvedModel::default()
        };
        let selection = Selection::of(&solved);
        assert_eq!((selection.chambers.len(), selection.vessels.len()), (1, 5));
        let note = selection.note(&solved).expect("285 are left out");
        assert!(note.contains("show 15 of 300 vessels, the first"), "{note}");

        solved.storages.extend(vec![storage(&[1.0]); 20]);
        solved.storages.extend(vec![storage(&[]); 50]);
        let selection = Selection::of(&solved);
        let figures = 2 * selection.chambers.len() + selection.others.len();
        assert_eq!(figures + 2 * selection.vessels.len(), MOST_FIGURES);
        let note = selection.note(&solved).expect("many are left out");
        assert!(note.contains("show 9 of 300 vessels"), "{note}");
        assert!(note.contains("and 24 of 74 volumes"), "{note}");

        solved.vessels.truncate(9);
        solved.storages.clear();
        assert_eq!(Selection::of(&solved).note(&solved), None);
    }
}
