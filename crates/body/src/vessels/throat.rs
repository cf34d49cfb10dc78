//! Throats: a squeezed vein narrows first where it leaves the squeezed region, and limits its own outflow.
//!
//! ```text
//! p       = K_c (1 - a^(-1/4)) + ρ/2 c²,   c² = K_c/(4ρ) a^(-1/4)      energy at the throat, where u = c
//! a       = ((7/8)/(1 - p/K_c))^4 if p < K_c/8, otherwise 1
//! Q_t     = A a c if p < K_c/8, otherwise A √(2 p/ρ)
//! Δp_t    = max(p_a - p_b + head - max(p, 0), 0)
//! K_t     = Δp_t/Q_t²
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | p | transmural pressure of the vein upstream, in front of the throat | mmHg |
//! | a | area of the throat relative to its area A at no transmural pressure (`valve.all.throat_area_ratio` times the open cusps) | 1 |
//! | K_c | collapse pressure of the vein's wall (`engine/src/law/tube.rs`) | mmHg |
//! | u, c | speed of the blood, speed of waves of area | cm/s |
//! | Q_t | largest flow through the throat | mL/s |
//! | Δp_t | pressure that drops along the throat: what the squeeze adds to the pressure upstream | mmHg |
//! | K_t | loss of the throat, in series with the valves (`engine/src/law/valve.rs`) | mmHg·s²/mL² |
//!
//! An outside pressure that acts on a part of a collapsible tube drives no more through it than its own
//! transmural pressure would: a throat forms at the edge of the pressed region, in which the blood moves at
//! the speed of waves of area (Shapiro 1977, J Biomech Eng 99:126; Kamm & Shapiro 1979, J Fluid Mech 95:1).
//! A muscle vein is therefore emptied by several contractions, however strong they are. The calibre of the
//! vein as a whole (docs/adr/0003-calibre-upstream.md) throttles it only when all of it is empty.
//!
//! It acts where a valved vein on which muscles press gives its blood to the next vein.

use crate::error::BodyError;
use crate::parameter::Source;
use crate::wiring::Wiring;
use secondheart_engine::{MMHG_PER_DYN_PER_CM2, Scalar, Simulation};

/// K_c/8 as a share of K_c: the transmural pressure that gives the blood the speed of waves at a = 1.
const OPEN_AT: f64 = 0.125;

/// The outlet of a pressed vein.
#[derive(Debug, Clone, Copy)]
struct Throat<S> {
    /// Index among the valves.
    valve: usize,
    /// Places of the edge and of its ends.
    edge: usize,
    from: usize,
    to: usize,
    /// A, cm².
    area: S,
}

/// All throats.
#[derive(Debug, Clone)]
pub(crate) struct Throats<S> {
    throats: Vec<Throat<S>>,
    /// 2/ρ, cm²/(mmHg·s²).
    twice_per_density: S,
}

impl<S: Scalar> Throats<S> {
    pub(crate) fn new(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        let ratio = wiring.value("valve.all.throat_area_ratio")?;
        let topology = wiring.topology;
        let vessels = &wiring.circuit().vessels;
        let pressed = |name: &str| {
            let below = format!("{name}.pressed_by");
            wiring.first.parameters.below(&below).next().is_some()
        };
        let mut throats = Vec::new();
        for vessel in vessels.values().filter(|v| v.class.ends_with("_vein")) {
            if !pressed(&vessel.name) {
                continue;
            }
            let connections = wiring.circuit().connections.values();
            for connection in connections.filter(|c| c.from == vessel.node) {
                let valve = topology.valve_index(connection.edge);
                let edge = topology.edge_place(connection.edge);
                let (Some(valve), Some(edge)) = (valve, edge) else {
                    continue;
                };
                throats.push(Throat {
                    valve,
                    edge,
                    from: topology.place(connection.from),
                    to: topology.place(connection.to),
                    area: wiring.network.valves.area[valve] * ratio,
                });
            }
        }
        let density = wiring.value("blood.density_g_per_cm3")? * MMHG_PER_DYN_PER_CM2;
        Ok(Self {
            throats,
            twice_per_density: density.recip() * 2.0,
        })
    }

