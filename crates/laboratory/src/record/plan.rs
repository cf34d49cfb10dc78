//! The plan of a recording: its signals, its numbers for each beat, and its rates.

use secondheart_body::Subject;

use secondheart_body::quantity::label_of;
use secondheart_protocol::scenario::Recorded;
use secondheart_words::matches;

use super::{BeatColumn, BeatStatistic};
use crate::plant::Plant;

/// A signal that is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Name of the reading, which ends in its unit.
    pub name: String,
    /// Dotted name of the signal.
    pub signal: String,
    /// Description in a few words.
    pub description: String,
}

/// The plan of a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Signals for waveforms and for statistics by phase.
    pub channels: Vec<Channel>,
    /// Columns of the beat table.
    pub beats: Vec<BeatColumn>,
    /// Looks a second of the slow instruments.
    pub rate_hz: f64,
    /// Rows a second in the table of waveforms.
    pub rows_hz: f64,
    /// The person that the instruments measure; `None` sets up no instruments.
    pub instruments: Option<Subject>,
}

/// Channels of the standard plan: reading, signal, description.
const CHANNELS: &[(&str, &str, &str)] = &[
    (
        "arterial_pressure_mmhg",
        "aorta.ascending.pressure_at_heart_mmhg",
        "pressure in the ascending aorta, at the height of the right atrium",
    ),
    (
        "central_venous_pressure_mmhg",
        "heart.right_atrium.pressure_mmhg",
        "pressure in the right atrium",
    ),
    (
        "pulmonary_artery_pressure_mmhg",
        "lung.artery.pressure_at_heart_mmhg",
        "pressure in the pulmonary artery, at the height of the right atrium",
    ),
    (
        "foot_vein_pressure_mmhg",
        "leg.left.foot.dorsal_vein.pressure_mmhg",
        "pressure in the dorsal vein of the left foot, at its own height",
    ),
    (
        "popliteal_vein_pressure_mmhg",
        "leg.left.popliteal_vein.pressure_mmhg",
        "pressure in the left popliteal vein, at its own height",
    ),
    (
        "left_ventricle_pressure_mmhg",
        "heart.left_ventricle.pressure_mmhg",
        "pressure in the left ventricle",
    ),
    (
        "left_ventricle_volume_ml",
        "heart.left_ventricle.volume_ml",
        "volume of the left ventricle",
    ),
    (
        "right_ventricle_volume_ml",
        "heart.right_ventricle.volume_ml",
        "volume of the right ventricle",
    ),
    (
        "aortic_valve_flow_ml_per_s",
        "heart.aortic_valve.flow_ml_per_s",
        "flow through the aortic valve",
    ),
];

/// Beat columns of the standard plan: name, signal, statistic, factor, description.
const BEATS: &[(&str, &str, BeatStatistic, f64, &str)] = &[
    (
        "systolic_pressure_mmhg",
        "aorta.ascending.pressure_at_heart_mmhg",
        BeatStatistic::Max,
        1.0,
        "largest pressure in the ascending aorta, at the height of the right atrium",
    ),
    (
        "diastolic_pressure_mmhg",
        "aorta.ascending.pressure_at_heart_mmhg",
        BeatStatistic::Min,
        1.0,
        "smallest pressure in the ascending aorta, at the height of the right atrium",
    ),
    (
        "mean_arterial_pressure_mmhg",
        "aorta.ascending.pressure_at_heart_mmhg",
        BeatStatistic::Mean,
        1.0,
        "mean pressure in the ascending aorta, at the height of the right atrium",
    ),
    (
        "pulse_pressure_mmhg",
        "aorta.ascending.pressure_at_heart_mmhg",
        BeatStatistic::Swing,
        1.0,
        "systolic less diastolic pressure",
    ),
    (
        "stroke_volume_ml",
        "heart.aortic_valve.flow_ml_per_s",
        BeatStatistic::Integral,
        1.0,
        "net volume through the aortic valve",
    ),
    (
        "cardiac_output_l_per_min",
        "heart.aortic_valve.flow_ml_per_s",
        BeatStatistic::Mean,
        // mL/s to L/min.
        0.06,
        "mean flow through the aortic valve",
    ),
    (
        "end_diastolic_volume_ml",
        "heart.left_ventricle.volume_ml",
        BeatStatistic::Max,
        1.0,
        "largest volume of the left ventricle",
    ),
    (
        "end_systolic_volume_ml",
        "heart.left_ventricle.volume_ml",
        BeatStatistic::Min,
        1.0,
        "smallest volume of the left ventricle",
    ),
    (
        "ejection_fraction_pct",
        "heart.left_ventricle.volume_ml",
        BeatStatistic::FallPct,
        1.0,
        "end-diastolic less end-systolic over end-diastolic volume of the left ventricle",
    ),
    (
        "right_end_diastolic_volume_ml",
        "heart.right_ventricle.volume_ml",
        BeatStatistic::Max,
        1.0,
        "largest volume of the right ventricle",
    ),
    (
        "right_end_systolic_volume_ml",
        "heart.right_ventricle.volume_ml",
        BeatStatistic::Min,
        1.0,
        "smallest volume of the right ventricle",
    ),
    (
        "central_venous_pressure_mmhg",
        "heart.right_atrium.pressure_mmhg",
        BeatStatistic::Mean,
        1.0,
        "mean pressure in the right atrium",
    ),
    (
        "foot_vein_pressure_mmhg",
        "leg.left.foot.dorsal_vein.pressure_mmhg",
        BeatStatistic::Mean,
        1.0,
        "mean pressure in the dorsal vein of the left foot, at its own height",
    ),
];

