//! Venous occlusion and compression of the left leg by cuffs: what they hold back, and what they let go.
//!
//! A cuff above the knee holds back the blood of the lower leg until the veins' pressure comes near the
//! cuff's. The swelling is measured by a plethysmograph on the calf, in per cent of the volume of the shank
//! (mL/100 mL):
//!
//! ```text
//! v = β_0 + β_1 p + β_2 p²,  C = dv/dp = β_1 + 2 β_2 p       while the cuff is let down slowly, p from 10 mmHg
//! OF = (v(0) - v(1 s)) / (v(0) - v before the cuff)          after a sudden release
//! ```
//!
//! p is the pressure of the cuff and stands for the pressure of the veins, as in the laboratory. Capillary
//! pressure is the pressure in the capillaries of the foot, which a laboratory infers from venous
//! occlusion. Sources: Halliwill JR et al. 1999 J Appl Physiol 87:1555 (β_1, β_2; from memory); Lattimer CR
//! et al. 2014 Eur J Vasc Endovasc Surg 47:75-80 (outflow fraction); Buckey JC et al. 1988 Am J Cardiol
//! 62:449-453 (deep veins); Perry MA et al. 1986 J Appl Physiol 60:2114-2117 (capillary pressure).

use secondheart_body::Change;

use super::bench::{Dials, Instrument, Look, Setup, Signal};
use super::gauge::{Gauge, GaugeId, GaugeStatistics};
use super::stage::Stage;
use super::strain_gauge::shank_volume_ml;
use super::{Definition, Readings, put};
use crate::plant::{Plant, UnknownName};

const NAME: &str = "venous occlusion";

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new(
        "thigh_cuff_pressure_mmhg",
        NAME,
        "pressure of the cuff around the left thigh (in runs with cuffs)",
    ),
    Definition::new(
        "calf_cuff_pressure_mmhg",
        NAME,
        "pressure of the cuff around the left calf (in runs with cuffs)",
    ),
    Definition::new(
        "foot_capillary_pressure_mmhg",
        NAME,
        "pressure in the capillaries of the left foot, at their own height",
    ),
    Definition::new(
        COMPLIANCE[0],
        NAME,
        "β1 of the calf's volume over the pressure of the cuff around the thigh, from 10 mmHg up: compliance \
         at no pressure (of a phase in which the cuff is let down slowly)",
    ),
    Definition::new(
        COMPLIANCE[1],
        NAME,
        "β2 of the same curve: half of the change of compliance with pressure",
    ),
    Definition::new(
        OUTFLOW,
        NAME,
        "share of the blood held back that leaves the calf within 1 s (of a phase that begins with the \
         sudden release of a cuff around the thigh)",
    ),
    Definition::new(
        DEEP,
        NAME,
        "change of the deep and muscle veins of the calf in the phase, of that of its blood and fluid \
         together (with a cuff around the thigh)",
    ),
    Definition::new(
        RATE,
        NAME,
        "change of the volume of the calf from start to end of the phase or window, a second, of the volume of the \
         shank (after a cuff around the calf)",
    ),
];

const COMPLIANCE: [&str; 2] = [
    "calf_compliance_at_zero_ml_per_100ml_per_mmhg",
    "calf_compliance_half_slope_ml_per_100ml_per_mmhg2",
];
const OUTFLOW: &str = "calf_outflow_fraction_pct";
const DEEP: &str = "calf_deep_share_of_change_pct";
const RATE: &str = "calf_filling_rate_pct_per_s";

/// The curve counts from here; below, the cuff no longer reaches the veins' own pressure (Halliwill 1999).
const LOWEST_MMHG: f64 = 10.0;
/// A curve needs a cuff that is let down by this much, mmHg, over this time at least, s: estimate.
const LEAST_FALL_MMHG: f64 = 30.0;
const LEAST_S: f64 = 20.0;
/// A cuff is empty below this pressure, mmHg: estimate, a resting vein is not narrowed by it.
const EMPTY_MMHG: f64 = 1.0;
/// Time over which the outflow is read, s (Lattimer 2014).
const OUTFLOW_S: f64 = 1.0;
/// A smaller change of the calf has no shares, mL: estimate, what a strain gauge resolves.
const LEAST_CHANGE_ML: f64 = 3.0;

