//! What figures show finer than the whole protocol: the veins around the exercise, the valves over
//! two of its cycles.

use std::cmp::Ordering;

use secondheart_laboratory::instrument::{Onsets, Stage};
use secondheart_laboratory::plant::{Plant, UnknownName};
use secondheart_laboratory::record::Record;
use secondheart_protocol::scenario::Timeline;

use crate::overview::{EnvelopeRecorder, PumpWindow, ValveWindow, WindowRecorder, channel_name};

/// Shown before and after the exercise, seconds.
const BEFORE_S: f64 = 20.0;
const AFTER_S: f64 = 120.0;
/// Samples of each trace over two cycles.
const TRACE: usize = 600;
/// Longest time for two cycles, seconds; without onsets two seconds are shown.
const LONGEST_S: f64 = 8.0;
const WITHOUT_ONSETS_S: f64 = 2.0;

/// Valves, pressures: label and signal.
const VALVES: [(&str, &str); 5] = [
    ("femoral", "leg.left.femoral_outlet.opening_fraction"),
    ("popliteal", "leg.left.popliteal_outlet.opening_fraction"),
    (
        "tibial",
        "leg.left.calf.tibial_lower_outlet.opening_fraction",
    ),
    (
        "saphenous",
        "leg.left.calf.saphenous_lower_outlet.opening_fraction",
    ),
    (
        "perforator",
        "leg.left.calf.perforator_soleal.opening_fraction",
    ),
];
const PRESSURES: [(&str, &str); 4] = [
    ("soleus muscle", "leg.left.soleus.pressure_mmhg"),
    ("soleal vein", "leg.left.calf.soleal_vein.pressure_mmhg"),
    ("popliteal vein", "leg.left.popliteal_vein.pressure_mmhg"),
    (
        "saphenous vein",
        "leg.left.calf.saphenous_lower_vein.pressure_mmhg",
    ),
];

/// Exercises in which the legs work in earnest, by their patterns; the others are small movements of
/// somebody who sits or stands.
const EARNEST: [&str; 4] = ["walk", "run", "cycle", "tiptoe"];

/// Which of two exercises the figures show: work in earnest before small movements, then the longer;
/// the second of equals.
pub(super) fn more_telling(one: &Stage, other: &Stage) -> Ordering {
    let earnest = |stage: &Stage| {
        let pattern = stage.activity.as_ref().map(|own| own.pattern.as_str());
        pattern.is_some_and(|pattern| EARNEST.contains(&pattern))
    };
    let longer = one.duration_s().total_cmp(&other.duration_s());
    earnest(one).cmp(&earnest(other)).then(longer)
}

/// Two cycles of the exercise.
struct TwoCycles {
    valves: WindowRecorder,
    pressures: WindowRecorder,
    onsets: Onsets,
    /// Time from which a cycle is waited for.
    from_s: f64,
    to_s: f64,
    start_s: Option<f64>,
    seen: u32,
    end_s: Option<f64>,
}

/// The windows.
pub(super) struct Windows<S> {
    stages: Vec<Stage>,
    exercise: Option<Stage>,
    start_s: f64,
    end_s: f64,
    foot: S,
    popliteal: S,
    soleus: S,
    /// The vein that the exercise is measured in (ankle in gait, foot otherwise).
    envelope: EnvelopeRecorder,
    popliteal_envelope: EnvelopeRecorder,
    valve_signals: Vec<S>,
    pressure_signals: Vec<S>,
    row: Vec<f64>,
    cycles: Option<TwoCycles>,
    looked_s: f64,
}

