//! Both arms beyond cuffs around the upper arms.
//!
//! ```text
//! o     = s((p_a - p + w)/2w)                                 the artery beneath the cuff, 1 without a cuff
//! f     = o (1 + k i) max(1 - e/(p_a - p_v), 0)               flow relative to the flow without a cuff
//! τ di/dt = max(1 - f/f_least, 0) - i
//! Q     = σ F f                                               flow beyond the cuff
//! G     ← G (1 + σ (f - 1))                                   arterioles of the bed of the arms
//! dv/dt = Q (1 - ω) - max(e - b, 0)/R,   e = v/C
//! b     = max(p - p_v, 0),   ω = s(1 + (e - b)/δ)             the veins beneath the cuff
//! V_0   ← V_0 + v                                             vein of the bed of the arms
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | p | pressure of the cuff (`cuff.rs`) | mmHg |
//! | p_a, p_v | artery and vein of the bed of the arms | mmHg |
//! | w | half of the range of transmural pressure in which an artery closes | mmHg |
//! | i, k | lack of blood; greatest rise of the conductance by it, as in the legs (`arterioles/local.rs`) | 1 |
//! | f_least | least flow relative to the resting one that brings the oxygen of the resting tissue | 1 |
//! | F, σ | flow of the bed without a cuff, share that goes beyond the cuff | mL/s, 1 |
//! | v, e | blood held back beyond the cuff, its pressure above the free veins' | mL, mmHg |
//! | C, R | compliance of the veins beyond the cuff, resistance of their outlet, by their share of tissue | mL/mmHg, mmHg·s/mL |
//! | b, ω, δ | pressure that opens the veins beneath the cuff, their opening, range in which they open | mmHg, 1, mmHg |
//!
//! The bed `arm` of the circuit holds both arms and the upper trunk wall, and has one vein. The tissue
//! beyond the cuffs is a share of it. Blood that is held back stays in the bed, but at another pressure: it is
//! blood that the common vein does not have at its own, which is an unstressed volume. No blood is made
//! or lost, and a body that wears no cuff has the bits of a body without this file. Veins beneath a cuff
//! are closed until the pressure behind them reaches the cuff's (the venous occlusion of plethysmography).
//! Both arms wear a cuff: an arm alone would need beds of its own. Left out: filtration beyond the cuff, and
//! the tone of its veins. A cuff that is worn at the start begins to hold blood back then.

use super::cuff;
use crate::dynamics::{RiseAndFall, smooth_step};
use crate::error::BodyError;
use crate::oxygen;
use crate::parameter::{Source, parameter_table};
use crate::wiring::{Wiring, missing};
use secondheart_engine::{Scalar, Simulation, persist_fields};

/// Least resistance of the outlet of the whole bed, mmHg·s/mL: estimate, a fortieth of the shipped one, with
/// which the veins empty within a few steps.
const LEAST_RESISTANCE: f64 = 2e-3;

parameter_table! {
    /// Tissue beyond the cuffs, `arm.beyond_cuff`.
    struct Beyond {
        /// Share of the tissue of the bed.
        tissue_fraction,
        /// σ.
        flow_fraction,
        /// w.
        artery_closes_within_mmhg,
        /// δ.
        veins_open_within_mmhg,
    }
}

/// Parameters and places of the arms.
#[derive(Debug, Clone)]
pub(crate) struct Settings<S> {
    beyond: Beyond<S>,
    /// Index of the cuff.
    cuff: usize,
    artery: usize,
    vein: usize,
    /// Index of the arterioles among the conduits.
    arterioles: usize,
    /// C.
    compliance: S,
    /// 1/R.
    outlet: S,
    /// 1/f_least.
    per_least_flow: S,
    /// k, and τ while the lack lasts and while it is repaid.
    conductance_rise: S,
    rise_tau_s: S,
    fall_tau_s: S,
}