/// Sums for the parabola through volume over pressure.
#[derive(Debug, Clone, Copy, Default)]
struct Parabola {
    /// Sums of p⁰ to p⁴, and of v, v p, v p².
    powers: [f64; 5],
    products: [f64; 3],
}

impl Parabola {
    fn add(&mut self, pressure: f64, volume: f64) {
        let mut power = 1.0;
        for index in 0..5 {
            self.powers[index] += power;
            if let Some(product) = self.products.get_mut(index) {
                *product += volume * power;
            }
            power *= pressure;
        }
    }

    /// β_1 and β_2; not numbers without three pressures.
    fn linear_and_square(&self) -> [f64; 2] {
        let [n, p, pp, ppp, pppp] = self.powers;
        let [v, vp, vpp] = self.products;
        // Least squares about the means, which leaves two equations.
        let (s11, s12, s22) = (pp - p * p / n, ppp - p * pp / n, pppp - pp * pp / n);
        let (t1, t2) = (vp - p * v / n, vpp - pp * v / n);
        let determinant = s11 * s22 - s12 * s12;
        [
            (t1 * s22 - t2 * s12) / determinant,
            (t2 * s11 - t1 * s12) / determinant,
        ]
    }
}

pub(super) struct Occlusion {
    thigh_cuff: Signal,
    calf_cuff: Signal,
    capillary: Signal,
    calf: Vec<Signal>,
    deep: Vec<Signal>,
    shank_ml: f64,
    /// Whether the protocol has cuffs.
    worn: bool,
    thigh_gauge: GaugeId,
    calf_gauge: GaugeId,
    capillary_gauge: GaugeId,
    volume: GaugeId,
    deep_volume: GaugeId,
    /// The calf's volume before the thigh's cuff was inflated, mL.
    free_ml: f64,
    /// Time, volume and pressure of the thigh's cuff at the last look.
    last: Option<(f64, f64, f64)>,
    calf_was_pressed: bool,
    phase: PhaseCurve,
}

/// What a phase has shown so far.
#[derive(Debug, Clone, Copy, Default)]
struct PhaseCurve {
    parabola: Parabola,
    /// Time, volume and pressure of the thigh's cuff at its first look.
    first: Option<(f64, f64, f64)>,
    /// Outflow fraction, %.
    outflow: Option<f64>,
}

impl Occlusion {
    pub(super) fn new<P: Plant>(setup: &mut Setup<'_, P>) -> Result<Self, UnknownName> {
        let of_cuff = |change: &Change| matches!(change, Change::Parameter { path, .. } if path.contains(".cuff."));
        let worn = setup
            .timeline
            .changes
            .iter()
            .any(|timed| of_cuff(&timed.change));
        let in_calf = |name: &str| name.starts_with("leg.left.calf.");
        let is_deep = |wall: &str| matches!(wall, "leg_deep_vein" | "leg_muscle_vein");
        Ok(Self {
            thigh_cuff: setup.signal("leg.left.cuff.thigh.pressure_mmhg")?,
            calf_cuff: setup.signal("leg.left.cuff.calf.pressure_mmhg")?,
            capillary: setup.signal("leg.left.foot.capillary.pressure_mmhg")?,
            calf: setup.volumes(|p| in_calf(&p.name))?,
            deep: setup.volumes(|p| in_calf(&p.name) && is_deep(&p.wall))?,
            shank_ml: shank_volume_ml(setup.subject.mass_kg),
            worn,
            thigh_gauge: setup.gauge(Gauge::reading("thigh_cuff_pressure_mmhg")),
            calf_gauge: setup.gauge(Gauge::reading("calf_cuff_pressure_mmhg")),
            capillary_gauge: setup.gauge(Gauge::reading("foot_capillary_pressure_mmhg")),
            volume: setup.gauge(Gauge::hidden("calf_volume_under_cuffs_ml")),
            deep_volume: setup.gauge(Gauge::hidden("calf_deep_volume_under_cuffs_ml")),
            free_ml: f64::NAN,
            last: None,
            calf_was_pressed: false,
            phase: PhaseCurve::default(),
        })
    }
}

