//! Repetition: the order in which phases follow each other.
//!
//! A phase with `repeat = 3` follows itself; the phases of a `[[repeat]]` follow each other that many
//! times. The repetitions of a phase `tiptoe` are called `tiptoe_1`, `tiptoe_2` and so on; within a
//! repeated group its own number comes last, `tiptoe_2_1`.

use crate::document::{Field, Reader};
use crate::error::Mistake;
use crate::mistakes::Noted;

use super::format::REPEAT;

/// Most phases that a scenario has with all repetitions.
const MOST_PHASES: usize = 100_000;

/// A phase in its place: its number in the file, and what its name ends in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub(super) phase: usize,
    pub(super) suffix: String,
}

/// A phase of the file as far as repetition needs it.
pub(super) struct Repeated<'a> {
    /// Its name, if it can be read.
    pub(super) name: Option<&'a str>,
    /// Its `repeat`, if it has one.
    pub(super) times: Option<u32>,
}

/// Phases `first` to `last` that follow each other `times` times.
struct Group {
    first: usize,
    last: usize,
    times: u32,
}

/// All phases in the order in which they happen.
pub(super) fn order(reader: &Reader<'_>, phases: &[Repeated<'_>]) -> Result<Vec<Place>, Noted> {
    let groups = groups(reader, phases)?;
    let group_at = |phase: usize| groups.iter().find(|group| group.first == phase);
    let mut total = 0_usize;
    let mut next = 0;
    while next < phases.len() {
        let (last, times) = group_at(next).map_or((next, 1), |group| (group.last, group.times));
        let once: usize = phases[next..=last]
            .iter()
            .map(|phase| phase.times.unwrap_or(1) as usize)
            .fold(0, usize::saturating_add);
        total = total.saturating_add(once.saturating_mul(times as usize));
        next = last + 1;
    }
    if total > MOST_PHASES {
        let most = MOST_PHASES;
        return Err(reader.note("phase", Mistake::TooManyPhases { total, most }));
    }
    let mut order = Vec::with_capacity(total);
    let mut push = |phase: usize, prefix: &str| match phases[phase].times {
        None => order.push(Place {
            phase,
            suffix: prefix.to_owned(),
        }),
        Some(times) => order.extend((1..=times).map(|time| Place {
            phase,
            suffix: format!("{prefix}_{time}"),
        })),
    };
    let mut next = 0;
    while next < phases.len() {
        match group_at(next) {
            None => push(next, ""),
            Some(group) => {
                for time in 1..=group.times {
                    for phase in group.first..=group.last {
                        push(phase, &format!("_{time}"));
                    }
                }
                next = group.last;
            }
        }
        next += 1;
    }
    Ok(order)
}

fn groups(reader: &Reader<'_>, phases: &[Repeated<'_>]) -> Result<Vec<Group>, Noted> {
    let mut groups: Vec<Group> = Vec::new();
    let mut whole = Ok(());
    for (item, path) in reader.tables("repeat")? {
        let group = Reader::new(item, &path, REPEAT, reader.mistakes()).and_then(|table| {
            let names = table.required("phases", |field| numbers(field, phases));
            let times = table.required("times", Field::count);
            let (numbers, times) = (names?, times?);
            let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
                return Err(table.note("phases", Mistake::NothingRepeated));
            };
            let group = Group {
                first: *first,
                last: *last,
                times,
            };
            let overlaps = |other: &&Group| group.first <= other.last && other.first <= group.last;
            if let Some(other) = groups.iter().find(overlaps) {
                let both = group.first.max(other.first);
                let name = phases[both].name.unwrap_or_default().to_owned();
                return Err(table.note("phases", Mistake::RepeatedTwice { name }));
            }
            Ok(group)
        });
        match group {
            Ok(group) => groups.push(group),
            Err(noted) => whole = Err(noted),
        }
    }
    whole.map(|()| groups)
}

/// The numbers of the phases that a group names: they follow each other in the file.
fn numbers(field: &Field<'_>, phases: &[Repeated<'_>]) -> Result<Vec<usize>, Noted> {
    let names = field.texts()?;
    let mut numbers: Vec<usize> = Vec::new();
    for name in &names {
        let Some(number) = phases.iter().position(|phase| phase.name == Some(name)) else {
            // A phase without a readable name may be the phase meant.
            if phases.iter().any(|phase| phase.name.is_none()) {
                return Err(Noted::BEFORE);
            }
            let known = phases.iter().filter_map(|phase| phase.name);
            return Err(field.note(Mistake::unknown_word("phase", name, known)));
        };
        if let Some(last) = numbers.last().filter(|last| **last + 1 != number) {
            let mistake = Mistake::NotNext {
                name: name.clone(),
                before: phases[*last].name.unwrap_or_default().to_owned(),
            };
            return Err(field.note(mistake));
        }
        numbers.push(number);
    }
    Ok(numbers)
}
