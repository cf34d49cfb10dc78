//! The chambers, valves and pericardium of the heart: from data to laws, nodes and an enclosure.

use crate::circuit::Builder;
use crate::error::BodyError;
use crate::gravity::Segment;
use crate::parameter::Parameters;
use secondheart_engine::law::{Chamber, CommonWall, PericardialSac, Valve};
use secondheart_engine::{EnclosureLaw, Wall, elementary};

/// The four chambers with their volumes (mL) at the beginning of the search for the steady start.
pub(crate) const CHAMBERS: [(&str, f64); 4] = [
    ("left_atrium", 60.0),
    ("left_ventricle", 130.0),
    ("right_atrium", 70.0),
    ("right_ventricle", 150.0),
];

/// A heart valve and the vessels that it joins.
pub(crate) struct HeartValve {
    pub(crate) name: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

pub(crate) const VALVES: [HeartValve; 4] = [
    HeartValve {
        name: "heart.tricuspid_valve",
        from: "heart.right_atrium",
        to: "heart.right_ventricle",
    },
    HeartValve {
        name: "heart.pulmonary_valve",
        from: "heart.right_ventricle",
        to: "lung.artery",
    },
    HeartValve {
        name: "heart.mitral_valve",
        from: "heart.left_atrium",
        to: "heart.left_ventricle",
    },
    HeartValve {
        name: "heart.aortic_valve",
        from: "heart.left_ventricle",
        to: "aorta.ascending",
    },
];

/// Name of a ventricle's outflow valve; `None` for any other vessel.
///
/// The resistance of its edge is the viscous resistance of the contracting ventricle (Ursino 1998), so
/// the pressure in the cavity is the node's pressure less this loss.
pub(crate) fn outflow_valve(ventricle: &str) -> Option<&'static str> {
    let leaves = |valve: &&HeartValve| valve.from == ventricle && ventricle.ends_with("_ventricle");
    VALVES.iter().find(leaves).map(|valve| valve.name)
}

/// The law of a chamber; volumes scale with the blood volume ratio `volume`, stiffness with its
/// inverse.
pub(crate) fn chamber(p: &Parameters, name: &str, volume: f64) -> Result<Chamber, BodyError> {
    let of = |key: &str| p.value(&format!("{name}.{key}"));
    Ok(Chamber {
        end_systolic_elastance_mmhg_per_ml: of("end_systolic_elastance_mmhg_per_ml")? / volume,
        end_systolic_intercept_ml: of("end_systolic_intercept_ml")? * volume,
        passive_pressure_mmhg: of("passive_pressure_mmhg")?,
        passive_exponent_per_ml: of("passive_exponent_per_ml")? / volume,
        passive_intercept_ml: of("passive_intercept_ml")? * volume,
    })
}

/// Name of the wall that the ventricles have in common.
pub(crate) const COMMON_WALL: &str = "heart.common_wall";

/// The law of an elastic bag; its volumes scale with the blood volume ratio `volume`.
fn bag(p: &Parameters, name: &str, volume: f64) -> Result<PericardialSac, BodyError> {
    let of = |key: &str| p.value(&format!("{name}.{key}"));
    Ok(PericardialSac {
        pressure_scale_mmhg: of("pressure_scale_mmhg")?,
        volume_offset_ml: of("volume_offset_ml")? * volume,
        volume_scale_ml: of("volume_scale_ml")? * volume,
    })
}

/// The law of the common wall; volumes scale with the blood volume ratio `volume`, stiffness with its
/// inverse.
pub(crate) fn common_wall(p: &Parameters, volume: f64) -> Result<CommonWall, BodyError> {
    let of = |key: &str| p.value(&format!("{COMMON_WALL}.{key}"));
    Ok(CommonWall {
        end_systolic_elastance_mmhg_per_ml: of("end_systolic_elastance_mmhg_per_ml")? / volume,
        end_systolic_intercept_ml: of("end_systolic_intercept_ml")? * volume,
        passive: bag(p, COMMON_WALL, volume)?,
    })
}

/// The law of a heart valve; its area scales with volume^(2/3), its length with volume^(1/3).
///
/// The jet of an outflow valve regains pressure in its artery. The jet of an inflow valve comes to
/// rest in the ventricle and loses its whole kinetic energy.
pub(crate) fn valve(
    p: &Parameters,
    HeartValve { name, to, .. }: &HeartValve,
    volume: f64,
    density_mmhg_s2_per_cm2: f64,
) -> Result<Valve, BodyError> {
    let of = |key: &str| p.value(&format!("{name}.{key}"));
    let lumen_area_cm2 = if to.starts_with("heart.") {
        f64::INFINITY
    } else {
        of("lumen_area_cm2")?
    };
    Ok(Valve {
        resistance_mmhg_s_per_ml: of("resistance_mmhg_s_per_ml")? / volume,
        inertance_mmhg_s2_per_ml: 0.0,
        calibre_share_from: 0.0,
        calibre_share_to: 0.0,
        area_cm2: of("area_cm2")? * elementary::pow(volume, 2.0 / 3.0),
        lumen_area_cm2: lumen_area_cm2 * elementary::pow(volume, 2.0 / 3.0),
        length_cm: of("length_cm")? * elementary::cbrt(volume),
        opening_rate_per_mmhg_s: of("opening_rate_per_mmhg_s")?,
        closing_rate_per_mmhg_s: of("closing_rate_per_mmhg_s")?,
        count: 1.0,
        mouth_count: 0.0,
        regurgitant_fraction: 0.0,
        opening_limit: of("opening_limit_fraction")?,
        density_mmhg_s2_per_cm2,
    })
}