impl Plan {
    /// Default looks and rows a second.
    pub const USUAL_RATE_HZ: f64 = 50.0;

    /// The readings of an ordinary run of the default subject.
    pub fn standard() -> Self {
        Self::of(&Subject::default())
    }

    /// The readings of an ordinary run of a person.
    pub fn of(subject: &Subject) -> Self {
        let channels = CHANNELS.iter().map(|(name, signal, description)| Channel {
            name: (*name).to_owned(),
            signal: (*signal).to_owned(),
            description: (*description).to_owned(),
        });
        let beats = BEATS.iter().map(
            |(name, signal, statistic, factor, description)| BeatColumn {
                name: (*name).to_owned(),
                signal: (*signal).to_owned(),
                description: (*description).to_owned(),
                statistic: *statistic,
                factor: *factor,
            },
        );
        let index = BeatColumn {
            name: "stroke_index_ml_per_m2".to_owned(),
            signal: "heart.aortic_valve.flow_ml_per_s".to_owned(),
            description: "stroke volume over body surface".to_owned(),
            statistic: BeatStatistic::Integral,
            factor: 1.0 / subject.body_surface_m2(),
        };
        Self {
            channels: channels.collect(),
            beats: beats.chain([index]).collect(),
            rate_hz: Self::USUAL_RATE_HZ,
            rows_hz: Self::USUAL_RATE_HZ,
            instruments: Some(subject.clone()),
        }
    }
}

impl Plan {
    /// Adds the recording that a scenario asks for: its rate, and the signals of a plant that its
    /// patterns name, each once, under their own names.
    pub fn with<P: Plant>(mut self, recorded: &Recorded, plant: &P) -> Self {
        self.rows_hz = recorded.rate_hz.unwrap_or(self.rows_hz);
        if recorded.signals.is_empty() {
            return self;
        }
        let patterns = || recorded.signals.iter().map(|(pattern, _)| pattern);
        let names = plant.signal_names().into_iter();
        let asked = names.filter(|name| patterns().any(|pattern| matches(pattern, name)));
        self.channels.extend(asked.map(|name| Channel {
            description: label_of(&name),
            signal: name.clone(),
            name,
        }));
        self
    }
}

#[cfg(test)]
mod tests {
    use secondheart_body::quantity::unit_of;

    use super::*;

    #[test]
    fn every_name_of_the_standard_plan_ends_in_its_unit_and_is_there_once() {
        let plan = Plan::standard();
        for names in [
            plan.channels
                .iter()
                .map(|channel| channel.name.as_str())
                .collect::<Vec<_>>(),
            plan.beats
                .iter()
                .map(|column| column.name.as_str())
                .collect(),
        ] {
            assert!(names.iter().all(|name| !unit_of(name).is_empty()));
            let once: std::collections::BTreeSet<_> = names.iter().collect();
            assert_eq!(once.len(), names.len());
        }
        assert!(
            plan.channels
                .iter()
                .all(|channel| !unit_of(&channel.signal).is_empty())
        );
    }
}