impl<S: Scalar> Settings<S> {
    pub(super) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let beyond = Beyond::read(wiring, "arm.beyond_cuff")?;
        let vein = wiring.place("arm.vein")?;
        let beds = &wiring.circuit().beds;
        let bed = beds.iter().find(|bed| bed.name == "arm.capillary");
        let bed = bed.ok_or_else(|| missing("arm.capillary"))?;
        let arterioles = wiring.topology.conduit_index(bed.arteriole);
        // Vessels of a larger person are larger.
        let unstressed = wiring.value("arm.vein.unstressed_volume_ml")?;
        let size = wiring.network.tubes.unstressed_volume[vein] * unstressed.recip();
        let compliance = wiring.value("arm.vein.compliance_ml_per_mmhg")?;
        let resistance = wiring.value("arm.vein_outlet.resistance_mmhg_s_per_ml")?;
        let ischaemia = |key| wiring.value(&format!("microcirculation.ischaemia.{key}"));
        let least = wiring.each(|p| oxygen::least_flow_share(&p.parameters, "arm"))?;
        Ok(Self {
            cuff: cuff::index(cuff::ARMS).ok_or_else(|| missing(cuff::ARMS))?,
            artery: wiring.place("arm.artery")?,
            vein,
            arterioles: arterioles.ok_or_else(|| missing("arm.arteriole"))?,
            compliance: compliance * size * beyond.tissue_fraction,
            outlet: beyond.tissue_fraction * resistance.max(S::from_f64(LEAST_RESISTANCE)).recip(),
            per_least_flow: least.recip(),
            conductance_rise: ischaemia("conductance_rise")?,
            rise_tau_s: ischaemia("rise_tau_s")?,
            fall_tau_s: ischaemia("fall_tau_s")?,
            beyond,
        })
    }
}

/// The arms beyond the cuffs.
#[derive(Debug, Clone)]
pub(crate) struct Arms<S> {
    /// v, mL.
    pub(crate) held_ml: S,
    /// Q, mL/s.
    pub(crate) flow_ml_per_s: S,
    /// p_v + e, mmHg.
    pub(crate) vein_mmhg: S,
    /// o.
    pub(crate) open: S,
    /// 1 + σ (f - 1) of the last step.
    conductance: S,
    /// i, as it is and as it follows the lack.
    dilation: S,
    lack: RiseAndFall<S>,
}

persist_fields!(Arms {
    held_ml,
    flow_ml_per_s,
    vein_mmhg,
    open,
    conductance,
    dilation,
    lack
});

impl<S: Scalar> Arms<S> {
    /// Arms without cuffs.
    pub(crate) fn free() -> Self {
        Self {
            held_ml: S::zero(),
            flow_ml_per_s: S::zero(),
            vein_mmhg: S::zero(),
            open: S::one(),
            conductance: S::one(),
            dilation: S::zero(),
            lack: RiseAndFall::default(),
        }
    }

