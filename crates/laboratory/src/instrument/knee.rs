//! Flow through the veins at the left knee by phase of the gait.
//!
//! The net flow through the popliteal line (deep) and the great saphenous line (superficial) at the
//! knee is sorted by the phase of the cycle of the exercise; in walking the cycle of the left leg,
//! from heel strike. The calf contracts from the sample at which the pressure in the soleus passes
//! 12 mmHg until it falls below 6 mmHg, and relaxes for the rest of the cycle. A healthy pump drives
//! blood up in contraction and passes little back in relaxation. That follows from the valves;
//! nothing here is rectified.

use super::bench::{Instrument, Setup, StepSignal, StepValues};
use super::gauge::GaugeStatistics;
use super::stage::{Near, Stage};
use super::trail::Onsets;
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "flow at the knee by phase of the gait";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "knee_flow_ml_per_min",
        NAME,
        "mean net flow through the left popliteal and great saphenous veins at the knee (during \
         exercise)",
    ),
    Definition::new(
        "knee_flow_deep_ml_per_min",
        NAME,
        "the same, popliteal vein alone",
    ),
    Definition::new(
        "knee_flow_superficial_ml_per_min",
        NAME,
        "the same, great saphenous vein alone",
    ),
    Definition::new(
        "knee_flow_contracting_ml_per_min",
        NAME,
        "the same while the calf contracts: soleus from above 12 mmHg until below 6 mmHg",
    ),
    Definition::new(
        "knee_flow_relaxing_ml_per_min",
        NAME,
        "the same while the calf does not contract",
    ),
    Definition::new(
        "calf_contracting_share_pct",
        NAME,
        "time in which the calf contracts, of the exercise",
    ),
    Definition::new(
        "knee_peak_flow_ml_per_s",
        NAME,
        "largest net flow in the cycle averaged over all cycles of the exercise (fiftieths of it)",
    ),
    Definition::new(
        "knee_peak_flow_at_pct",
        NAME,
        "phase of that peak, % of the cycle (walking: of the stride from heel strike)",
    ),
];

/// Flow through the veins at the left knee over the cycle of an exercise, averaged over its cycles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KneeCycle {
    /// Number of cycles averaged over; the first and last may be cut.
    pub cycles: f64,
    /// Mean duration of a cycle, s.
    pub cycle_s: f64,
    /// Middle of each part of the cycle, % of it.
    pub phase_pct: Vec<f64>,
    /// Net flow in the popliteal vein, mL/s, for each part.
    pub deep_ml_per_s: Vec<f64>,
    /// Net flow in the great saphenous vein, mL/s, for each part.
    pub superficial_ml_per_s: Vec<f64>,
    /// Pressure in the soleus, mmHg, for each part.
    pub muscle_mmhg: Vec<f64>,
}

/// Parts of the cycle: estimate, 27 ms of a stride at 3 km/h, a few steps of the simulation.
const PARTS: usize = 50;

/// Time and volumes in one part of the cycle.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    seconds: f64,
    deep_ml: f64,
    superficial_ml: f64,
    /// Pressure in the soleus times time, mmHg s.
    muscle: f64,
}

/// The cycle of a phase or window.
#[derive(Debug, Clone)]
struct Fold {
    stage: Stage,
    parts: [Part; PARTS],
    turns: f64,
    contracting_s: f64,
    contracting_ml: f64,
}

/// The flow meters at the knee.
pub(super) struct Knee {
    phase: StepSignal,
    deep: StepSignal,
    superficial: StepSignal,
    soleus: StepSignal,
    onsets: Onsets,
    time_s: f64,
    folds: Vec<Fold>,
    near: Near,
}

impl Knee {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let fold = |stage: &Stage| Fold {
            stage: stage.clone(),
            parts: [Part::default(); PARTS],
            turns: 0.0,
            contracting_s: 0.0,
            contracting_ml: 0.0,
        };
        Ok(Self {
            phase: setup.step_signal("gait.phase_fraction")?,
            deep: setup.step_signal("leg.left.popliteal_outlet.flow_ml_per_s")?,
            superficial: setup.step_signal("leg.left.calf.saphenous_upper_outlet.flow_ml_per_s")?,
            soleus: setup.step_signal("leg.left.soleus.pressure_mmhg")?,
            onsets: Onsets::default(),
            time_s: 0.0,
            near: Near::stages(setup.stages),
            folds: setup.stages.iter().map(fold).collect(),
        })
    }
}

impl Fold {
    /// Whether there is exercise in it at a time.
    fn works_at(&self, time_s: f64) -> bool {
        self.stage.activity.is_some() && self.stage.holds(time_s)
    }