impl<S: Copy> Windows<S> {
    pub(super) fn new<P: Plant<Signal = S>>(
        plant: &P,
        timeline: &Timeline,
    ) -> Result<Self, UnknownName> {
        let stages = Stage::all(timeline);
        let exercises = stages.iter().filter(|s| s.is_phase && s.activity.is_some());
        let exercise = exercises.max_by(|a, b| more_telling(a, b)).cloned();
        let labels = |pairs: &[(&str, &str)]| -> Vec<String> {
            pairs.iter().map(|(label, _)| (*label).to_owned()).collect()
        };
        let cycles = exercise.as_ref().map(|stage| {
            let middle_s = stage.start_s + 0.5 * stage.duration_s();
            let any_time = (0.0, f64::INFINITY);
            TwoCycles {
                valves: WindowRecorder::new(any_time.0, any_time.1, TRACE, labels(&VALVES)),
                pressures: WindowRecorder::new(any_time.0, any_time.1, TRACE, labels(&PRESSURES)),
                onsets: Onsets::default(),
                from_s: middle_s,
                to_s: (middle_s + LONGEST_S).min(stage.end_s),
                start_s: None,
                seen: 0,
                end_s: None,
            }
        });
        let (start_s, end_s) = exercise.as_ref().map_or((0.0, 0.0), |stage| {
            let after = stages
                .iter()
                .find(|s| s.is_phase && s.holds(stage.end_s + 1e-6));
            let rest_s = after.map_or(0.0, Stage::duration_s).min(AFTER_S);
            ((stage.start_s - BEFORE_S).max(0.0), stage.end_s + rest_s)
        });
        let find = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(_, name)| plant.signal(name))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            exercise,
            start_s,
            end_s,
            foot: plant.signal("leg.left.foot.dorsal_vein.pressure_mmhg")?,
            popliteal: plant.signal("leg.left.popliteal_vein.pressure_mmhg")?,
            soleus: plant.signal("leg.left.soleus.pressure_mmhg")?,
            envelope: EnvelopeRecorder::default(),
            popliteal_envelope: EnvelopeRecorder::default(),
            valve_signals: find(&VALVES)?,
            pressure_signals: find(&PRESSURES)?,
            row: Vec::new(),
            cycles,
            looked_s: 0.0,
            stages,
        })
    }

    /// The phases, then the windows.
    pub(super) fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// Looks when the instruments do.
    pub(super) fn look<P: Plant<Signal = S>>(&mut self, plant: &P, time_s: f64, ankle_mmhg: f64) {
        let since_s = time_s - self.looked_s;
        self.looked_s = time_s;
        let Some(exercise) = &self.exercise else {
            return;
        };
        if self.start_s <= time_s && time_s <= self.end_s {
            let measured = if exercise.is_gait() {
                ankle_mmhg
            } else {
                plant.value(self.foot)
            };
            self.envelope.push(time_s, since_s, measured);
            self.popliteal_envelope
                .push(time_s, since_s, plant.value(self.popliteal));
        }
        let Some(cycles) = &mut self.cycles else {
            return;
        };
        if time_s < cycles.from_s || time_s > cycles.to_s || cycles.end_s.is_some() {
            return;
        }
        let onset = cycles.onsets.begins(plant.value(self.soleus));
        if onset || time_s - cycles.from_s >= WITHOUT_ONSETS_S && cycles.start_s.is_none() {
            cycles.seen += u32::from(cycles.start_s.is_some());
            cycles.start_s.get_or_insert(time_s);
        }
        if cycles.start_s.is_none() {
            return;
        }
        let mut push = |recorder: &mut WindowRecorder, signals: &[S]| {
            self.row.clear();
            self.row
                .extend(signals.iter().map(|signal| plant.value(*signal)));
            recorder.push(time_s, &self.row);
        };
        push(&mut cycles.valves, &self.valve_signals);
        push(&mut cycles.pressures, &self.pressure_signals);
        if cycles.seen == 2 {
            cycles.end_s = Some(time_s);
        }
    }

    /// The veins around the exercise, with what the instruments read in it and after it.
    pub(super) fn pump_window(&self, record: &Record) -> Option<PumpWindow> {
        let exercise = self.exercise.as_ref()?;
        let read = |wanted: &dyn Fn(&Stage) -> bool, name: &str| {
            let mut phases = self.stages.iter().zip(&record.phases);
            let (_, span) = phases.find(|(stage, _)| wanted(stage))?;
            Some(span.reading(name)?.value)
        };
        let of_exercise = |name| read(&|stage| stage == exercise, name);
        let after = |stage: &Stage| (stage.start_s - exercise.end_s).abs() < 1e-6;
        let (name, label, [ambulatory, fall, refill]) = if exercise.is_gait() {
            let readings = [
                "ankle_ambulatory_pressure_mmhg",
                "ankle_ambulatory_fall_mmhg",
                "ankle_refill_time_90_s",
            ];
            (
                channel_name::ANKLE_VEIN_PRESSURE,
                "ankle vein pressure",
                readings,
            )
        } else {
            let readings = [
                "foot_ambulatory_pressure_mmhg",
                "foot_ambulatory_fall_mmhg",
                "foot_refill_time_90_s",
            ];
            (
                channel_name::FOOT_VEIN_PRESSURE,
                "foot vein pressure",
                readings,
            )
        };
        let (ambulatory_mmhg, fall_mmhg) = (of_exercise(ambulatory), of_exercise(fall));
        Some(PumpWindow {
            start_s: self.start_s,
            end_s: self.end_s,
            exercise_start_s: exercise.start_s,
            exercise_end_s: exercise.end_s,
            exercise_label: exercise.name.replace(['_', '-'], " "),
            channels: vec![
                self.envelope.channel(name, label, "mmHg"),
                self.popliteal_envelope.channel(
                    "popliteal_vein_pressure_mmhg",
                    "popliteal vein pressure",
                    "mmHg",
                ),
            ],
            standing_mmhg: ambulatory_mmhg.zip(fall_mmhg).map(|(low, fall)| low + fall),
            ambulatory_mmhg,
            refill_90_s: read(&after, refill),
        })
    }

    pub(super) fn valve_window(&self) -> Option<ValveWindow> {
        let cycles = self.cycles.as_ref()?;
        let valves = cycles.valves.traces();
        let times = &valves.first()?.t_s;
        Some(ValveWindow {
            start_s: *times.first()?,
            end_s: *times.last()?,
            valves,
            pressures: cycles.pressures.traces(),
        })
    }
}
