//! The mouths of the veins at the atria: their jets, and the muscle around them.
//!
//! ```text
//!   vein            sleeve |  atrium        A = A_0 (1 - n e)
//!   ------------------=====+
//!    Q ->              A   |~~~> jet        L dQ/dt + (ρ l/A) dQ/dt = p_v - p_a - R Q - ρ/2 |Q| Q/A²
//!   ------------------=====+
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | A, A_0 | area of all mouths together, the same while the atrium is relaxed (`mouth_area_cm2`) | cm² |
//! | n | share of the area that the sleeve closes (`mouth_narrowing`) | 1 |
//! | e | activation of the atria | 1 |
//! | l | blood that moves with a mouth's jet, 8/(3π) of its radius | cm |
//! | R, L | resistance and inertance of the vein | mmHg·s/mL, mmHg·s²/mL |
//!
//! A vein opens into a chamber in which its blood comes to rest, so that the kinetic energy of the jet is
//! lost (Borda; as at the inflow valves), and in the same way when the contracting atrium throws blood back
//! into the wider bed of the vein. Muscle of the atria surrounds the ends of the pulmonary veins and of the
//! superior caval vein (Nathan & Eliakim 1966, Circulation 34:412) and contracts with them: the mouths are
//! narrowest at the end of the atrial contraction. The mass beyond an opening in a wide wall is that of
//! Rayleigh (The Theory of Sound, 1896, § 307). The law is the valve without leaflets
//! (`engine/src/law/valve.rs` with M_rg = 1), whose area is an input.

use crate::circuit::Builder;
use crate::error::BodyError;
use crate::parameter::{Parameters, Source};
use crate::wiring::Wiring;
use secondheart_engine::law::{Conduit, Valve};
use secondheart_engine::{Scalar, elementary};

/// Key of a connection that ends in the mouth of a vein.
const AREA: &str = "mouth_area_cm2";
/// l over the radius of a mouth, 8/(3π) (Rayleigh).
const LENGTH_PER_RADIUS: f64 = 8.0 / (3.0 * std::f64::consts::PI);

/// Whether a connection ends in the mouth of a vein.
pub(crate) fn is_mouth(p: &Parameters, name: &str) -> bool {
    p.contains(&format!("{name}.{AREA}"))
}

/// A_0, cm²; it scales with volume^(2/3).
fn open_area_cm2(p: &Parameters, name: &str, volume: f64) -> Result<f64, BodyError> {
    Ok(p.value(&format!("{name}.{AREA}"))? * elementary::pow(volume, 2.0 / 3.0))
}

impl Builder<'_> {
    /// The law of a connection that ends in the mouth of a vein, while the atrium is relaxed.
    pub(crate) fn mouth(&self, name: &str, conduit: &Conduit) -> Result<Valve, BodyError> {
        let area_cm2 = open_area_cm2(self.p, name, self.scale.volume)?;
        let mouths = self.p.value_or(&format!("{name}.mouths"), 1.0);
        let radius_cm = (area_cm2 / (mouths * std::f64::consts::PI)).sqrt();
        Ok(Valve {
            resistance_mmhg_s_per_ml: conduit.resistance_mmhg_s_per_ml,
            inertance_mmhg_s2_per_ml: conduit.inertance_mmhg_s2_per_ml,
            calibre_share_from: conduit.calibre_share_from,
            calibre_share_to: conduit.calibre_share_to,
            area_cm2,
            lumen_area_cm2: f64::INFINITY,
            length_cm: LENGTH_PER_RADIUS * radius_cm,
            // Without leaflets nothing opens or closes.
            opening_rate_per_mmhg_s: 1.0,
            closing_rate_per_mmhg_s: 1.0,
            count: 1.0,
            mouth_count: 1.0,
            regurgitant_fraction: 1.0,
            opening_limit: 1.0,
            density_mmhg_s2_per_cm2: self.density,
        })
    }
}

/// The mouth of a vein with its muscle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mouth<S> {
    /// Index among the valves.
    valve: usize,
    /// A_0, cm².
    area: S,
    /// n.
    narrowing: S,
}

impl<S: Scalar> Mouth<S> {
    /// Sets the area of the mouth for an activation of the atria, e.
    #[inline(always)]
    pub(super) fn contract(&self, areas: &mut [S], activation: S) {
        areas[self.valve] = self.area * (S::one() - self.narrowing * activation);
    }
}

/// All mouths of a body.
pub(super) fn all<S: Scalar>(wiring: &Wiring<'_, S>) -> Result<Vec<Mouth<S>>, BodyError> {
    let connections = wiring.circuit().connections.values();
    let ends = connections.filter(|c| is_mouth(&wiring.first.parameters, &c.name));
    ends.filter_map(|c| wiring.topology.valve_index(c.edge).map(|valve| (c, valve)))
        .map(|(connection, valve)| {
            let name = &connection.name;
            Ok(Mouth {
                valve,
                area: wiring.each(|p| open_area_cm2(&p.parameters, name, p.scale.volume))?,
                narrowing: wiring.value(&format!("{name}.mouth_narrowing"))?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::circuit::Circuit;
    use crate::subject::Subject;
    use secondheart_engine::EdgeLaw;

    #[test]
    fn a_mouth_has_no_leaflets_and_loses_its_whole_jet() {
        let p = Parameters::shipped().unwrap();
        let circuit = Circuit::build(&p, &Subject::default()).unwrap();
        let mut count = 0;
        for edge in circuit.network.edges().filter(|e| is_mouth(&p, e.name)) {
            let EdgeLaw::Valve(v) = edge.law else {
                panic!("{} has no mouth", edge.name)
            };
            count += 1;
            assert_eq!((v.regurgitant_fraction, v.opening_limit), (1.0, 1.0));
            assert_eq!((v.count, v.mouth_count), (1.0, 1.0));
            let mouths = p.value_or(&format!("{}.mouths", edge.name), 1.0);
            let radius = (v.area_cm2 / (mouths * std::f64::consts::PI)).sqrt();
            assert!(
                (v.length_cm / radius - 0.8488).abs() < 1e-4,
                "{}",
                edge.name
            );
        }
        assert_eq!(count, 3, "lung veins and two caval veins");
    }

    #[test]
    fn the_contracting_atrium_narrows_the_mouth_by_its_share() {
        let mouth = Mouth {
            valve: 1,
            area: 6.0,
            narrowing: 0.25,
        };
        let mut areas = [2.0, 6.0];
        mouth.contract(&mut areas, 1.0);
        assert_eq!(areas, [2.0, 4.5]);
        mouth.contract(&mut areas, 0.0);
        assert_eq!(areas, [2.0, 6.0]);
    }
}
