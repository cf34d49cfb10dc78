//! The overview of a run: everything that the report shows, as plain data.
//!
//! A [`Sketch`](crate::sketch::Sketch) fills an [`Overview`] while the simulation runs; the figures
//! and tables are drawn from it alone.
//! Its size does not depend on how long the run lasts: a channel keeps at most a fixed number of
//! buckets of minimum, time-weighted mean and maximum ([`EnvelopeRecorder`]), a window or a loop
//! at most a fixed number of samples ([`WindowRecorder`], [`LoopRecorder`]).

mod envelope;
mod protocols;
mod readings;
mod window;

pub use envelope::EnvelopeRecorder;
pub use protocols::{
    Bleeding, RestingBeat, Straining, StudyValue, WorkSlope, WorkStage, WorkStudy,
};
pub use readings::{AcceptedRange, Judgement, RangeRole, ReadingCell, ReadingRow, ReadingTable};
pub use window::{LoopRecorder, WindowRecorder};

use secondheart_laboratory::departure::Departure;
use secondheart_laboratory::instrument::KneeCycle;

/// Names of the channels that the figures look for.
///
/// A figure leaves out what is missing, so every one of them is optional.
pub mod channel_name {
    /// Arterial pressure at the height of the heart, within the beat, mmHg.
    pub const ARTERIAL_PRESSURE: &str = "arterial_pressure_mmhg";
    /// Largest arterial pressure of the latest beat, mmHg.
    pub const SYSTOLIC_PRESSURE: &str = "systolic_pressure_mmhg";
    /// Mean arterial pressure of the latest beat, mmHg.
    pub const MEAN_PRESSURE: &str = "mean_arterial_pressure_mmhg";
    /// Smallest arterial pressure of the latest beat, mmHg.
    pub const DIASTOLIC_PRESSURE: &str = "diastolic_pressure_mmhg";
    /// Heart rate of the latest beat, 1/min.
    pub const HEART_RATE: &str = "heart_rate_per_min";
    /// Left ventricular stroke volume of the latest beat, mL.
    pub const STROKE_VOLUME: &str = "stroke_volume_ml";
    /// Cardiac output of the latest beat, L/min.
    pub const CARDIAC_OUTPUT: &str = "cardiac_output_l_per_min";
    /// Central venous pressure, mmHg.
    pub const CENTRAL_VENOUS_PRESSURE: &str = "central_venous_pressure_mmhg";
    /// Pressure in a dorsal foot vein at its own height, mmHg.
    pub const FOOT_VEIN_PRESSURE: &str = "foot_vein_pressure_mmhg";
    /// Pressure in the great saphenous vein at the ankle at its own height, mmHg.
    pub const ANKLE_VEIN_PRESSURE: &str = "ankle_vein_pressure_mmhg";
    /// Volume of one leg, or of the fluids in it, mL; the figure shows only its change.
    pub const LEG_VOLUME: &str = "leg_volume_ml";
    /// Blood and tissue fluid of one calf, mL; the figure shows only its change.
    pub const CALF_VOLUME: &str = "calf_fluid_volume_ml";
    /// Blood volume below the diaphragm, mL.
    pub const BLOOD_BELOW_DIAPHRAGM: &str = "blood_below_diaphragm_ml";
    /// Plasma volume, mL.
    pub const PLASMA_VOLUME: &str = "plasma_volume_ml";
}

