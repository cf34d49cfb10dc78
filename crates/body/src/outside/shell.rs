//! Swelling of the legs, the pressure of the swollen tissue, and shells that give way little: a
//! cast.
//!
//! ```text
//! s          = (V - V_0)/m                                  mL of blood and tissue fluid for 100 g
//! p_shell    = k u,    τ du/dt = max(s - s_on, 0) - u       on every level that has a shell
//! p_tissue   = p_outside + p_rest + s/C                     what a catheter between the fibres reads
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | V, V_0 | blood and tissue fluid of foot, shank or thigh, now and at the start | mL |
//! | m | mass of its soft tissue | 100 g |
//! | s_on | swelling when the shell was put on | mL/100 g |
//! | k | stiffness of the shell | mmHg/(mL/100 g), written mmHg/% |
//! | τ | time in which padding and tissue give way | s |
//! | p_outside | pressure of muscle and sleeve on the bed | mmHg |
//! | p_rest | pressure in resting muscle, the zero of the compartments | mmHg |
//! | C | compliance of the tissue, `microcirculation.interstitial_compliance_ml_per_mmhg_per_100g` | mL/mmHg/100 g |
//!
//! The wall laws of the veins were measured in legs whose fasciae and skin surround them and contain
//! their elasticity. Hence s/C belongs to the reading and presses on nothing; a shell presses on
//! all that lies beneath it, since its elasticity comes on top. A cast on dogs' legs leaves
//! three fifths of the volume that a compartment takes up at a pressure (Garfin et al. 1981, J Bone Joint
//! Surg Am 63:449): with the cast the tissue is 1/0.6 times as stiff, and k is two thirds of 1/C.

use crate::dynamics::FirstOrder;
use crate::error::BodyError;
use crate::muscle::LEGS;
use crate::outside::Level;
use crate::parameter::Source;
use crate::wiring::{Wiring, missing};
use secondheart_engine::{Mask, Scalar, Simulation, persist_fields};

/// Segments of a leg that swell, as their vessels are called.
const SEGMENTS: [&str; 3] = ["foot", "calf", "thigh"];

/// A quantity of each segment of both legs, left leg first.
type OfSegments<S> = [S; SEGMENTS.len() * LEGS.len()];

/// The segment under a level, by its place in [`SEGMENTS`].
fn under(level: Level) -> usize {
    match level {
        Level::Foot => 0,
        Level::Ankle | Level::Calf | Level::Knee => 1,
        Level::Thigh => 2,
    }
}

/// V/m of a level without a shell: no volume is negative.
const BARE: f64 = -1.0;

/// Places and parameters of the segments and shells, fixed between changes of parameters.
#[derive(Debug, Clone)]
pub(crate) struct Shells<S> {
    /// Places of blood and tissue fluid of each segment.
    places: OfSegments<Vec<usize>>,
    /// 1/m.
    per_100g: OfSegments<S>,
    /// Enclosure, segment and k of each level of both legs.
    each: Vec<(usize, usize, S)>,
    /// Whether any level of any lane has a shell.
    are_worn: bool,
    tau_s: S,
    /// p_rest.
    resting_mmhg: S,
    /// 1/C.
    tissue_stiffness: S,
}

impl<S: Scalar> Shells<S> {
    pub(super) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let circuit = wiring.circuit();
        let mut places: OfSegments<Vec<usize>> = Default::default();
        let mut per_100g = [S::one(); SEGMENTS.len() * LEGS.len()];
        let mut each = Vec::new();
        for (leg, side) in LEGS.into_iter().enumerate() {
            for (n, segment) in SEGMENTS.into_iter().enumerate() {
                let n = leg * SEGMENTS.len() + n;
                let prefix = format!("leg.{side}.{segment}.");
                let own = circuit.vessels.iter();
                let own = own.filter(|(name, _)| name.starts_with(&prefix));
                places[n] = own
                    .map(|(_, vessel)| wiring.topology.place(vessel.node))
                    .collect();
                let tissue = format!("{prefix}interstitium");
                let lymph = circuit.lymphs.iter().position(|l| l.name == tissue);
                let lymph = lymph.ok_or_else(|| missing("a segment of the leg without tissue"))?;
                per_100g[n] = wiring.each(|p| Ok(100.0 / p.circuit.lymphs[lymph].tissue_g))?;
            }
            for level in Level::ALL {
                let name = level.sleeve(side);
                let stiffness = wiring.value(&format!("{name}.stiffness_mmhg_per_pct"))?;
                let segment = leg * SEGMENTS.len() + under(level);
                each.push((wiring.enclosure(&name)?, segment, stiffness));
            }
        }
        let are_worn = each.iter().any(|(.., k)| S::zero().lt(*k).any());
        Ok(Self {
            places,
            per_100g,
            each,
            are_worn,
            tau_s: wiring.value("shell.tau_s")?,
            resting_mmhg: wiring.value("muscle.resting_tissue_pressure_mmhg")?,
            tissue_stiffness: wiring
                .value("microcirculation.interstitial_compliance_ml_per_mmhg_per_100g")?
                .recip(),
        })
    }

    /// V/m of a segment.
    #[inline(always)]
    fn content(&self, sim: &Simulation<S>, segment: usize) -> S {
        let mut volume = S::zero();
        for &place in &self.places[segment] {
            volume += sim.state.volume[place];
        }
        volume * self.per_100g[segment]
    }
}

/// Swelling of the segments.
#[derive(Debug, Clone)]
pub(crate) struct Swelling<S> {
    /// V_0/m.
    start: OfSegments<S>,
    /// V/m when the shell of a level was put on, [`BARE`] without one, and u of the level.
    on: [S; LEGS.len() * Level::ALL.len()],
    given: [FirstOrder<S>; LEGS.len() * Level::ALL.len()],
}