    /// Q_t per cm², mL/s/cm², at a transmural pressure p.
    #[inline(always)]
    fn largest_flow(&self, transmural: S, collapse: S) -> S {
        let open_at = collapse * OPEN_AT;
        // a^(-1/4), 1 from K_c/8 on.
        let narrowing = (open_at - transmural).max(S::zero());
        let narrowing = narrowing * (collapse * (1.0 - OPEN_AT)).recip() + 1.0;
        // a c = a^(7/8) √(2/ρ K_c/8).
        let inverse = narrowing.recip();
        let cube = inverse * inverse * inverse;
        (transmural.max(open_at) * self.twice_per_density * inverse).sqrt() * cube
    }

    /// Sets the loss of every throat for a step that ends `step_s` from now.
    #[inline(always)]
    pub(crate) fn act(&self, sim: &mut Simulation<S>, step_s: f64) {
        for t in &self.throats {
            let upstream = sim.pressure_ahead(t.from, step_s);
            let transmural = upstream - sim.outside(t.from);
            let head = sim.parameters.head[t.edge];
            let difference = upstream - sim.pressure_ahead(t.to, step_s) + head;
            let dropped = (difference - transmural.max(S::zero())).max(S::zero());
            let collapse = sim.parameters.tubes.collapse_pressure[t.from];
            let largest = t.area * self.largest_flow(transmural, collapse);
            sim.parameters.valves.throat[t.valve] = dropped * (largest * largest).recip();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Man, assert_close, man};

    const COLLAPSE: f64 = 12.0;
    const OUTLET: &str = "leg.left.thigh.muscle_outlet";

    fn throats(man: &Man) -> Throats<f64> {
        man.circulation.constants.throats.clone()
    }

    /// ρ, mmHg·s²/cm².
    fn density(man: &Man) -> f64 {
        man.value("blood.density_g_per_cm3") * MMHG_PER_DYN_PER_CM2
    }

    #[test]
    fn a_narrow_throat_moves_blood_at_the_speed_of_waves_with_the_energy_from_upstream() {
        let man = man();
        let (throats, density) = (throats(&man), density(&man));
        for a in [0.9_f64, 0.5, 0.2] {
            let speed = (COLLAPSE / (4.0 * density) * a.powf(-0.25)).sqrt();
            let energy = COLLAPSE * (1.0 - a.powf(-0.25)) + 0.5 * density * speed * speed;
            assert_close(throats.largest_flow(energy, COLLAPSE), a * speed);
        }
        let open = throats.largest_flow(10.0, COLLAPSE);
        assert_close(open, (2.0 * 10.0 / density).sqrt());
        assert!(throats.largest_flow(-5.0, COLLAPSE) > 0.0);
    }

    #[test]
    fn a_squeeze_drops_along_the_throat_and_a_free_vein_has_none() {
        let mut man = man();
        let throats = throats(&man);
        let vein = man.place("leg.left.thigh.muscle_vein");
        let next = man.place("leg.left.common_femoral_vein");
        let thigh = man.enclosure("leg.left.thigh");
        let connection = &man.circuit.connections[OUTLET];
        let sim = &mut man.circulation.sim;
        let valve = sim.topology().valve_index(connection.edge).unwrap();
        let edge = sim.topology().edge_place(connection.edge).unwrap();
        let mut loss = |squeeze: f64, transmural: f64| {
            sim.parameters.enclosure_pressure[thigh] = squeeze;
            sim.parameters.head[edge] = 0.0;
            let outside = sim.outside(vein);
            sim.state.pressure[vein] = transmural + outside;
            sim.state.pressure[next] = 5.0;
            throats.act(sim, 0.001);
            (sim.parameters.valves.throat[valve], outside)
        };
        assert_eq!(loss(0.0, 7.0).0, 0.0);
        let area = throats.throats.iter().find(|t| t.valve == valve).unwrap();
        let (found, outside) = loss(80.0, 10.0);
        let largest = area.area * throats.largest_flow(10.0, COLLAPSE);
        assert!(outside > 50.0, "{outside}");
        assert_close(found, (outside - 5.0) / (largest * largest));
        // The fuller the vein, the wider its throat.
        assert!(loss(80.0, 20.0).0 < found && found < loss(80.0, 0.0).0);
    }

    #[test]
    fn both_legs_have_the_throats_of_their_pressed_veins() {
        let man = man();
        let found = throats(&man).throats.len();
        assert!(found >= 12 && found.is_multiple_of(2), "{found}");
    }
}
