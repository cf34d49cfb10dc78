//! From the tree of a scenario file to a [`Scenario`].

use crate::check::Step;
use crate::document::{Field, Node, Reader};
use crate::error::{InputError, Location, Mistake, shown};
use crate::mistakes::{Mistakes, Noted};
use crate::quantity::Dimension;

use super::format::{PHASE, SCENARIO, WINDOW};
use super::settings::settings;
use super::{Phase, Scenario, Window, motion};

/// Times closer than this are the same; it absorbs the rounding of sums of durations, seconds.
const SAME_TIME_S: f64 = 1e-9;

/// A scenario as far as it can be read.
pub(crate) struct Draft {
    /// The scenario, if it has no mistakes.
    pub(crate) scenario: Result<Scenario, Noted>,
    /// What can be checked of it in any case.
    pub(crate) steps: Vec<Step>,
}

/// A phase as far as it can be read.
struct PhaseDraft {
    /// Its name, or its number where it has none, for messages.
    called: String,
    name: Result<String, Noted>,
    start_s: Result<f64, Noted>,
    duration_s: Result<f64, Noted>,
    phase: Result<Phase, Noted>,
    step: Step,
}

impl PhaseDraft {
    fn end_s(&self) -> Result<f64, Noted> {
        Ok(self.start_s? + self.duration_s?)
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
    let start = reader.optional("start", motion::posture);
    let subject = reader.optional("subject", |field| {
        crate::subject::from_node(field.node, &field.path, mistakes)
    });
    let step_s = reader.optional("step", Field::quantity);
    let set = settings(&reader);
    let mut steps = vec![Step {
        set: set.readable.clone(),
        whole: set.named.is_ok(),
        ..Step::default()
    }];
    let mut phases = phases(&reader);
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
            start: start?.unwrap_or(secondheart_body::Posture::SUPINE),
            subject: subject?,
            step_s: step_s?,
            named: set.named?,
            set: set.readable,
            phases: phases.collect::<Result<_, Noted>>()?,
            windows: windows?,
        })
    };
    Ok(Draft {
        scenario: whole(),
        steps,
    })
}

fn phases(reader: &Reader<'_>) -> Result<Vec<PhaseDraft>, Noted> {
    let items = reader.tables("phase")?;
    if items.is_empty() {
        return Err(reader.note("phase", Mistake::Empty));
    }
    let mut phases: Vec<PhaseDraft> = Vec::new();
    for (index, (item, path)) in items.into_iter().enumerate() {
        let called = match &path.strip_prefix("phase.") {
            Some(name) if *name != (index + 1).to_string() => (*name).to_owned(),
            _ => format!("phase {}", index + 1),
        };
        let phase = match Reader::new(item, &path, PHASE, reader.mistakes()) {
            Ok(reader) => phase(&reader, item.location(&path), called, phases.last()),
            Err(noted) => PhaseDraft {
                called,
                name: Err(noted),
                start_s: Err(noted),
                duration_s: Err(noted),
                phase: Err(noted),
                step: Step::default(),
            },
        };
        let same = |other: &&mut PhaseDraft| phase.name.is_ok() && other.name == phase.name;
        if let Some(other) = phases.iter_mut().find(same) {
            let (what, name) = ("phase", phase.called.clone());
            let mistake = Mistake::Duplicate { what, name };
            let error = InputError::new(item.location(&path), mistake);
            // Which of the two a window lies in is not known.
            other.duration_s = Err(reader.mistakes().note(error));
        }
        phases.push(phase);
    }
    Ok(phases)
}

fn phase(
    reader: &Reader<'_>,
    location: Location,
    called: String,
    previous: Option<&PhaseDraft>,
) -> PhaseDraft {
    let name = reader
        .required("name", Field::name)
        .map(|name| name.to_owned());
    let duration_s = reader.required("duration", Field::quantity);
    let start_s = start_of_phase(reader, previous);
    let movement = motion::movement(reader, duration_s);
    let activity = reader.optional("activity", |field| {
        Ok((motion::activity(field)?, field.location()))
    });
    let set = settings(reader);
    let step = Step {
        set: set.readable.clone(),
        whole: set.named.is_ok(),
        activity: activity.clone().ok().flatten(),
        lasts_s: duration_s.ok(),
    };
    let whole = || {
        Ok(Phase {
            name: name.clone()?,
            start_s: start_s?,
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
        start_s,
        duration_s,
        step,
    }
}

/// Start of a phase; by default the end of the phase before it.
fn start_of_phase(reader: &Reader<'_>, previous: Option<&PhaseDraft>) -> Result<f64, Noted> {
    let previous_end_s = previous.map_or(Ok(0.0), PhaseDraft::end_s);
    let Some(start_s) = reader.optional("start", Field::quantity)? else {
        return previous_end_s;
    };
    let (Ok(previous_end_s), Some(previous)) = (previous_end_s, previous) else {
        return Ok(start_s);
    };
    if start_s < previous_end_s - SAME_TIME_S {
        reader.note(
            "start",
            Mistake::Overlap {
                start: shown(start_s, Dimension::Time),
                previous: previous.called.clone(),
                end: shown(previous_end_s, Dimension::Time),
            },
        );
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
    let mut windows = Ok(Vec::new());
    let mut names: Vec<String> = Vec::new();
    for (item, path) in reader.tables("window")? {
        let window = Reader::new(item, &path, WINDOW, mistakes).and_then(|reader| {
            let name = reader.required("name", Field::name);
            if let Ok(name) = name {
                let is_name = |phase: &PhaseDraft| phase.name.as_deref() == Ok(name);
                let name = name.to_owned();
                let mistake = if phases.iter().flatten().any(is_name) {
                    Some(Mistake::NameOfPhase { name })
                } else if names.contains(&name) {
                    let what = "window";
                    Some(Mistake::Duplicate { what, name })
                } else {
                    names.push(name);
                    None
                };
                if let Some(mistake) = mistake {
                    mistakes.note(InputError::new(item.location(&path), mistake));
                }
            }
            window(&reader, name, phases)
        });
        match (window, &mut windows) {
            (Ok(window), Ok(windows)) => windows.push(window),
            (Err(noted), _) => windows = Err(noted),
            (Ok(_), Err(_)) => {}
        }
    }
    windows
}

fn window(
    reader: &Reader<'_>,
    name: Result<&str, Noted>,
    phases: &Result<Vec<PhaseDraft>, Noted>,
) -> Result<Window, Noted> {
    let phase = reader.required("phase", |field| phase_of_window(field, phases));
    let start_s = reader.required("start", Field::quantity);
    let end_s = reader.required("end", Field::quantity);
    let (phase, start_s, end_s) = (phase?, start_s?, end_s?);
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
        name: name?.to_owned(),
        phase: phase.called.clone(),
        start_s: origin_s + start_s,
        end_s: (origin_s + end_s).min(phase.end_s()?),
    })
}

fn phase_of_window<'a>(
    field: &Field<'_>,
    phases: &'a Result<Vec<PhaseDraft>, Noted>,
) -> Result<&'a PhaseDraft, Noted> {
    let name = field.text()?;
    let phases = phases.as_ref().map_err(|noted| *noted)?;
    let found = phases
        .iter()
        .find(|phase| phase.name.as_deref() == Ok(name));
    if let Some(phase) = found {
        return Ok(phase);
    }
    // A phase without a readable name may be the one that is meant.
    let mut known = Vec::new();
    for phase in phases {
        known.push(phase.name.as_deref().map_err(|noted| *noted)?);
    }
    let mistake = Mistake::unknown_word("phase", name, known.iter().copied());
    Err(field.note(mistake))
}
