//! What figures show finer than the whole protocol: the veins around the exercise, the valves over
//! two of its cycles.

use super::Readings;
use super::bench::{Look, Setup, Signal};
use super::protocol::Stage;
use super::trail::Onsets;
use crate::overview::{EnvelopeRecorder, PumpWindow, ValveWindow, WindowRecorder, channel_name};
use crate::plant::{Plant, UnknownName};

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
pub(super) struct Views {
    exercise: Option<Stage>,
    start_s: f64,
    end_s: f64,
    foot: Signal,
    popliteal: Signal,
    soleus: Signal,
    /// The vein that the exercise is measured in (ankle in gait, foot otherwise).
    envelope: EnvelopeRecorder,
    popliteal_envelope: EnvelopeRecorder,
    valve_signals: Vec<Signal>,
    pressure_signals: Vec<Signal>,
    row: Vec<f64>,
    cycles: Option<TwoCycles>,
    standing_mmhg: Option<f64>,
    ambulatory_mmhg: Option<f64>,
    refill_90_s: Option<f64>,
}

impl Views {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let exercises = setup
            .stages
            .iter()
            .filter(|s| s.is_phase && s.activity.is_some());
        // The longest exercise; of equals the last.
        let exercise = exercises
            .max_by(|a, b| a.duration_s().total_cmp(&b.duration_s()))
            .cloned();
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
            let after = setup
                .stages
                .iter()
                .find(|s| s.is_phase && s.holds(stage.end_s + 1e-6));
            let rest_s = after.map_or(0.0, Stage::duration_s).min(AFTER_S);
            ((stage.start_s - BEFORE_S).max(0.0), stage.end_s + rest_s)
        });
        let find = |setup: &mut Setup<'_, P>, pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(_, name)| setup.signal(name))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            exercise,
            start_s,
            end_s,
            foot: setup.signal("leg.left.foot.dorsal_vein.pressure_mmhg")?,
            popliteal: setup.signal("leg.left.popliteal_vein.pressure_mmhg")?,
            soleus: setup.signal("leg.left.soleus.pressure_mmhg")?,
            envelope: EnvelopeRecorder::default(),
            popliteal_envelope: EnvelopeRecorder::default(),
            valve_signals: find(setup, &VALVES)?,
            pressure_signals: find(setup, &PRESSURES)?,
            row: Vec::new(),
            cycles,
            standing_mmhg: None,
            ambulatory_mmhg: None,
            refill_90_s: None,
        })
    }

    pub(super) fn look(&mut self, look: &Look<'_>, ankle_mmhg: f64) {
        let Some(exercise) = &self.exercise else {
            return;
        };
        if self.start_s <= look.time_s && look.time_s <= self.end_s {
            let measured = if exercise.is_gait() {
                ankle_mmhg
            } else {
                look[self.foot]
            };
            self.envelope.push(look.time_s, look.since_s, measured);
            self.popliteal_envelope
                .push(look.time_s, look.since_s, look[self.popliteal]);
        }
        let Some(cycles) = &mut self.cycles else {
            return;
        };
        if look.time_s < cycles.from_s || look.time_s > cycles.to_s || cycles.end_s.is_some() {
            return;
        }
        let onset = cycles.onsets.begins(look[self.soleus]);
        if onset || look.time_s - cycles.from_s >= WITHOUT_ONSETS_S && cycles.start_s.is_none() {
            cycles.seen += u32::from(cycles.start_s.is_some());
            cycles.start_s.get_or_insert(look.time_s);
        }
        if cycles.start_s.is_none() {
            return;
        }
        let mut push = |recorder: &mut WindowRecorder, signals: &[Signal]| {
            self.row.clear();
            self.row.extend(signals.iter().map(|signal| look[*signal]));
            recorder.push(look.time_s, &self.row);
        };
        push(&mut cycles.valves, &self.valve_signals);
        push(&mut cycles.pressures, &self.pressure_signals);
        if cycles.seen == 2 {
            cycles.end_s = Some(look.time_s);
        }
    }

    /// Takes what the figure says about the exercise.
    pub(super) fn ends(&mut self, stage: &Stage, readings: &Readings) {
        let Some(exercise) = &self.exercise else {
            return;
        };
        let of = |name| readings.get(name).map(|reading| reading.value);
        if stage == exercise {
            self.ambulatory_mmhg = of("ambulatory_pressure_mmhg");
            let fall_mmhg = of("ambulatory_fall_mmhg");
            self.standing_mmhg = self
                .ambulatory_mmhg
                .zip(fall_mmhg)
                .map(|(low, fall)| low + fall);
        } else if stage.is_phase && (stage.start_s - exercise.end_s).abs() < 1e-6 {
            self.refill_90_s = of("refill_time_90_s");
        }
    }

    pub(super) fn pump_window(&self) -> Option<PumpWindow> {
        let exercise = self.exercise.as_ref()?;
        let (name, label) = if exercise.is_gait() {
            (channel_name::ANKLE_VEIN_PRESSURE, "ankle vein pressure")
        } else {
            (channel_name::FOOT_VEIN_PRESSURE, "foot vein pressure")
        };
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
            standing_mmhg: self.standing_mmhg,
            ambulatory_mmhg: self.ambulatory_mmhg,
            refill_90_s: self.refill_90_s,
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
