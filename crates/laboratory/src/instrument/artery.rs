//! Arterial cannula: pressure in the ascending aorta, which lies at the height of the heart.
//!
//! Systolic, diastolic and mean pressure are read for each beat and averaged over the beats that
//! end in the phase. After a movement the laboratory of active standing takes the lowest beat and the
//! highest rate of the first half minute; it counts them from the mean of the phase
//! before, as the evidence does. Source: Borst C et al. 1984 Clin Sci 67:321-327; Tanaka H,
//! Sjöberg BJ, Thulesius O 1996 Clin Physiol 16:157-170.

use super::bench::{BeatView, Instrument, Setup};
use super::gauge::GaugeStatistics;
use super::stage::{Near, Stage};
use super::{Definition, Readings, put};
use crate::plant::Plant;

const NAME: &str = "arterial cannula";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "systolic_pressure_mmhg",
        NAME,
        "largest pressure of each beat in the ascending aorta (heart level)",
    ),
    Definition::new(
        "diastolic_pressure_mmhg",
        NAME,
        "smallest pressure of each beat in the ascending aorta (heart level)",
    ),
    Definition::new(
        "pulse_pressure_mmhg",
        NAME,
        "systolic less diastolic pressure",
    ),
    Definition::new(
        "mean_arterial_pressure_mmhg",
        NAME,
        "time-weighted mean pressure of each beat in the ascending aorta (heart level)",
    ),
    Definition::new(
        "heart_rate_per_min",
        NAME,
        "beats that end in the phase over their durations",
    ),
    Definition::new(
        "lowest_mean_arterial_pressure_mmhg",
        NAME,
        "lowest mean pressure of a beat",
    )
    .counted_from("mean_arterial_pressure_mmhg"),
    Definition::new(
        "lowest_mean_arterial_pressure_time_s",
        NAME,
        "time from the start of the phase or window to the middle of the beat of lowest mean pressure",
    ),
    Definition::new(
        "highest_peripheral_conductance_time_s",
        NAME,
        "time from the start of the phase or window to the middle of the beat of highest output over mean \
         pressure",
    ),
    Definition::new(
        "lowest_systolic_pressure_mmhg",
        NAME,
        "lowest systolic pressure of a beat",
    )
    .counted_from("systolic_pressure_mmhg"),
    Definition::new(
        "highest_systolic_pressure_mmhg",
        NAME,
        "highest systolic pressure of a beat",
    )
    .counted_from("systolic_pressure_mmhg"),
    Definition::new(
        "highest_heart_rate_per_min",
        NAME,
        "highest heart rate over three successive beats",
    )
    .counted_from("heart_rate_per_min"),
    Definition::new(
        "lowest_mean_arterial_pressure_first_30_s_mmhg",
        NAME,
        "lowest mean pressure of a beat in the first 30 s of a movement of the body",
    )
    .counted_from("mean_arterial_pressure_mmhg"),
    Definition::new(
        "lowest_systolic_pressure_first_30_s_mmhg",
        NAME,
        "lowest systolic pressure of a beat in the first 30 s of a movement of the body",
    )
    .counted_from("systolic_pressure_mmhg"),
    Definition::new(
        "dip_time_s",
        NAME,
        "time from the start of a movement of the body to the middle of the beat of lowest mean \
         pressure in the first 30 s",
    ),
    Definition::new(
        "highest_heart_rate_first_30_s_per_min",
        NAME,
        "highest heart rate over three successive beats in the first 30 s of a movement of the body",
    )
    .counted_from("heart_rate_per_min"),
];

/// Time after a movement in which its first response is looked for, seconds (Tanaka et al. 1996).
const FIRST_RESPONSE_S: f64 = 30.0;

#[derive(Debug, Clone, Copy)]
struct Extremes {
    mean_mmhg: f64,
    at_s: f64,
    systolic_mmhg: f64,
    highest_systolic_mmhg: f64,
    three_beats_s: f64,
    conductance: f64,
    conductance_at_s: f64,
}