    /// Whether the prescribed number of cycles is over.
    fn is_over(&self) -> bool {
        let count = self.stage.activity.as_ref().and_then(|own| own.count);
        count.is_some_and(|count| self.turns >= f64::from(count) - 1e-9)
    }

    fn sum(&self, of: impl Fn(&Part) -> f64) -> f64 {
        self.parts.iter().map(of).sum()
    }

    /// The averaged cycle: phase in %, deep and superficial flow, muscle pressure.
    fn averaged(&self) -> impl Iterator<Item = (f64, f64, f64, f64)> + '_ {
        let parts = self.parts.iter().enumerate();
        parts
            .filter(|(_, part)| part.seconds > 0.0)
            .map(|(i, part)| {
                let phase_pct = 100.0 * (i as f64 + 0.5) / PARTS as f64;
                let mean = |sum: f64| sum / part.seconds;
                (
                    phase_pct,
                    mean(part.deep_ml),
                    mean(part.superficial_ml),
                    mean(part.muscle),
                )
            })
    }
}

impl Instrument for Knee {
    fn step(&mut self, from: StepValues<'_>, to: StepValues<'_>, duration_s: f64) {
        let middle_s = self.time_s + 0.5 * duration_s;
        self.time_s += duration_s;
        let (near, folds) = (self.near.at(middle_s), &mut self.folds);
        if !near.iter().any(|index| folds[*index].works_at(middle_s)) {
            return;
        }
        self.onsets.begins(to[self.soleus]);
        let contracting = self.onsets.contracted();
        // The phase runs from 0 to 1 and begins anew.
        let turned = (to[self.phase] - from[self.phase]).rem_euclid(1.0);
        let phase = (to[self.phase] - 0.5 * turned).rem_euclid(1.0);
        let index = ((PARTS as f64 * phase) as usize).min(PARTS - 1);
        let mean = |signal: StepSignal| 0.5 * (from[signal] + to[signal]);
        let (deep, superficial) = (mean(self.deep), mean(self.superficial));
        for stage in near {
            let fold = &mut folds[*stage];
            if !fold.works_at(middle_s) || fold.is_over() {
                continue;
            }
            fold.turns += turned;
            let part = &mut fold.parts[index];
            part.seconds += duration_s;
            part.deep_ml += duration_s * deep;
            part.superficial_ml += duration_s * superficial;
            part.muscle += duration_s * mean(self.soleus);
            if contracting {
                fold.contracting_s += duration_s;
                fold.contracting_ml += duration_s * (deep + superficial);
            }
        }
    }

    fn ends(&mut self, _: &Stage, index: usize, _: &GaugeStatistics, readings: &mut Readings) {
        let fold = &self.folds[index];
        let seconds = fold.sum(|part| part.seconds);
        if seconds <= 0.0 {
            return;
        }
        let (deep_ml, superficial_ml) = (
            fold.sum(|part| part.deep_ml),
            fold.sum(|part| part.superficial_ml),
        );
        let all_ml = deep_ml + superficial_ml;
        let mut flow = |name, volume_ml: f64, during_s: f64| {
            put(readings, name, 60.0 * volume_ml / during_s);
        };
        flow("knee_flow_ml_per_min", all_ml, seconds);
        flow("knee_flow_deep_ml_per_min", deep_ml, seconds);
        flow("knee_flow_superficial_ml_per_min", superficial_ml, seconds);
        flow(
            "knee_flow_contracting_ml_per_min",
            fold.contracting_ml,
            fold.contracting_s,
        );
        flow(
            "knee_flow_relaxing_ml_per_min",
            all_ml - fold.contracting_ml,
            seconds - fold.contracting_s,
        );
        let share_pct = 100.0 * fold.contracting_s / seconds;
        put(readings, "calf_contracting_share_pct", share_pct);
        let peak = fold
            .averaged()
            .map(|(phase_pct, deep, superficial, _)| (phase_pct, deep + superficial))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((phase_pct, flow_ml_per_s)) = peak {
            put(readings, "knee_peak_flow_ml_per_s", flow_ml_per_s);
            put(readings, "knee_peak_flow_at_pct", phase_pct);
        }
    }

    fn cycle(&self, index: usize) -> Option<KneeCycle> {
        let fold = &self.folds[index];
        if fold.turns <= 0.0 {
            return None;
        }
        let parts: Vec<_> = fold.averaged().collect();
        Some(KneeCycle {
            cycles: fold.turns,
            cycle_s: fold.sum(|part| part.seconds) / fold.turns,
            phase_pct: parts.iter().map(|part| part.0).collect(),
            deep_ml_per_s: parts.iter().map(|part| part.1).collect(),
            superficial_ml_per_s: parts.iter().map(|part| part.2).collect(),
            muscle_mmhg: parts.iter().map(|part| part.3).collect(),
        })
    }
}