    /// Blood that flows beyond the cuff and is held there, over a step; sets arterioles and vein of the bed
    /// for its end. `cuffs` are the pressures of all cuffs.
    #[inline(always)]
    pub(crate) fn advance(
        &mut self,
        settings: &Settings<S>,
        cuffs: &[S; cuff::CUFFS],
        sim: &mut Simulation<S>,
        step_s: f64,
    ) {
        let c = settings;
        let (pressure, one) = (cuffs[c.cuff], S::one());
        let artery = sim.pressure_ahead(c.artery, step_s);
        let vein = sim.pressure_ahead(c.vein, step_s);
        let flow = sim.flow_ahead(c.arterioles, step_s) * self.conductance.recip();
        let width = c.beyond.artery_closes_within_mmhg;
        let open = smooth_step((artery - pressure + width) * (width * 2.0).recip());
        self.open = S::select(S::zero().lt(pressure), open, one);
        let excess = self.held_ml * c.compliance.recip();
        let drive = (artery - vein).max(one);
        let pressed = (one - excess * drive.recip()).max(S::zero());
        let open = self.open;
        let share = |dilation: S| open * (c.conductance_rise * dilation + one) * pressed;
        let wanted = (one - share(self.dilation) * c.per_least_flow).max(S::zero());
        let dilation = self
            .lack
            .advance(step_s, c.rise_tau_s, c.fall_tau_s, wanted);
        let share = share(dilation);
        self.dilation = dilation;
        self.flow_ml_per_s = c.beyond.flow_fraction * flow * share;
        let barrier = (pressure - vein).max(S::zero());
        let inflow = self.flow_ml_per_s;
        let rate = |held: S| {
            let above = held * c.compliance.recip() - barrier;
            let opening = smooth_step(above * c.beyond.veins_open_within_mmhg.recip() + one);
            inflow * (one - opening) - above.max(S::zero()) * c.outlet
        };
        let half = self.held_ml + rate(self.held_ml) * (0.5 * step_s);
        self.held_ml = (self.held_ml + rate(half) * step_s).max(S::zero());
        self.vein_mmhg = vein + self.held_ml * c.compliance.recip();
        self.conductance = c.beyond.flow_fraction * (share - one) + one;
        let resistance = &mut sim.parameters.conduits.resistance[c.arterioles];
        *resistance = *resistance * self.conductance.recip();
        let tubes = &mut sim.parameters.tubes;
        let unstressed = tubes.unstressed_volume[c.vein] + self.held_ml;
        tubes.set_unstressed_volume(c.vein, unstressed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Man, assert_close, man_with};

    /// Arms of a man whose cuffs have a pressure and whose vessels stand still, after so many steps of
    /// 10 ms.
    fn worn(pressure_mmhg: f64, steps: usize) -> (Man, Arms<f64>) {
        let mut man = man_with(&[("arm.cuff.pressure_mmhg", pressure_mmhg)]);
        let settings = man.circulation.constants.outside.arms.clone();
        let mut cuffs = [0.0; cuff::CUFFS];
        cuffs[settings.cuff] = pressure_mmhg;
        let mut arms = Arms::free();
        let still = still(&man, &settings);
        for _ in 0..steps {
            man.circulation.sim = still.clone();
            let flow = 20.0 * arms.conductance;
            let state = &mut man.circulation.sim.state;
            state.flow[settings.arterioles] = flow;
            arms.advance(&settings, &cuffs, &mut man.circulation.sim, 0.01);
        }
        (man, arms)
    }

    /// A network with 90 mmHg in the artery of the arms and 7 mmHg in their vein.
    fn still(man: &Man, settings: &Settings<f64>) -> Simulation<f64> {
        let mut sim = man.circulation.sim.clone();
        for (place, pressure) in [(settings.artery, 90.0), (settings.vein, 7.0)] {
            sim.state.pressure[place] = pressure;
        }
        sim
    }

    fn unstressed(man: &Man) -> f64 {
        let vein = man.circulation.constants.outside.arms.vein;
        man.circulation.sim.parameters.tubes.unstressed_volume[vein]
    }

    #[test]
    fn arms_without_cuffs_change_no_bit() {
        let (man, arms) = worn(0.0, 50);
        let settings = &man.circulation.constants.outside.arms;
        let before = still(&man, settings);
        assert_eq!((arms.held_ml, arms.conductance, arms.open), (0.0, 1.0, 1.0));
        let now = &man.circulation.sim.parameters;
        assert_eq!(
            now.conduits.resistance,
            before.parameters.conduits.resistance
        );
        assert_eq!(
            now.tubes.unstressed_volume,
            before.parameters.tubes.unstressed_volume
        );
        let share = man.value("arm.beyond_cuff.flow_fraction");
        assert_close(arms.flow_ml_per_s, 20.0 * share);
    }

    #[test]
    fn veins_beneath_a_cuff_are_closed_until_the_pressure_behind_them_reaches_it() {
        let (man, early) = worn(40.0, 100);
        let settings = &man.circulation.constants.outside.arms;
        // One second of inflow, nothing out.
        assert!(
            (early.held_ml / early.flow_ml_per_s - 1.0).abs() < 0.05,
            "{early:?}"
        );
        let free = unstressed(&man_with(&[]));
        assert_close(unstressed(&man), free + early.held_ml);
        let (_, late) = worn(40.0, 12_000);
        assert!((late.vein_mmhg - 40.0).abs() < 3.0, "{late:?}");
        let full = settings.compliance * (40.0 - 7.0);
        assert!((late.held_ml / full - 1.0).abs() < 0.1, "{late:?} {full}");
        // The veins hold the inflow back by their pressure, and pass the rest on.
        assert!(late.conductance < 1.0 && late.flow_ml_per_s > 0.0);
    }

    #[test]
    fn a_cuff_above_the_arterial_pressure_stops_the_flow_and_more_flows_afterwards() {
        let (mut man, mut arms) = worn(200.0, 18_000);
        assert_eq!(
            (arms.flow_ml_per_s, arms.open, arms.held_ml),
            (0.0, 0.0, 0.0)
        );
        let share = man.value("arm.beyond_cuff.flow_fraction");
        assert_close(arms.conductance, 1.0 - share);
        let settings = man.circulation.constants.outside.arms.clone();
        let state = &mut man.circulation.sim.state;
        state.flow[settings.arterioles] = 20.0 * (1.0 - share);
        let none = [0.0; cuff::CUFFS];
        arms.advance(&settings, &none, &mut man.circulation.sim, 0.01);
        // Three minutes: 1 - 1/e of the greatest rise.
        let rise = man.value("microcirculation.ischaemia.conductance_rise");
        let expected = 1.0 + rise * (1.0 - (-1.0_f64).exp());
        let times = arms.flow_ml_per_s / (20.0 * share);
        assert!((times / expected - 1.0).abs() < 0.02, "{times} {expected}");
    }
}
