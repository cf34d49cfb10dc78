//! Tables of readings with what was measured in people, and how a reading compares with it.

/// Readings by phase.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadingTable {
    /// What the table is about.
    pub title: String,
    /// Phases or windows, one for each column.
    pub columns: Vec<String>,
    /// The readings.
    pub rows: Vec<ReadingRow>,
    /// What else a reader has to know, such as why readings have no range; may be empty.
    pub note: String,
}

impl ReadingTable {
    /// The columns of the first and of the last repetition of each phase and window, in order, for
    /// a reader who has room for few. Repetitions have one name, each with its number at the end.
    pub fn first_and_last_repetitions(&self) -> Vec<usize> {
        let numbers = |c: char| c.is_ascii_digit() || c == ' ';
        let bare = |index: usize| self.columns[index].trim_end_matches(numbers);
        let all = 0..self.columns.len();
        let is_end = |index: &usize| {
            let mut before = 0..*index;
            let mut after = index + 1..self.columns.len();
            let same = |other: usize| bare(other) == bare(*index);
            !before.any(same) || !after.any(same)
        };
        all.filter(is_end).collect()
    }
}

/// One reading, or one change of a reading, in every phase.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadingRow {
    /// Name for people.
    pub label: String,
    /// Unit, for people.
    pub unit: String,
    /// What the reading is, in a phrase; may be empty.
    pub about: String,
    /// A cell for each column; `None` where the reading does not exist in that phase.
    pub cells: Vec<Option<ReadingCell>>,
}

/// One reading in one phase.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadingCell {
    /// Value, in the row's unit.
    pub value: f64,
    /// Every range measured in such people under the same conditions.
    pub accepted: Vec<AcceptedRange>,
}

/// A range that measurements in people accept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AcceptedRange {
    /// Lower end, in the row's unit.
    pub low: f64,
    /// Upper end, in the row's unit.
    pub high: f64,
    /// For whom it holds, in words.
    pub holds_for: String,
    /// Source, short: authors and year.
    pub source: String,
    /// Identifier of the target.
    pub target_id: String,
    /// What the comparison proves.
    pub role: RangeRole,
}

/// What the comparison with a range proves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RangeRole {
    /// The model could be wrong.
    #[default]
    Predicted,
    /// The range was used to fix a parameter.
    Calibrated,
    /// Nothing that counts: the reading is marked as inside or outside what people had.
    Marked,
    /// Nothing: the range is shown beside the reading, for this reason.
    Shown(&'static str),
}

impl RangeRole {
    /// Whether a reading is judged by the range.
    pub fn is_judged(self) -> bool {
        matches!(self, Self::Predicted | Self::Calibrated)
    }

    /// The role in a word or two.
    pub fn word(self) -> &'static str {
        match self {
            Self::Predicted => "predicted",
            Self::Calibrated => "calibrated",
            Self::Marked => "people",
            Self::Shown(why) => why,
        }
    }
}

/// How a reading compares with its accepted range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Inside the range, ends included.
    InBand,
    /// Below the range.
    Below,
    /// Above the range.
    Above,
    /// There is no range.
    NoReference,
    /// The reading is not a number.
    NoValue,
}

impl AcceptedRange {
    /// Whether a reading has a mark beside the range. A single mean without a spread gives none, unless a
    /// reading is judged by it.
    pub fn marks(&self) -> bool {
        self.role.is_judged() || (self.role == RangeRole::Marked && self.low < self.high)
    }

    /// Compares a value with the range.
    pub fn judgement(&self, value: f64) -> Judgement {
        if !value.is_finite() {
            Judgement::NoValue
        } else if value < self.low {
            Judgement::Below
        } else if value > self.high {
            Judgement::Above
        } else {
            Judgement::InBand
        }
    }
}

impl ReadingCell {
    /// The ranges by which the reading is judged.
    pub fn judged(&self) -> impl Iterator<Item = &AcceptedRange> {
        self.accepted.iter().filter(|range| range.role.is_judged())
    }

    /// Compares the value with the ranges by which it is judged: the first that it misses, or in
    /// band if it misses none.
    pub fn judgement(&self) -> Judgement {
        if !self.value.is_finite() {
            return Judgement::NoValue;
        }
        let judgements = self.judged().map(|range| range.judgement(self.value));
        let worse = |one: Judgement, other| match one {
            Judgement::NoReference | Judgement::InBand => other,
            missed => missed,
        };
        judgements.fold(Judgement::NoReference, worse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_have_one_name_with_numbers_at_the_end() {
        let columns = [
            "rest", "cut 1", "sit 1 1", "sit 1 2", "cut 2", "sit 2 1", "cut 3", "sit 3 2", "end 1",
            "end 2", "end 3",
        ];
        let table = ReadingTable {
            columns: columns.map(str::to_owned).to_vec(),
            ..ReadingTable::default()
        };
        let shown = table.first_and_last_repetitions();
        let shown: Vec<&str> = shown.into_iter().map(|index| columns[index]).collect();
        let expected = [
            "rest", "cut 1", "sit 1 1", "cut 3", "sit 3 2", "end 1", "end 3",
        ];
        assert_eq!(shown, expected);
    }

    fn range(low: f64, high: f64, role: RangeRole) -> AcceptedRange {
        AcceptedRange {
            low,
            high,
            role,
            ..Default::default()
        }
    }

    #[test]
    fn judgement_includes_the_ends_of_the_range() {
        let judge = |value| {
            let accepted = vec![range(3.1, 8.5, RangeRole::Predicted)];
            ReadingCell { value, accepted }.judgement()
        };
        assert_eq!(judge(3.1), Judgement::InBand);
        assert_eq!(judge(8.5), Judgement::InBand);
        assert_eq!(judge(3.0), Judgement::Below);
        assert_eq!(judge(8.6), Judgement::Above);
        assert_eq!(judge(f64::NAN), Judgement::NoValue);
        let free = |value| {
            let accepted = Vec::new();
            ReadingCell { value, accepted }.judgement()
        };
        assert_eq!(
            (free(1.0), free(f64::NAN)),
            (Judgement::NoReference, Judgement::NoValue)
        );
    }

    #[test]
    fn a_reading_that_misses_one_of_several_ranges_is_not_in_band() {
        let judge = |value| {
            let accepted = vec![
                range(50.0, 70.0, RangeRole::Shown("input")),
                range(3.0, 8.0, RangeRole::Predicted),
                range(5.0, 9.0, RangeRole::Calibrated),
            ];
            ReadingCell { value, accepted }.judgement()
        };
        assert_eq!(judge(6.0), Judgement::InBand);
        assert_eq!(judge(4.0), Judgement::Below);
        assert_eq!(judge(8.5), Judgement::Above);
        assert_eq!(judge(60.0), Judgement::Above, "a range that is only shown");
    }

    #[test]
    fn a_reading_with_ranges_that_are_only_shown_is_not_judged() {
        let accepted = vec![range(3.0, 8.0, RangeRole::Shown("input"))];
        let cell = ReadingCell {
            value: 90.0,
            accepted,
        };
        assert_eq!(cell.judgement(), Judgement::NoReference);
    }
}