impl Builder<'_> {
    /// Adds the pericardium, the four chambers inside it and the wall that the ventricles have in common.
    pub(crate) fn heart(&mut self) -> Result<(), BodyError> {
        let thorax = self.circuit.enclosure("thorax")?;
        let sac = self.circuit.network.add_enclosure(
            "heart.pericardium",
            EnclosureLaw::Sac(bag(self.p, "heart.pericardium", self.scale.heart)?),
        );
        let wall = self.circuit.network.add_enclosure(
            COMMON_WALL,
            EnclosureLaw::CommonWall(common_wall(self.p, self.scale.heart)?),
        );
        let enclosures = &mut self.circuit.enclosures;
        enclosures.insert("heart.pericardium".to_owned(), sac);
        enclosures.insert(COMMON_WALL.to_owned(), wall);
        let along = self.p.value("heart.along_fraction")?;
        for (name, volume) in CHAMBERS {
            let full = format!("heart.{name}");
            let chamber = chamber(self.p, &full, self.scale.heart)?;
            let node = self.circuit.network.add_node(
                full.clone(),
                Wall::Chamber(chamber),
                volume * self.scale.heart,
            );
            self.circuit.network.enclose(node, thorax, 1.0);
            self.circuit.network.enclose(node, sac, 1.0);
            if name.ends_with("ventricle") {
                self.circuit.network.enclose(node, wall, 1.0);
            }
            self.insert(&full, node, "chamber", Segment::Trunk, along, true, false);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_scale_with_blood_volume_and_stiffness_with_its_inverse() {
        let p = Parameters::shipped().unwrap();
        for (name, _) in CHAMBERS {
            let name = format!("heart.{name}");
            let of = |key: &str| p.value(&format!("{name}.{key}")).unwrap();
            let c = chamber(&p, &name, 2.0).unwrap();
            let expected = Chamber {
                end_systolic_elastance_mmhg_per_ml: of("end_systolic_elastance_mmhg_per_ml") / 2.0,
                end_systolic_intercept_ml: of("end_systolic_intercept_ml") * 2.0,
                passive_pressure_mmhg: of("passive_pressure_mmhg"),
                passive_exponent_per_ml: of("passive_exponent_per_ml") / 2.0,
                passive_intercept_ml: of("passive_intercept_ml") * 2.0,
            };
            assert_eq!(format!("{c:?}"), format!("{expected:?}"));
        }
        let of = |key: &str| p.value(&format!("heart.pericardium.{key}")).unwrap();
        let sac = bag(&p, "heart.pericardium", 2.0).unwrap();
        assert_eq!(sac.pressure_scale_mmhg, of("pressure_scale_mmhg"));
        assert_eq!(sac.volume_offset_ml, 2.0 * of("volume_offset_ml"));
        assert_eq!(sac.volume_scale_ml, 2.0 * of("volume_scale_ml"));
    }

    #[test]
    fn the_area_of_a_valve_scales_with_the_square_of_its_length() {
        let p = Parameters::shipped().unwrap();
        for at in &VALVES {
            let name = at.name;
            let of = |key: &str| p.value(&format!("{name}.{key}")).unwrap();
            let v = valve(&p, at, 8.0, 7e-4).unwrap();
            assert!((v.area_cm2 / of("area_cm2") - 4.0).abs() < 1e-12);
            assert!((v.length_cm / of("length_cm") - 2.0).abs() < 1e-12);
            assert_eq!(
                v.resistance_mmhg_s_per_ml,
                of("resistance_mmhg_s_per_ml") / 8.0
            );
            assert_eq!(v.opening_rate_per_mmhg_s, of("opening_rate_per_mmhg_s"));
            assert_eq!(v.closing_rate_per_mmhg_s, of("closing_rate_per_mmhg_s"));
            assert_eq!((v.count, v.regurgitant_fraction), (1.0, 0.0));
            assert_eq!(v.density_mmhg_s2_per_cm2, 7e-4);
        }
    }

    #[test]
    fn ventricles_have_an_outflow_valve_and_atria_have_none() {
        assert_eq!(
            outflow_valve("heart.left_ventricle"),
            Some("heart.aortic_valve")
        );
        assert_eq!(
            outflow_valve("heart.right_ventricle"),
            Some("heart.pulmonary_valve")
        );
        assert_eq!(outflow_valve("heart.left_atrium"), None);
        assert_eq!(outflow_valve("heart.right_atrium"), None);
    }
}
