//! Cuffs around thigh, calf, ankle and foot and around both arms (`arm_cuff.rs`), each with a time course of
//! its own.
//!
//! ```text
//! dp/dt = (P - p_0)/t_c   until p = P                      t_c from the moment at which P was set, from p_0
//! p_sleeve ← p_sleeve + p                                  calf, ankle, foot: all veins beneath the cuff
//! Q_l   = A²/(8 π μ l) K_c/11 (1 + max(p - p_v, 0)/K_c)^-11    thigh: the most that a vein lets through
//! K_t   = max(Δp - max(p_v - p, 0), 0)/Q_l²                loss in series with the valves
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | p, P | pressure of a cuff, and the pressure that it was set to | mmHg |
//! | t_c | time for the change | s |
//! | p_v | pressure in the vein upstream of the cuff, at the vein's own height | mmHg |
//! | Δp | pressure difference along the vein's segment with the column of blood in it | mmHg |
//! | A, l | lumen of the open vein, width of the cuff | cm², cm |
//! | K_c | collapse pressure of the vein's wall | mmHg |
//! | μ | viscosity of the blood | mmHg·s |
//!
//! A cuff around calf, ankle or foot covers a level of the leg and presses on all of it, as a stocking does
//! (`sleeve.rs`). A cuff around the thigh, just above the knee, covers a small part of the thigh: it takes
//! no blood out of it, but narrows the three ways by which the veins of the lower leg reach it. Each is a
//! Starling resistor. Beneath the cuff the vein has the area a = (1 - p_t/K_c)^-4 of its wall law
//! (`engine/src/law/tube.rs`) at a transmural pressure p_t < 0. It flattens while its wall keeps its length,
//! and an ellipse of constant perimeter conducts in proportion to the cube of its area when it is flat (flow
//! in an elliptic tube, from memory; Shapiro 1977, J Biomech Eng 99:126, for the stiffness and resistance of
//! collapsed veins). The integral of A² a³/(8 π μ l) over p_t, from far below zero in front of the open
//! vein downstream to p_v - p upstream, is Q_l. The vein upstream therefore fills until its pressure comes near
//! the pressure of the cuff. Veins that leak backwards leak under a cuff too, by the same law.

use crate::error::BodyError;
use crate::parameter::Source;
use crate::wiring::{Wiring, missing};
use secondheart_engine::{Scalar, Simulation, persist_fields};

/// Sides and sites, in the order of the state.
const SIDES: [&str; 2] = ["left", "right"];
const SITES: [&str; 4] = ["thigh", "calf", "ankle", "foot"];
/// The cuffs around both arms; in the list of cuffs they follow those of the legs.
pub(super) const ARMS: &str = "arm.cuff";
/// Number of cuffs.
pub(crate) const CUFFS: usize = SIDES.len() * SITES.len() + 1;

/// The ways by which the veins of the lower leg pass beneath a cuff around the thigh.
const BENEATH_THIGH: [&str; 3] = [
    "popliteal_outlet",
    "calf.saphenous_upper_outlet",
    "collateral.profunda_vein",
];

/// mmHg in a mPa.
const MMHG_PER_MPA: f64 = 7.500_62e-6;
/// Least Q_l, mL/s, which keeps a loss finite: estimate, a drop in ten minutes.
const LEAST_FLOW_ML_PER_S: f64 = 1e-4;

/// Name of a cuff, for its parameters and its signal.
fn name(side: &str, site: &str) -> String {
    format!("leg.{side}.cuff.{site}")
}

/// Index of the cuff of a name.
pub(crate) fn index(of: &str) -> Option<usize> {
    names().position(|own| own == of)
}

/// Names of all cuffs.
pub(crate) fn names() -> impl Iterator<Item = String> {
    let of_side = |side: &'static str| SITES.into_iter().map(move |site| name(side, site));
    let legs = SIDES.into_iter().flat_map(of_side);
    legs.chain([ARMS.to_owned()])
}

/// A vein beneath a cuff around the thigh.
#[derive(Debug, Clone, Copy)]
struct Narrowed<S> {
    /// Index of the cuff, and of the segment among the valves.
    cuff: usize,
    valve: usize,
    /// Places of the edge and of its ends.
    edge: usize,
    from: usize,
    to: usize,
    /// A²/(8 π μ l)/11, mL/(mmHg·s).
    conductance: S,
}

/// What the cuffs are set to, and what lies beneath them.
#[derive(Debug, Clone)]
pub(crate) struct Settings<S> {
    /// P and t_c.
    target: [S; CUFFS],
    change_s: [S; CUFFS],
    /// Index of the cuff, enclosure beneath it.
    pressed: Vec<(usize, usize)>,
    narrowed: Vec<Narrowed<S>>,
}