/// All that the report of one run shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    /// Title of the scenario.
    pub title: String,
    /// What the protocol is and for whom, in a sentence or two.
    pub description: String,
    /// The subject in one line: name, sex, age, stature, mass.
    pub subject_line: String,
    /// What differs from the shipped body, a line for the start and for each phase.
    pub differences: Vec<String>,
    /// Departures from the range in which the body was compared with people, each once.
    pub departures: Vec<Departure>,
    /// The command that repeats the run.
    pub command_line: String,
    /// Version of the program.
    pub version: String,
    /// Simulated time, s.
    pub simulated_s: f64,
    /// Time that the simulation took, s.
    pub wall_s: f64,
    /// Simulated seconds per second, 1.
    pub speed: f64,
    /// Invariants checked during the run: name and value with its unit.
    pub invariants: Vec<(String, String)>,
    /// The phases of the protocol in order.
    pub phases: Vec<PhaseSpan>,
    /// Volumes at the end of each window, in the order of the scenario.
    pub window_ends: Vec<EndValues>,
    /// Signals over the whole protocol, found by their [`channel_name`].
    pub channels: Vec<Channel>,
    /// Pressure-volume loops of the left ventricle, one for each phase; of very many phases an even
    /// choice.
    pub loops: Vec<PressureVolumeLoop>,
    /// The foot vein around the exercise, finer than the channels, if there was exercise.
    pub pump_window: Option<PumpWindow>,
    /// Valves and vein pressures over two steps, if there were steps.
    pub valve_window: Option<ValveWindow>,
    /// Flow at the knee over the cycle of the exercise, if there were cycles.
    pub gait_window: Option<GaitWindow>,
    /// Volume of the calf in the manoeuvres of air plethysmography, if they were done.
    pub plethysmogram: Option<Plethysmogram>,
    /// The stages of graded exercise in the order of the protocol; none without several loads.
    pub graded_exercise: Vec<WorkStage>,
    /// Studies of healthy people in such work; none where the work is not upright cycling.
    pub work_studies: Vec<WorkStudy>,
    /// Studies of such people that give only changes from load to load.
    pub work_slopes: Vec<WorkSlope>,
    /// The mean beat at rest, if nobody worked.
    pub resting_beat: Option<RestingBeat>,
    /// The strongest straining, if there was any.
    pub straining: Option<Straining>,
    /// Bleeding, if blood was lost.
    pub bleeding: Option<Bleeding>,
    /// The muscle pump beside the heart, phase by phase.
    pub pump_shares: Vec<PumpShare>,
    /// Readings of the instruments with what was measured in people.
    pub tables: Vec<ReadingTable>,
    /// The claims on which the run bears, in words.
    #[cfg(feature = "words")]
    pub claims: Vec<crate::claims::ToldClaim>,
}

impl Overview {
    /// How the judged readings compare with people, in lines: the counts, then each reading outside its
    /// range. Nothing if no reading is judged.
    pub fn compared(&self) -> Vec<String> {
        crate::readings::compared(self)
    }

    /// The table of graded exercise, if there is one.
    pub fn graded_table(&self) -> Option<&ReadingTable> {
        let mut tables = self.tables.iter();
        tables.find(|table| table.title == crate::outcome::GRADED)
    }

    /// The channel of that name, if it was recorded.
    pub fn channel(&self, name: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.name == name)
    }
}

/// A phase of the protocol.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhaseSpan {
    /// Name of the phase.
    pub name: String,
    /// Start, s.
    pub start_s: f64,
    /// End, s.
    pub end_s: f64,
    /// Posture, activity and what begins, in words.
    pub details: Vec<String>,
    /// Volumes at the end of the phase.
    pub end: EndValues,
}

/// Volumes at the end of a phase or window, which drift within it, so that its means hide where they arrive.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EndValues {
    /// Blood lost since the start of the run, less what was infused, mL.
    pub blood_lost_ml: Option<f64>,
    /// Plasma volume lost since the start of the run, % of the volume then.
    pub plasma_loss_pct: Option<f64>,
    /// Blood and tissue fluid of one leg, more than at the start of the run, mL.
    pub leg_swelling_ml: Option<f64>,
    /// Blood and tissue fluid of one calf, more than at the start of the run, mL.
    pub calf_swelling_ml: Option<f64>,
}

/// A signal over time as an envelope.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Channel {
    /// Name by which figures find it, see [`channel_name`].
    pub name: String,
    /// Name for people.
    pub label: String,
    /// Unit of the values, for people.
    pub unit: String,
    /// The envelope in order of time.
    pub points: Vec<EnvelopePoint>,
}

/// A signal in one span of time: extremes and mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EnvelopePoint {
    /// Centre of the span (weighted by time), s.
    pub t_s: f64,
    /// Time that the point stands for, s.
    pub weight_s: f64,
    /// Smallest value, in the channel's unit.
    pub min: f64,
    /// Time-weighted mean, in the channel's unit.
    pub mean: f64,
    /// Largest value, in the channel's unit.
    pub max: f64,
}