#[derive(Debug)]
pub(super) struct Cannula {
    /// Each phase and window, with the extremes of all of it and of the first response.
    stages: Vec<(Stage, [Extremes; 2])>,
    near: Near,
    /// Durations of the last three beats, the latest first, seconds.
    last_s: [f64; 3],
}

impl Cannula {
    pub(super) fn new<P: Plant>(setup: &Setup<'_, P>) -> Self {
        let none = Extremes {
            mean_mmhg: f64::INFINITY,
            at_s: f64::NAN,
            systolic_mmhg: f64::INFINITY,
            highest_systolic_mmhg: f64::NEG_INFINITY,
            three_beats_s: f64::INFINITY,
            conductance: f64::NEG_INFINITY,
            conductance_at_s: f64::NAN,
        };
        Self {
            near: Near::stages(setup.stages),
            stages: setup
                .stages
                .iter()
                .map(|stage| (stage.clone(), [none; 2]))
                .collect(),
            last_s: [f64::INFINITY; 3],
        }
    }
}

impl Instrument for Cannula {
    fn beat(&mut self, beat: &BeatView) {
        self.last_s = [beat.duration_s, self.last_s[0], self.last_s[1]];
        let three_beats_s: f64 = self.last_s.iter().sum();
        let (middle_s, end_s) = (
            beat.start_s + 0.5 * beat.duration_s,
            beat.start_s + beat.duration_s,
        );
        for index in self.near.at(end_s) {
            let (stage, [all, first]) = &mut self.stages[*index];
            if end_s <= stage.start_s || end_s > stage.end_s {
                continue;
            }
            let responds = stage.moves && end_s <= stage.start_s + FIRST_RESPONSE_S;
            for lowest in std::iter::once(all).chain(responds.then_some(first)) {
                // Earlier beats belong to the phase before.
                if end_s - three_beats_s >= stage.start_s {
                    lowest.three_beats_s = lowest.three_beats_s.min(three_beats_s);
                }
                if beat.mean_mmhg < lowest.mean_mmhg {
                    (lowest.mean_mmhg, lowest.at_s) = (beat.mean_mmhg, middle_s);
                }
                lowest.systolic_mmhg = lowest.systolic_mmhg.min(beat.systolic_mmhg);
                let conductance = beat.output_l_per_min / beat.mean_mmhg;
                if conductance > lowest.conductance {
                    (lowest.conductance, lowest.conductance_at_s) = (conductance, middle_s);
                }
                let highest_mmhg = &mut lowest.highest_systolic_mmhg;
                *highest_mmhg = highest_mmhg.max(beat.systolic_mmhg);
            }
        }
    }

    fn ends(&mut self, stage: &Stage, index: usize, _: &GaugeStatistics, readings: &mut Readings) {
        let [all, first] = &self.stages[index].1;
        for (lowest, [mean, time, systolic, rate]) in [
            (
                all,
                [
                    "lowest_mean_arterial_pressure_mmhg",
                    "lowest_mean_arterial_pressure_time_s",
                    "lowest_systolic_pressure_mmhg",
                    "highest_heart_rate_per_min",
                ],
            ),
            (
                first,
                [
                    "lowest_mean_arterial_pressure_first_30_s_mmhg",
                    "dip_time_s",
                    "lowest_systolic_pressure_first_30_s_mmhg",
                    "highest_heart_rate_first_30_s_per_min",
                ],
            ),
        ] {
            put(readings, mean, lowest.mean_mmhg);
            put(readings, time, lowest.at_s - stage.start_s);
            put(readings, systolic, lowest.systolic_mmhg);
            if lowest.three_beats_s.is_finite() {
                put(readings, rate, 180.0 / lowest.three_beats_s);
            }
        }
        let highest = "highest_systolic_pressure_mmhg";
        put(readings, highest, all.highest_systolic_mmhg);
        let conductance = "highest_peripheral_conductance_time_s";
        put(readings, conductance, all.conductance_at_s - stage.start_s);
    }
}