impl<S: Scalar> Settings<S> {
    pub(super) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let mut settings = Self {
            target: [S::zero(); CUFFS],
            change_s: [S::one(); CUFFS],
            pressed: Vec::new(),
            narrowed: Vec::new(),
        };
        for (cuff, name) in names().enumerate() {
            settings.target[cuff] = wiring.value(&format!("{name}.pressure_mmhg"))?;
            settings.change_s[cuff] = wiring.value(&format!("{name}.change_s"))?;
            if name != ARMS && !name.ends_with(".thigh") {
                let sleeve = name.replace(".cuff.", ".sleeve.");
                settings.pressed.push((cuff, wiring.enclosure(&sleeve)?));
            }
        }
        let viscosity = wiring.value("blood.viscosity_mpa_s")? * MMHG_PER_MPA;
        let width = wiring.value("cuff.width_cm")?;
        let orifice = wiring.value("valve.all.orifice_fraction")?;
        let per_area =
            (viscosity * width * orifice * orifice * (8.0 * 11.0 * std::f64::consts::PI)).recip();
        let (topology, connections) = (wiring.topology, &wiring.circuit().connections);
        for side in SIDES {
            for vein in BENEATH_THIGH {
                let vein = format!("leg.{side}.{vein}");
                let connection = connections.get(&vein).ok_or_else(|| missing(&vein))?;
                let valve = topology.valve_index(connection.edge);
                let edge = topology.edge_place(connection.edge);
                let (Some(valve), Some(edge)) = (valve, edge) else {
                    return Err(missing(&vein));
                };
                let area = wiring.network.valves.area[valve];
                settings.narrowed.push(Narrowed {
                    cuff: index(&name(side, "thigh")).ok_or_else(|| missing(&vein))?,
                    valve,
                    edge,
                    from: topology.place(connection.from),
                    to: topology.place(connection.to),
                    conductance: area * area * per_area,
                });
            }
        }
        Ok(settings)
    }
}

/// Q_l, mL/s, where the cuff's pressure is higher by `excess` (mmHg) than the vein's.
#[inline(always)]
fn largest_flow<S: Scalar>(conductance: S, collapse: S, excess: S) -> S {
    let root = (excess.max(S::zero()) * collapse.recip() + 1.0).recip();
    let square = root * root;
    let fourth = square * square;
    let eleventh = fourth * fourth * square * root;
    (conductance * collapse * eleventh).max(S::from_f64(LEAST_FLOW_ML_PER_S))
}

/// Pressures of the cuffs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cuffs<S> {
    /// p, mmHg.
    pub(crate) pressure_mmhg: [S; CUFFS],
    /// P as it was last, mmHg, and dp/dt since it was set, mmHg/s.
    target: [S; CUFFS],
    rate: [S; CUFFS],
}

persist_fields!(Cuffs {
    pressure_mmhg,
    target,
    rate
});

impl<S: Scalar> Cuffs<S> {
    /// Cuffs that have been at their pressures for long.
    pub(crate) fn settled(settings: &Settings<S>) -> Self {
        Self {
            pressure_mmhg: settings.target,
            target: settings.target,
            rate: [S::zero(); CUFFS],
        }
    }

    /// Moves the pressures over a step and adds them to the pressures of the sleeves for its end.
    #[inline(always)]
    pub(crate) fn advance(&mut self, settings: &Settings<S>, step_s: f64, sleeves: &mut [S]) {
        for cuff in 0..CUFFS {
            let (target, now) = (settings.target[cuff], self.pressure_mmhg[cuff]);
            let moved = target - self.target[cuff];
            let is_new = S::zero().lt(moved * moved);
            let rate = (target - now) * settings.change_s[cuff].recip();
            let rate = S::select(is_new, rate, self.rate[cuff]);
            let ahead = now + rate * step_s;
            let rises = S::zero().lt(rate);
            self.pressure_mmhg[cuff] = S::select(rises, ahead.min(target), ahead.max(target));
            (self.target[cuff], self.rate[cuff]) = (target, rate);
        }
        for &(cuff, place) in &settings.pressed {
            sleeves[place] += self.pressure_mmhg[cuff];
        }
    }