/// A pressure-volume loop of one beat.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PressureVolumeLoop {
    /// Posture or activity.
    pub label: String,
    /// Volume of the ventricle, mL.
    pub volume_ml: Vec<f64>,
    /// Pressure in the ventricle, mmHg.
    pub pressure_mmhg: Vec<f64>,
}

/// The veins around a bout of exercise: before, during, and the refilling after it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PumpWindow {
    /// Start of the window, s.
    pub start_s: f64,
    /// End of the window, s.
    pub end_s: f64,
    /// Start of the exercise, s.
    pub exercise_start_s: f64,
    /// End of the exercise, s.
    pub exercise_end_s: f64,
    /// Name of the exercise.
    pub exercise_label: String,
    /// Vein pressures in the window, mmHg.
    pub channels: Vec<Channel>,
    /// Foot vein pressure before the exercise, mmHg.
    pub standing_mmhg: Option<f64>,
    /// Foot vein pressure at the end of the exercise (ambulatory venous pressure), mmHg.
    pub ambulatory_mmhg: Option<f64>,
    /// Time from the end of the exercise to 90 % of the recovery, s.
    pub refill_90_s: Option<f64>,
}

/// Volume of the calf in the manoeuvres of air plethysmography, with what the instrument reads.
///
/// Every reading is optional but the functional venous volume, without which there is no figure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plethysmogram {
    /// Volume of the calf, mL, finer than the channels.
    pub curve: Channel,
    /// The phases that are shown.
    pub phases: Vec<PhaseSpan>,
    /// When the subject stood up, s.
    pub standing_s: f64,
    /// Volume with the leg raised, mL.
    pub emptied_ml: f64,
    /// Functional venous volume VV, mL.
    pub venous_volume_ml: f64,
    /// Venous filling index VFI, mL/s.
    pub filling_index_ml_per_s: Option<f64>,
    /// One tiptoe.
    pub ejection: Option<Tiptoes>,
    /// Several tiptoes.
    pub residue: Option<Tiptoes>,
}

/// Tiptoes on the plethysmograph.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tiptoes {
    /// When they begin, s.
    pub start_s: f64,
    /// When they end, s.
    pub end_s: f64,
    /// Lowest volume that was read, mL.
    pub lowest_ml: f64,
    /// Ejected volume EV of one tiptoe, or residual volume RV after several, mL.
    pub volume_ml: f64,
    /// The same of the functional venous volume, %.
    pub fraction_pct: f64,
}

/// Valves and vein pressures over two steps.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ValveWindow {
    /// Start of the window, s.
    pub start_s: f64,
    /// End of the window, s.
    pub end_s: f64,
    /// Opening of each valve, 0 closed to 1 open.
    pub valves: Vec<Trace>,
    /// Muscle and vein pressures, mmHg.
    pub pressures: Vec<Trace>,
}

/// Flow through the veins at one knee over the cycle of an exercise, averaged over its cycles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GaitWindow {
    /// Name of the exercise.
    pub exercise_label: String,
    /// What the cycle is and where it begins, such as "stride from heel strike".
    pub cycle_label: String,
    /// The averaged cycle.
    pub cycle: KneeCycle,
}

/// Samples of one signal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// Name for people.
    pub label: String,
    /// Times, s.
    pub t_s: Vec<f64>,
    /// Values: mmHg for a pressure, 1 for an opening.
    pub values: Vec<f64>,
}

/// The muscle pump beside the heart in one phase.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PumpShare {
    /// Name of the phase.
    pub phase: String,
    /// Output of the left ventricle, L/min.
    pub heart_flow_l_per_min: Option<f64>,
    /// Net flow through the veins of both legs at the knee, L/min.
    pub pump_flow_l_per_min: Option<f64>,
    /// Mean power of both ventricles on the blood, W.
    pub heart_power_w: Option<f64>,
    /// Mean power of the leg muscles on the blood in their veins, W.
    pub pump_power_w: Option<f64>,
}