impl Instrument for Occlusion {
    fn look(&mut self, look: &Look<'_>, dials: &mut Dials<'_>) {
        dials.set(self.capillary_gauge, look[self.capillary]);
        let unworn = if self.worn { 0.0 } else { f64::NAN };
        let (thigh_mmhg, calf_mmhg) = (look[self.thigh_cuff], look[self.calf_cuff]);
        dials.set(self.thigh_gauge, thigh_mmhg + unworn);
        dials.set(self.calf_gauge, calf_mmhg + unworn);
        if !self.worn {
            return;
        }
        let volume_ml = look.sum(&self.calf);
        dials.set(self.volume, volume_ml);
        dials.set(self.deep_volume, look.sum(&self.deep));
        let was_free = self.last.is_none_or(|(_, _, before)| before < EMPTY_MMHG);
        if was_free && thigh_mmhg >= EMPTY_MMHG {
            self.free_ml = volume_ml;
        }
        self.last = Some((look.time_s, volume_ml, thigh_mmhg));
        self.calf_was_pressed |= calf_mmhg >= EMPTY_MMHG;
        let phase = &mut self.phase;
        let (start_s, start_ml, start_mmhg) =
            *phase
                .first
                .get_or_insert((look.time_s, volume_ml, thigh_mmhg));
        if thigh_mmhg >= LOWEST_MMHG && thigh_mmhg < start_mmhg {
            let volume_pct = 100.0 * volume_ml / self.shank_ml;
            phase.parabola.add(thigh_mmhg, volume_pct);
        }
        let is_free = thigh_mmhg < EMPTY_MMHG && start_mmhg > LEAST_FALL_MMHG;
        if phase.outflow.is_none() && look.time_s >= start_s + OUTFLOW_S - 1e-9 {
            let outflow = 100.0 * (start_ml - volume_ml) / (start_ml - self.free_ml);
            phase.outflow = Some(if is_free { outflow } else { f64::NAN });
        }
    }

    fn phase_begins(&mut self, stage: &Stage) {
        let at_start = |last: &(f64, f64, f64)| (last.0 - stage.start_s).abs() < 1e-9;
        self.phase = PhaseCurve {
            first: self.last.filter(at_start),
            ..PhaseCurve::default()
        };
    }

    fn ends(&mut self, stage: &Stage, _: usize, gauges: &GaugeStatistics, readings: &mut Readings) {
        if !self.worn {
            return;
        }
        let of = |gauge| gauges.of(gauge);
        let (volume, cuff) = (of(self.volume), of(self.thigh_gauge));
        if self.calf_was_pressed && of(self.calf_gauge).last < EMPTY_MMHG {
            let per_s = (volume.last - volume.first) / volume.duration_s;
            put(readings, RATE, 100.0 * per_s / self.shank_ml);
        }
        let change_ml = volume.last - volume.first;
        if cuff.last >= EMPTY_MMHG && change_ml >= LEAST_CHANGE_ML {
            let deep = of(self.deep_volume);
            put(readings, DEEP, 100.0 * (deep.last - deep.first) / change_ml);
        }
        if !stage.is_phase {
            return;
        }
        put(readings, OUTFLOW, self.phase.outflow.unwrap_or(f64::NAN));
        if cuff.first - cuff.last >= LEAST_FALL_MMHG
            && stage.duration_s() >= LEAST_S
            && self.phase.outflow.is_none_or(f64::is_nan)
        {
            for (name, value) in COMPLIANCE
                .into_iter()
                .zip(self.phase.parabola.linear_and_square())
            {
                put(readings, name, value);
            }
        }
    }
}
