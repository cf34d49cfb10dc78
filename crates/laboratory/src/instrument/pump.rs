//! The muscle pump, compared with the heart: flow at the knee, power of the muscles and of the
//! ventricles.
//!
//! ```text
//! Q   = net flow through the popliteal and great saphenous veins of both legs at the knee
//! P_m = - mean of Σ p_muscle dV/dt over the veins of both legs     work of the muscles on the blood
//! P_u = Q (p_standing - p_ankle)                                  useful power of the pump
//! P_h = - mean of Σ p dV/dt over both ventricles                  power of the heart
//! ```
//!
//! p_muscle is the pressure of the muscles alone; a stocking or a cuff does work of its own, which
//! is not the pump's. P_m does not show whether the pump is useful: blood that falls back through a
//! leaking valve is squeezed again and again. The useful part is the head that the pump adds to the
//! flow: the blood that passes the knee leaves the ankle at a pressure lower by p_standing -
//! p_ankle than it would without the pump (p_standing: before the exercise, p_ankle: mean during
//! it). Without valves, without muscle pressure, or lying, the useful power is zero. 1 mmHg mL/s is
//! 0.133322 mW.

use super::bench::{Dials, Instrument, Look, Setup, Signal, StepSignal, StepValues};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::Stage;
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "pump work";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "knee_flow_both_ml_per_min",
        NAME,
        "net flow through the popliteal and great saphenous veins of both legs at the knee",
    ),
    Definition::new(
        "foot_pump_volume_ml",
        NAME,
        "largest less smallest volume of the left plantar veins: what the foot pump gives in a step (during \
         exercise)",
    ),
    Definition::new(
        "muscle_power_mw",
        NAME,
        "work of the leg muscles on the blood in their veins, a second: minus the mean of p dV/dt, p \
         the pressure of the muscle (during exercise)",
    ),
    Definition::new(
        "pump_useful_power_mw",
        NAME,
        "net flow at both knees times the mean fall of the ankle's venous pressure from its standing \
         value (during exercise with hanging legs)",
    ),
    Definition::new(
        "heart_power_mw",
        NAME,
        "minus the mean of p dV/dt over both ventricles",
    ),
    Definition::new(
        "pump_share_pct",
        NAME,
        "useful power of the pump as a share of pump and heart together, in exercise with hanging \
         legs",
    ),
];

/// mmHg mL/s to mW.
const MW: f64 = 0.133_322;

/// A vein, and the pressure of the muscles around it.
struct Vein {
    volume: Signal,
    muscle: Signal,
}

/// Pressure and volume of a ventricle.
type Ventricle = (StepSignal, StepSignal);

/// The work of pump and heart.
pub(super) struct Pump {
    knee: Vec<StepSignal>,
    knee_ml: f64,
    ventricles: [Ventricle; 2],
    heart_work: f64,
    veins: Vec<Vein>,
    /// Muscle pressure and volume of each vein at the last look, during exercise.
    last: Vec<(f64, f64)>,
    exercising: bool,
    plantar: GaugeId,
    plantar_vein: Signal,
    flow: GaugeId,
    heart: GaugeId,
    muscle: GaugeId,
}

/// Edges at the knee, of each leg.
const KNEE: [&str; 2] = ["popliteal_outlet", "calf.saphenous_upper_outlet"];

impl Pump {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let mut knee = Vec::new();
        for side in ["left", "right"] {
            for edge in KNEE {
                knee.push(setup.step_signal(&format!("leg.{side}.{edge}.flow_ml_per_s"))?);
            }
        }
        let mut ventricle = |name: &str| -> Result<Ventricle, UnknownName> {
            Ok((
                setup.step_signal(&format!("heart.{name}.pressure_mmhg"))?,
                setup.step_signal(&format!("heart.{name}.volume_ml"))?,
            ))
        };
        let ventricles = [ventricle("left_ventricle")?, ventricle("right_ventricle")?];
        let mut veins = Vec::new();
        for place in setup.plant.places() {
            if place.name.starts_with("leg.") && !place.off_leg && place.wall.ends_with("_vein") {
                let name = &place.name;
                veins.push(Vein {
                    volume: setup.exercise_signal(&format!("{name}.volume_ml"))?,
                    muscle: setup.exercise_signal(&format!("{name}.muscle_pressure_mmhg"))?,
                });
            }
        }
        Ok(Self {
            knee,
            knee_ml: 0.0,
            ventricles,
            heart_work: 0.0,
            last: Vec::with_capacity(veins.len()),
            exercising: false,
            veins,
            plantar: setup.gauge(Gauge::hidden("plantar_vein_volume_ml")),
            plantar_vein: setup.signal("leg.left.foot.plantar_vein.volume_ml")?,
            flow: setup.gauge(Gauge::reading("knee_flow_both_ml_per_min").rate()),
            heart: setup.gauge(Gauge::reading("heart_power_mw").rate()),
            muscle: setup.gauge(Gauge::hidden("muscle_power_mw").rate()),
        })
    }
}

impl Instrument for Pump {
    fn step(&mut self, from: StepValues<'_>, to: StepValues<'_>, duration_s: f64) {
        for (pressure, volume) in self.ventricles {
            self.heart_work -= 0.5 * (from[pressure] + to[pressure]) * (to[volume] - from[volume]);
        }
        for edge in &self.knee {
            self.knee_ml += 0.5 * duration_s * (from[*edge] + to[*edge]);
        }
    }

    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        dials.set(self.plantar, look[self.plantar_vein]);
        let mut work = 0.0;
        let first = self.last.is_empty();
        let veins: &[Vein] = if self.exercising { &self.veins } else { &[] };
        for (index, vein) in veins.iter().enumerate() {
            let now = (look[vein.muscle], look[vein.volume]);
            if first {
                self.last.push(now);
            } else {
                let before = std::mem::replace(&mut self.last[index], now);
                work -= 0.5 * (before.0 + now.0) * (now.1 - before.1);
            }
        }
        if look.since_s > 0.0 {
            dials.set(self.flow, 60.0 * self.knee_ml / look.since_s);
            dials.set(self.heart, MW * self.heart_work / look.since_s);
            dials.set(self.muscle, MW * work / look.since_s);
            (self.knee_ml, self.heart_work) = (0.0, 0.0);
        }
    }

    fn phase_begins(&mut self, stage: &Stage) {
        self.exercising = stage.activity.is_some();
        self.last.clear();
    }

    fn ends(&mut self, stage: &Stage, _: usize, gauges: &GaugeStatistics, readings: &mut Readings) {
        if stage.activity.is_none() || self.veins.is_empty() {
            return;
        }
        put(readings, "muscle_power_mw", gauges.of(self.muscle).mean());
        let plantar = gauges.of(self.plantar);
        put(readings, "foot_pump_volume_ml", plantar.max - plantar.min);
        let of = |name: &str| readings.get(name).map(|reading| reading.value);
        let (Some(lowest), Some(fall), Some(ankle)) = (
            of("ankle_ambulatory_pressure_mmhg"),
            of("ankle_ambulatory_fall_mmhg"),
            of("ankle_vein_pressure_mmhg"),
        ) else {
            return;
        };
        let flow_ml_per_s = gauges.of(self.flow).mean() / 60.0;
        let useful = MW * flow_ml_per_s * (lowest + fall - ankle);
        let heart = gauges.of(self.heart).mean();
        put(readings, "pump_useful_power_mw", useful);
        put(
            readings,
            "pump_share_pct",
            100.0 * useful / (useful + heart),
        );
    }
}
