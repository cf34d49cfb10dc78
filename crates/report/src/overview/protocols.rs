//! What the figures of single protocols show: graded exercise, the beat at rest, straining, bleeding.

use secondheart_body::quantity::label_of;

use super::{Channel, ReadingCell};

/// A stage of graded exercise: the rest before it, or work at one load.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkStage {
    /// Load in words, such as `50 W`; `rest` before the work.
    pub label: String,
    /// Power, W, where the load is a power.
    pub power_w: Option<f64>,
    /// Readings at the end of the stage by name, each with the ranges of people, in its own unit.
    pub readings: Vec<(&'static str, ReadingCell)>,
}

impl WorkStage {
    /// A reading of the stage by name.
    pub fn reading(&self, name: &str) -> Option<&ReadingCell> {
        let mut readings = self.readings.iter();
        readings.find(|(own, _)| *own == name).map(|(_, cell)| cell)
    }
}

/// Uptakes closer than this are near, L/min.
const NEAR_L_PER_MIN: f64 = 0.2;

/// A study of healthy people at work.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkStudy {
    /// First author and year.
    pub name: String,
    /// Who was measured, in what work.
    pub people: String,
    /// Whether they reclined and did not sit upright.
    pub half_reclining: bool,
    /// The publication.
    pub source: String,
    /// What was computed from what is printed.
    pub note: String,
    /// Its means.
    pub values: Vec<StudyValue>,
}

/// A mean of a study at an oxygen uptake.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudyValue {
    /// The reading that it is compared with.
    pub reading: &'static str,
    /// Oxygen uptake, L/min.
    pub uptake_l_per_min: f64,
    /// Mean, in the unit of the reading.
    pub mean: f64,
    /// Standard deviation between people, where it is known.
    pub sd: Option<f64>,
}

impl WorkStudy {
    /// First author and year without the group: groups of one publication are one study.
    pub fn publication(&self) -> &str {
        self.name.split(',').next().unwrap_or(&self.name)
    }

    /// Which readings only half-reclining people were measured for, a sentence each with their studies.
    pub fn of_half_reclining(studies: &[Self]) -> Vec<String> {
        let mut readings = Vec::new();
        for value in studies.iter().flat_map(|study| &study.values) {
            if !readings.contains(&value.reading) {
                readings.push(value.reading);
            }
        }
        let told = |reading: &str| {
            let of = || {
                studies
                    .iter()
                    .filter(|study| study.of(reading).next().is_some())
            };
            if !of().all(|study| study.half_reclining) {
                return None;
            }
            let named = of().map(|study| format!("{} ({})", study.name, study.people));
            let named: Vec<String> = named.collect();
            Some(format!(
                "Studies of {} measured half-reclining people: {}.",
                label_of(reading),
                named.join("; ")
            ))
        };
        readings.into_iter().filter_map(told).collect()
    }

    /// Its values of a reading.
    pub fn of(&self, reading: &str) -> impl Iterator<Item = &StudyValue> {
        let values = self.values.iter();
        values.filter(move |value| value.reading == reading)
    }

    /// Mean and standard deviation at an oxygen uptake: interpolated between two of its own, taken from
    /// a near one beyond them; `None` further away.
    pub fn at(&self, reading: &str, uptake_l_per_min: f64) -> Option<(f64, Option<f64>)> {
        let away = |value: &&StudyValue| (value.uptake_l_per_min - uptake_l_per_min).abs();
        let below = self
            .of(reading)
            .filter(|own| own.uptake_l_per_min <= uptake_l_per_min);
        let above = self
            .of(reading)
            .filter(|own| own.uptake_l_per_min >= uptake_l_per_min);
        let nearest = |a: &&StudyValue, b: &&StudyValue| away(a).total_cmp(&away(b));
        match (below.min_by(nearest), above.min_by(nearest)) {
            (Some(a), Some(b)) => {
                let between = b.uptake_l_per_min - a.uptake_l_per_min;
                let share = match between > 0.0 {
                    true => (uptake_l_per_min - a.uptake_l_per_min) / between,
                    false => 0.0,
                };
                let mix = |a: f64, b: f64| a + share * (b - a);
                let sd = a.sd.zip(b.sd).map(|(a, b)| mix(a, b));
                Some((mix(a.mean, b.mean), sd))
            }
            (Some(one), None) | (None, Some(one)) => {
                (away(&one) <= NEAR_L_PER_MIN).then_some((one.mean, one.sd))
            }
            (None, None) => None,
        }
    }
}

/// Changes from load to load in a study.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkSlope {
    /// First author and year.
    pub name: String,
    /// Who was measured, in what work.
    pub people: String,
    /// The publication.
    pub source: String,
    /// Largest load, W.
    pub up_to_w: f64,
    /// Readings, each with its change per W in its own unit.
    pub per_w: Vec<(&'static str, f64)>,
}

/// The mean beat of a person at rest: every wave over one period, from the onset of the ventricles'
/// contraction to the next, at even distances of time, both ends included.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RestingBeat {
    /// Phase in which it was recorded.
    pub phase: String,
    /// Mean period, s.
    pub period_s: f64,
    /// Onset of the contraction of the atria before the ventricles', s.
    pub atrial_lead_s: f64,
    /// Number of beats in the mean.
    pub beats: u32,
    /// Pressure in the left ventricle, mmHg.
    pub left_ventricle_mmhg: Vec<f64>,
    /// Pressure in the ascending aorta, mmHg.
    pub aorta_mmhg: Vec<f64>,
    /// Pressure in the left atrium, mmHg.
    pub left_atrium_mmhg: Vec<f64>,
    /// Pressure in the right atrium, mmHg.
    pub right_atrium_mmhg: Vec<f64>,
    /// Flow through the mitral valve, mL/s.
    pub mitral_ml_per_s: Vec<f64>,
    /// Flow through the tricuspid valve, mL/s.
    pub tricuspid_ml_per_s: Vec<f64>,
    /// Flow out of the pulmonary veins, mL/s.
    pub pulmonary_veins_ml_per_s: Vec<f64>,
    /// Flow out of both venae cavae, mL/s.
    pub venae_cavae_ml_per_s: Vec<f64>,
    /// Opening of the mitral valve, 0 closed to 1 open.
    pub mitral_opening: Vec<f64>,
    /// Opening of the aortic valve, 0 closed to 1 open.
    pub aortic_opening: Vec<f64>,
}

/// A manoeuvre of straining against a closed airway, with what is before and after it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Straining {
    /// Pressure that the subject is told to hold, mmHg; below zero for drawing in.
    pub strain_mmhg: f64,
    /// Start of the straining, s.
    pub start_s: f64,
    /// End of the straining, s.
    pub end_s: f64,
    /// Start of what is shown, s.
    pub from_s: f64,
    /// End of what is shown, s.
    pub to_s: f64,
    /// Pressure in the chest, mmHg.
    pub chest: Channel,
    /// Signals beat by beat, found by their [`channel_name`](super::channel_name).
    pub beats: Vec<Channel>,
}

/// A loss of blood over the protocol.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bleeding {
    /// Blood lost since the start, less what was infused, mL.
    pub lost: Channel,
    /// What the run tells at its time, s: the subject faints, the heart stops.
    pub events: Vec<(f64, String)>,
}

impl Straining {
    /// A signal beat by beat, by its name.
    pub(crate) fn of_beats(&self, name: &str) -> Option<&Channel> {
        self.beats.iter().find(|channel| channel.name == name)
    }
}