    /// Sets the losses of the veins beneath the cuffs of the thighs for a step that ends `step_s` from now.
    #[inline(always)]
    pub(crate) fn narrow(&self, settings: &Settings<S>, sim: &mut Simulation<S>, step_s: f64) {
        for vein in &settings.narrowed {
            let cuff = self.pressure_mmhg[vein.cuff];
            let upstream = sim.pressure_ahead(vein.from, step_s);
            let head = sim.parameters.head[vein.edge];
            let difference = upstream - sim.pressure_ahead(vein.to, step_s) + head;
            let collapse = sim.parameters.tubes.collapse_pressure[vein.from];
            let largest = largest_flow(vein.conductance, collapse, cuff - upstream);
            let dropped = (difference - (upstream - cuff).max(S::zero())).max(S::zero());
            let loss = dropped * (largest * largest).recip();
            let worn = S::zero().lt(cuff);
            sim.parameters.valves.throat[vein.valve] = S::select(worn, loss, S::zero());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{assert_close, man, man_with};

    /// Pressure of the left calf's cuff after so many seconds, in steps of 10 ms, from `start`.
    fn moved(from: f64, to: f64, change_s: f64, steps: usize) -> Cuffs<f64> {
        let settings = |pressure| {
            let pressure = ("leg.left.cuff.calf.pressure_mmhg", pressure);
            let man = man_with(&[pressure, ("leg.left.cuff.calf.change_s", change_s)]);
            man.circulation.constants.outside.cuffs
        };
        let mut cuffs = Cuffs::settled(&settings(from));
        let (to, mut sleeves) = (settings(to), vec![0.0; 1000]);
        for _ in 0..steps {
            cuffs.advance(&to, 0.01, &mut sleeves);
        }
        cuffs
    }

    #[test]
    fn a_cuff_moves_evenly_to_the_pressure_that_it_is_set_to_and_stays_there() {
        let calf = index("leg.left.cuff.calf").unwrap();
        let at = |from, to, change_s, steps| moved(from, to, change_s, steps).pressure_mmhg[calf];
        assert_close(at(0.0, 80.0, 40.0, 1000), 20.0);
        assert_close(at(80.0, 20.0, 0.3, 15), 50.0);
        assert_close(at(80.0, 20.0, 0.3, 100), 20.0);
        assert_close(at(60.0, 60.0, 1.0, 100), 60.0);
        let others = moved(0.0, 80.0, 1.0, 200).pressure_mmhg;
        assert_eq!(others.iter().filter(|p| **p != 0.0).count(), 1);
    }

    #[test]
    fn a_cuff_presses_on_its_own_level_beside_a_stocking() {
        let man = man_with(&[("leg.right.cuff.ankle.pressure_mmhg", 50.0)]);
        let settings = &man.circulation.constants.outside.cuffs;
        let mut sleeves = vec![7.0; 1000];
        Cuffs::settled(settings).advance(settings, 0.01, &mut sleeves);
        let ankle = man.enclosure("leg.right.sleeve.ankle");
        assert_eq!(sleeves[ankle], 57.0);
        assert_eq!(sleeves.iter().filter(|p| **p != 7.0).count(), 1);
    }

    #[test]
    fn a_vein_beneath_a_cuff_lets_through_what_the_flat_tube_conducts() {
        // The integral of c a³ over the transmural pressure, a = (1 - p/K)^-4, by the midpoint rule.
        let (conductance, collapse) = (40.0, 12.0);
        for excess in [0.0, 5.0, 20.0] {
            let width = 1e-3;
            let at = |step: u32| {
                let pressure = -excess - (f64::from(step) + 0.5) * width;
                conductance * (1.0 - pressure / collapse).powi(-12) * width
            };
            let integral: f64 = (0..400_000).map(at).sum();
            let found = largest_flow(conductance / 11.0, collapse, excess);
            assert!((found / integral - 1.0).abs() < 1e-3, "{found} {integral}");
        }
        assert_eq!(largest_flow(1.0, collapse, -30.0), collapse);
        assert_eq!(largest_flow(1.0, collapse, 300.0), LEAST_FLOW_ML_PER_S);
    }

    #[test]
    fn a_cuff_closes_the_veins_of_its_own_leg_and_no_cuff_closes_none() {
        let thigh = |pressure| {
            let mut man = man_with(&[("leg.left.cuff.thigh.pressure_mmhg", pressure)]);
            let settings = man.circulation.constants.outside.cuffs.clone();
            let sim = &mut man.circulation.sim;
            for vein in &settings.narrowed {
                sim.state.pressure[vein.from] = 20.0;
            }
            Cuffs::settled(&settings).narrow(&settings, sim, 0.01);
            let valves = &sim.parameters.valves;
            let mut losses = settings.narrowed.iter().map(|v| valves.throat[v.valve]);
            std::array::from_fn::<f64, 6, _>(|_| losses.next().unwrap())
        };
        assert_eq!(thigh(0.0), [0.0; 6]);
        let closed = thigh(60.0);
        assert!(closed[..3].iter().all(|loss| *loss > 1e3), "{closed:?}");
        assert_eq!(closed[3..], [0.0; 3]);
    }

    #[test]
    fn every_cuff_has_a_name_of_its_own() {
        for (number, name) in names().enumerate() {
            assert_eq!(index(&name), Some(number));
        }
        assert_eq!(names().count(), CUFFS);
        assert!(man().value("leg.left.cuff.foot.change_s") > 0.0);
    }
}