persist_fields!(Swelling { start, on, given });

impl<S: Scalar> Swelling<S> {
    /// A leg that has never swollen; it is measured in the search for the steady start.
    pub(crate) fn none() -> Self {
        Self {
            start: [S::zero(); SEGMENTS.len() * LEGS.len()],
            on: [S::from_f64(BARE); LEGS.len() * Level::ALL.len()],
            given: [FirstOrder::default(); LEGS.len() * Level::ALL.len()],
        }
    }

    /// Adds the pressures of the shells to those of the sleeves. Before the start (`has_begun`
    /// false) the leg is as large as it is, and a shell fits it.
    #[inline(always)]
    pub(crate) fn press(
        &mut self,
        shells: &Shells<S>,
        sim: &mut Simulation<S>,
        has_begun: bool,
        step_s: f64,
    ) {
        let mut content = self.start;
        if shells.are_worn || !has_begun {
            for (segment, content) in content.iter_mut().enumerate() {
                *content = shells.content(sim, segment);
            }
        }
        if !has_begun {
            self.start = content;
        }
        for (level, &(place, segment, stiffness)) in shells.each.iter().enumerate() {
            let is_worn = S::zero().lt(stiffness);
            let keeps_on = is_worn & S::zero().lt(self.on[level]) & S::Mask::splat(has_begun);
            let on = S::select(keeps_on, self.on[level], content[segment]);
            let swollen = S::select(is_worn, (content[segment] - on).max(S::zero()), S::zero());
            self.on[level] = S::select(is_worn, on, S::from_f64(BARE));
            let given = self.given[level].advance(step_s, shells.tau_s, swollen);
            sim.parameters.enclosure_pressure[place] += stiffness * given;
        }
    }

    /// p_tissue of a bed in the calf of a leg (0 left); `outside` is p_outside, mmHg.
    pub(crate) fn calf_pressure(
        &self,
        shells: &Shells<S>,
        sim: &Simulation<S>,
        leg: usize,
        outside: S,
    ) -> S {
        let calf = leg * SEGMENTS.len() + under(Level::Calf);
        let swelling = shells.content(sim, calf) - self.start[calf];
        outside + shells.resting_mmhg + swelling * shells.tissue_stiffness
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{LONG_S, Man, assert_close, man_with};

    const CALF: &str = "leg.left.sleeve.calf";
    const STIFFNESS: f64 = 1.5;

    /// A man with a shell around the left calf, whose calf swells by so much after the start, mL/100 g.
    fn swollen(stiffness: f64, swelling: f64) -> Man {
        let mut man = man_with(&[("leg.left.sleeve.calf.stiffness_mmhg_per_pct", stiffness)]);
        let tissue = man.place("leg.left.calf.interstitium");
        let c = &mut man.circulation;
        let (shells, state) = (&c.constants.outside.shells, &mut c.organs.swelling);
        state.press(shells, &mut c.sim, false, LONG_S);
        let mass_100g = shells.per_100g[1].recip();
        c.sim.state.volume[tissue] += swelling * mass_100g;
        // The lag takes the mean of a step, so that it needs two to arrive.
        for _ in 0..2 {
            c.sim.parameters.enclosure_pressure.fill(0.0);
            state.press(shells, &mut c.sim, true, LONG_S);
        }
        man
    }

    #[test]
    fn a_shell_presses_on_a_leg_that_swells_and_not_on_one_that_shrinks() {
        for (stiffness, swelling, expected) in [
            (0.0, 2.0, 0.0),
            (STIFFNESS, 2.0, 2.0 * STIFFNESS),
            (STIFFNESS, -1.0, 0.0),
        ] {
            let man = swollen(stiffness, swelling);
            let pressures = &man.circulation.sim.parameters.enclosure_pressure;
            let sum: f64 = pressures.iter().sum();
            assert_close(pressures[man.enclosure(CALF)], expected);
            assert_close(sum, expected);
        }
    }

    #[test]
    fn a_shell_that_is_put_on_a_swollen_leg_fits_it() {
        let mut man = swollen(0.0, 2.0);
        let tissue = man.place("leg.left.calf.interstitium");
        let calf = man.enclosure(CALF);
        let c = &mut man.circulation;
        let shells = &mut c.constants.outside.shells;
        shells.are_worn = true;
        for (place, _, stiffness) in &mut shells.each {
            *stiffness = if *place == calf { STIFFNESS } else { 0.0 };
        }
        c.organs.swelling.press(shells, &mut c.sim, true, LONG_S);
        assert_close(c.sim.parameters.enclosure_pressure[calf], 0.0);
        c.sim.state.volume[tissue] += 3.0 * shells.per_100g[1].recip();
        c.organs.swelling.press(shells, &mut c.sim, true, LONG_S);
        // Half of the rise in the first step.
        let pressure = c.sim.parameters.enclosure_pressure[calf];
        assert_close(pressure, 0.5 * 3.0 * STIFFNESS);
    }

    #[test]
    fn the_tissue_has_its_resting_pressure_and_that_of_its_swelling() {
        let man = swollen(0.0, 2.0);
        let c = &man.circulation;
        let (shells, sim) = (&c.constants.outside.shells, &c.sim);
        let compliance = man.value("microcirculation.interstitial_compliance_ml_per_mmhg_per_100g");
        let rest = man.value("muscle.resting_tissue_pressure_mmhg");
        let of = |leg| c.organs.swelling.calf_pressure(shells, sim, leg, 5.0);
        assert_close(of(0), 5.0 + rest + 2.0 / compliance);
        assert_close(of(1), 5.0 + rest);
    }
}
