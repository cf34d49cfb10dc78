//! From the tree of a scenario file to a [`Scenario`].

use std::collections::hash_map::Entry as Slot;
use std::collections::{HashMap, HashSet};

use secondheart_body::Posture;

use crate::check::Step;
use crate::document::{Field, Node, Reader};
use crate::error::{InputError, Location, Mistake, shown};
use crate::mistakes::{Mistakes, Noted};
use crate::quantity::Dimension;

use super::format::{PHASE, RECORD, SCENARIO, WINDOW};
use super::repeat::{self, Place, Repeated};
use super::settings::settings;
use super::{Phase, Recorded, Scenario, Window, motion};

/// Times closer than this are the same; it absorbs the rounding of sums of durations, seconds.
const SAME_TIME_S: f64 = 1e-9;

/// A scenario as far as it can be read.
pub(crate) struct Draft {
    /// The scenario, if it has no mistakes.
    pub(crate) scenario: Result<Scenario, Noted>,
    /// What can be checked of it in any case.
    pub(crate) steps: Vec<Step>,
    /// Names and patterns of recorded signals, as far as they can be read.
    pub(crate) signals: Vec<(String, Location)>,
}

/// A phase as far as it can be read, in its place.
#[derive(Clone)]
struct PhaseDraft {
    /// Its name, or its number where it has none, for messages.
    called: String,
    name: Result<String, Noted>,
    /// What its name ends in if it is a repetition.
    suffix: String,
    /// The start that the file gives, with its location.
    given_start_s: Result<Option<(f64, Location)>, Noted>,
    start_s: Result<f64, Noted>,
    duration_s: Result<f64, Noted>,
    phase: Result<Phase, Noted>,
    step: Step,
}

impl PhaseDraft {
    fn unread(called: String, noted: Noted) -> Self {
        Self {
            called,
            name: Err(noted),
            suffix: String::new(),
            given_start_s: Err(noted),
            start_s: Err(noted),
            duration_s: Err(noted),
            phase: Err(noted),
            step: Step::default(),
        }
    }

    fn end_s(&self) -> Result<f64, Noted> {
        Ok(self.start_s? + self.duration_s?)
    }

    /// The name that the phase has in the file.
    fn own_name(&self) -> Option<&str> {
        self.name.as_ref().ok()?.strip_suffix(&self.suffix)
    }
}

/// Reads the merged tree; a scenario without a name takes `file_stem`.
pub(super) fn scenario(root: &Node, file_stem: &str, mistakes: &Mistakes) -> Result<Draft, Noted> {
    let reader = Reader::new(root, "", SCENARIO, mistakes)?;
    let name = match reader.optional("name", Field::name) {
        Ok(name) => Ok(name.unwrap_or(file_stem)),
        Err(noted) => Err(noted),
    };
    let title = reader.optional("title", Field::text);
    let description = reader.optional("description", Field::text);
    let sources = reader.optional("sources", Field::texts);
    let changed = reader.optional("changed", Field::texts);
    let start = reader.optional("start", motion::posture);
    let subject = reader.optional("subject", |field| {
        crate::subject::of_scenario(field, mistakes)
    });
    let step_s = reader.optional("step", Field::quantity);
    let record = reader.optional("record", recorded);
    let signals = record.clone().ok().flatten().map(|own| own.signals);
    let set = settings(&reader);
    let mut steps = vec![Step {
        set: set.readable.clone(),
        whole: set.named.is_ok(),
        posture: start.ok().map(|start| {
            let posture = start.unwrap_or(Posture::SUPINE);
            (posture, root.location("start"))
        }),
        posture_unread: start.is_err(),
        ..Step::default()
    }];
    let mut phases = phases(&reader);
    if let (Ok(start), Ok(phases)) = (start, &mut phases) {
        drop_movements_to_the_present(start.unwrap_or(Posture::SUPINE), phases);
    }
    let windows = windows(&reader, &phases);
    for phase in phases.iter_mut().flatten() {
        steps.push(std::mem::take(&mut phase.step));
    }
    let whole = || {
        let name = name?.to_owned();
        let phases = phases?.into_iter().map(|phase| phase.phase);
        Ok(Scenario {
            title: title?.unwrap_or(&name).to_owned(),
            name,
            description: description?.unwrap_or_default().to_owned(),
            sources: sources?.unwrap_or_default(),
            changed: changed?.unwrap_or_default(),
            start: start?.unwrap_or(Posture::SUPINE),
            subject: subject?,
            step_s: step_s?,
            named: set.named?,
            set: set.readable,
            phases: phases.collect::<Result<_, Noted>>()?,
            windows: windows?,
            record: record?.unwrap_or_default(),
        })
    };
    Ok(Draft {
        scenario: whole(),
        steps,
        signals: signals.unwrap_or_default(),
    })
}

/// A phase that names the posture that the body has already does not move it.
fn drop_movements_to_the_present(start: Posture, phases: &mut [PhaseDraft]) {
    let mut present = start;
    for phase in phases.iter_mut().flat_map(|draft| draft.phase.as_mut()) {
        if phase
            .movement
            .is_some_and(|movement| movement.to == present)
        {
            phase.movement = None;
        }
        present = phase.movement.map_or(present, |movement| movement.to);
    }
}

fn recorded(field: &Field<'_>) -> Result<Recorded, Noted> {
    let reader = field.table(RECORD)?;
    let location = reader.get("signals").map(|field| field.location());
    let signals = reader.optional("signals", Field::texts);
    let rate_per_min = reader.optional("rate", Field::quantity);
    let signals = signals?.unwrap_or_default().into_iter();
    Ok(Recorded {
        signals: signals.zip(location.into_iter().cycle()).collect(),
        rate_hz: rate_per_min?.map(|rate| rate / 60.0),
    })
}

fn phases(reader: &Reader<'_>) -> Result<Vec<PhaseDraft>, Noted> {
    let items = reader.tables("phase")?;
    if items.is_empty() {
        return Err(reader.note("phase", Mistake::Empty));
    }
    let mut drafts: Vec<PhaseDraft> = Vec::new();
    let mut times = Vec::new();
    let mut locations = Vec::new();
    for (index, (item, path)) in items.into_iter().enumerate() {
        let called = match &path.strip_prefix("phase.") {
            Some(name) if *name != (index + 1).to_string() => (*name).to_owned(),
            _ => format!("phase {}", index + 1),
        };
        let location = item.location(&path);
        let (draft, repeat) = match Reader::new(item, &path, PHASE, reader.mistakes()) {
            Ok(reader) => {
                let repeat = reader.optional("repeat", Field::count);
                (phase(&reader, location.clone(), called), repeat)
            }
            Err(noted) => (PhaseDraft::unread(called, noted), Err(noted)),
        };
        drafts.push(draft);
        times.push(repeat);
        locations.push(location);
    }
    refuse_twins(&mut drafts, &locations, reader.mistakes());
    let repeated: Vec<Repeated<'_>> = drafts
        .iter()
        .zip(&times)
        .map(|(draft, times)| Repeated {
            name: draft.name.as_deref().ok(),
            times: times.ok().flatten(),
        })
        .collect();
    let order = repeat::order(reader, &repeated)?;
    let mut phases: Vec<PhaseDraft> = Vec::with_capacity(order.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for Place { phase, suffix } in order {
        let mut draft = drafts[phase].clone();
        if let Err(noted) = times[phase] {
            // How often it happens, and when the next phase begins, is not known.
            (draft.name, draft.duration_s) = (Err(noted), Err(noted));
        }
        if !suffix.is_empty() {
            draft.called.push_str(&suffix);
            draft.name = draft.name.map(|name| name + &suffix);
            if let Ok(Some((_, location))) = &draft.given_start_s {
                let location = location.clone();
                let error = InputError::new(location, Mistake::StartOfRepeated);
                draft.given_start_s = Err(reader.mistakes().note(error));
            }
        }
        draft.suffix = suffix;
        draft.start_s = start_of_phase(&draft, reader.mistakes(), phases.last());
        if let Ok(name) = &draft.name {
            match places.entry(name.clone()) {
                Slot::Vacant(slot) => {
                    slot.insert(phases.len());
                }
                Slot::Occupied(slot) => {
                    let (what, name) = ("phase", draft.called.clone());
                    let mistake = Mistake::Duplicate { what, name };
                    let error = InputError::new(locations[phase].clone(), mistake);
                    // Which of the two a window lies in is not known.
                    phases[*slot.get()].duration_s = Err(reader.mistakes().note(error));
                }
            }
        }
        let in_place = |mut phase: Phase| {
            (phase.name, phase.start_s) = (draft.name.clone()?, draft.start_s?);
            Ok(phase)
        };
        draft.phase = draft.phase.clone().and_then(in_place);
        phases.push(draft);
    }
    Ok(phases)
}

/// Refuses two phases of one name in the file. Only repetition makes copies.
fn refuse_twins(drafts: &mut [PhaseDraft], locations: &[Location], mistakes: &Mistakes) {
    let mut places: HashMap<String, usize> = HashMap::new();
    for index in 0..drafts.len() {
        let Ok(name) = drafts[index].name.clone() else {
            continue;
        };
        if let Some(first) = places.get(&name) {
            let what = "phase";
            let mistake = Mistake::Duplicate { what, name };
            let noted = mistakes.note(InputError::new(locations[index].clone(), mistake));
            // Which of the two a window or a repetition means is not known.
            drafts[*first].duration_s = Err(noted);
            drafts[index].name = Err(noted);
        } else {
            places.insert(name, index);
        }
    }
}

/// Reads a phase, which has no place yet.
fn phase(reader: &Reader<'_>, location: Location, called: String) -> PhaseDraft {
    let name = reader
        .required("name", Field::name)
        .map(|name| name.to_owned());
    let duration_s = reader.required("duration", Field::quantity);
    let given_start_s = reader.optional("start", |field| Ok((field.quantity()?, field.location())));
    let movement = motion::movement(reader, duration_s);
    let activity = reader.optional("activity", |field| {
        Ok((motion::activity(field)?, field.location()))
    });
    let set = settings(reader);
    let step = Step {
        set: set.readable.clone(),
        whole: set.named.is_ok(),
        posture: reader
            .get("posture")
            .zip(movement.ok().flatten())
            .map(|(field, movement)| (movement.to, field.location())),
        posture_unread: movement.is_err(),
        activity: activity.clone().ok().flatten(),
        activity_unread: activity.is_err(),
        lasts_s: duration_s.ok(),
    };
    let whole = || {
        Ok(Phase {
            name: name.clone()?,
            start_s: 0.0,
            duration_s: duration_s?,
            movement: movement?,
            activity: activity?,
            named: set.named?,
            set: set.readable,
            location,
        })
    };
    PhaseDraft {
        phase: whole(),
        called,
        name,
        suffix: String::new(),
        given_start_s,
        start_s: Err(Noted::BEFORE),
        duration_s,
        step,
    }
}

/// Start of a phase; by default the end of the phase before it.
fn start_of_phase(
    phase: &PhaseDraft,
    mistakes: &Mistakes,
    previous: Option<&PhaseDraft>,
) -> Result<f64, Noted> {
    let previous_end_s = previous.map_or(Ok(0.0), PhaseDraft::end_s);
    let Some((start_s, location)) = phase.given_start_s.clone()? else {
        return previous_end_s;
    };
    let (Ok(previous_end_s), Some(previous)) = (previous_end_s, previous) else {
        return Ok(start_s);
    };
    if start_s < previous_end_s - SAME_TIME_S {
        let mistake = Mistake::Overlap {
            start: shown(start_s, Dimension::Time),
            previous: previous.called.clone(),
            end: shown(previous_end_s, Dimension::Time),
        };
        mistakes.note(InputError::new(location, mistake));
        // The phases after this one are compared with the times as written.
        return Ok(start_s);
    }
    Ok(start_s.max(previous_end_s))
}

fn windows(
    reader: &Reader<'_>,
    phases: &Result<Vec<PhaseDraft>, Noted>,
) -> Result<Vec<Window>, Noted> {
    let mistakes = reader.mistakes();
    let names_of_phases: HashSet<&str> = phases
        .iter()
        .flatten()
        .filter_map(|phase| phase.name.as_deref().ok())
        .collect();
    let mut windows = Ok(Vec::new());
    let mut names: HashSet<String> = HashSet::new();
    for (item, path) in reader.tables("window")? {
        let read = Reader::new(item, &path, WINDOW, mistakes).and_then(|reader| {
            let name = reader.required("name", Field::name);
            let within = reader.required("phase", |field| phases_of_window(field, phases));
            let suffixes: Vec<&str> = match &within {
                Ok(within) => within.iter().map(|(_, suffix)| *suffix).collect(),
                Err(_) => vec![""],
            };
            for suffix in suffixes {
                let Ok(name) = name.map(|name| format!("{name}{suffix}")) else {
                    continue;
                };
                let mistake = if names_of_phases.contains(name.as_str()) {
                    Mistake::NameOfPhase { name }
                } else if names.contains(&name) {
                    let what = "window";
                    Mistake::Duplicate { what, name }
                } else {
                    names.insert(name);
                    continue;
                };
                mistakes.note(InputError::new(item.location(&path), mistake));
            }
            let start_s = reader.required("start", Field::quantity);
            let end_s = reader.required("end", Field::quantity);
            let (within, start_s, end_s) = (within?, start_s?, end_s?);
            let window = |(phase, suffix): (&PhaseDraft, &str)| {
                let name = name.map(|name| format!("{name}{suffix}"));
                window(&reader, name, phase, start_s, end_s)
            };
            within
                .into_iter()
                .map(window)
                .collect::<Result<Vec<_>, _>>()
        });
        match (read, &mut windows) {
            (Ok(read), Ok(windows)) => windows.extend(read),
            (Err(noted), _) => windows = Err(noted),
            (Ok(_), Err(_)) => {}
        }
    }
    windows
}

fn window(
    reader: &Reader<'_>,
    name: Result<String, Noted>,
    phase: &PhaseDraft,
    start_s: f64,
    end_s: f64,
) -> Result<Window, Noted> {
    let lasts_s = phase.duration_s?;
    if start_s >= end_s || end_s > lasts_s + SAME_TIME_S {
        return Err(reader.note(
            "end",
            Mistake::OutsidePhase {
                start: shown(start_s, Dimension::Time),
                end: shown(end_s, Dimension::Time),
                phase: phase.called.clone(),
                lasts: shown(lasts_s, Dimension::Time),
            },
        ));
    }
    let origin_s = phase.start_s?;
    Ok(Window {
        name: name?,
        phase: phase.called.clone(),
        start_s: origin_s + start_s,
        end_s: (origin_s + end_s).min(phase.end_s()?),
    })
}

/// The phases that a window lies in, with what its name ends in there: one phase, or all repetitions
/// of one.
fn phases_of_window<'a>(
    field: &Field<'_>,
    phases: &'a Result<Vec<PhaseDraft>, Noted>,
) -> Result<Vec<(&'a PhaseDraft, &'a str)>, Noted> {
    let name = field.text()?;
    let phases = phases.as_ref().map_err(|noted| *noted)?;
    let is_name = |phase: &&PhaseDraft| phase.name.as_deref() == Ok(name);
    if let Some(phase) = phases.iter().find(is_name) {
        return Ok(vec![(phase, "")]);
    }
    let repetitions = phases.iter().filter(|phase| phase.own_name() == Some(name));
    let repetitions: Vec<_> = repetitions
        .map(|phase| (phase, phase.suffix.as_str()))
        .collect();
    if !repetitions.is_empty() {
        return Ok(repetitions);
    }
    // A phase without a readable name may be the phase meant.
    let mut known: Vec<&str> = Vec::new();
    for phase in phases {
        phase.name.as_ref().map_err(|noted| *noted)?;
        known.push(phase.own_name().unwrap_or_default());
    }
    let mistake = Mistake::unknown_word("phase", name, known.iter().copied());
    Err(field.note(mistake))
}
