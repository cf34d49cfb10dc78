//! Segments of arteries and veins: resistance, inertance and losses of every connection, by its kind.

use super::stenosis::{Lesion, Lumen};
use crate::circuit::Builder;
use crate::error::BodyError;
use secondheart_engine::law::Conduit;

/// Least pressure drop along the venules at rest, mmHg; it keeps their resistance above zero.
const LEAST_VENULAR_DROP_MMHG: f64 = 1.0;

impl Builder<'_> {
    /// The conduit of a connection between two vessels, without its valves.
    pub(crate) fn conduit(&self, name: &str, from: &str, to: &str) -> Result<Conduit, BodyError> {
        let p = self.p;
        let key = |key: &str| format!("{name}.{key}");
        let kind = p.text(name, "kind").unwrap_or_default();
        let mut lumen = None;
        let mut conduit = if kind == "arteriole" {
            let capillary = p.value(&format!("{to}.resting_capillary_pressure_mmhg"))?;
            let drop = p.value("blood.resting.arterial_pressure_mmhg")? - capillary;
            Conduit::resistor(drop / self.resting_flow(name)?)
        } else if kind == "venule" {
            let capillary = p.value(&format!("{from}.resting_capillary_pressure_mmhg"))?;
            let share = p.value_or(&key("flow_share"), 1.0);
            let mut flow = 0.0;
            for (arteriole, texts) in p.tables_with("to") {
                let feeds = texts["to"].first().is_some_and(|t| t == from);
                if feeds && p.text(arteriole, "kind") == Some("arteriole") {
                    flow += self.resting_flow(arteriole)?;
                }
            }
            let drop = capillary - self.lying_pressure(to);
            if drop < LEAST_VENULAR_DROP_MMHG {
                return Err(BodyError::BadValue {
                    path: format!("{from}.resting_capillary_pressure_mmhg"),
                    value: capillary,
                    requirement: format!(
                        "{LEAST_VENULAR_DROP_MMHG} mmHg or more above `{to}` lying at rest ({:.1})",
                        self.lying_pressure(to)
                    ),
                });
            }
            Conduit::resistor(drop / (flow * share))
        } else if kind == "collateral" {
            // A conductance of zero is an infinite resistance: the collateral is absent.
            let conductance = p.value(&key("conductance_ml_per_min_per_mmhg"))? / 60.0;
            Conduit::resistor(1.0 / (conductance * self.scale.flow))
        } else if kind == "graft" {
            let radius = 0.05 * p.value(&key("diameter_mm"))?;
            if radius > 0.0 {
                let length = p.value(&key("length_cm"))? * self.scale.length;
                Conduit::poiseuille(length, radius, 1.0, self.viscosity, self.density)
            } else {
                Conduit::resistor(f64::INFINITY)
            }
        } else if p.contains(&key("radius_mm")) {
            let length = p.value(&key("length_cm"))? * self.scale.length;
            let radius = 0.1
                * p.value(&key("radius_mm"))?
                * (self.scale.volume / self.scale.length).sqrt()
                * self.dilation(name)?;
            let parallel = p.value_or(&key("parallel"), 1.0);
            lumen = Some(Lumen {
                radius_cm: radius,
                parallel,
                viscosity_mmhg_s: self.viscosity,
                density_mmhg_s2_per_cm2: self.density,
            });
            let mut tube =
                Conduit::poiseuille(length, radius, parallel, self.viscosity, self.density);
            // In large arteries the pulse leaves a flat velocity profile, with more friction.
            if kind == "artery" && 10.0 * radius >= p.value("blood.flat_profile_radius_mm")? {
                tube.resistance_mmhg_s_per_ml *= p.value("blood.flat_profile_friction")?;
            }
            tube
        } else {
            Conduit {
                resistance_mmhg_s_per_ml: p.value(&key("resistance_mmhg_s_per_ml"))?
                    / self.scale.flow,
                inertance_mmhg_s2_per_ml: p.value_or(&key("inertance_mmhg_s2_per_ml"), 0.0)
                    / self.scale.flow,
                ..Conduit::default()
            }
        };
        if p.contains(&key("open_fraction")) {
            let open = p.value(&key("open_fraction"))?;
            match lumen {
                Some(lumen) if kind == "artery" => {
                    let length = p.value("stenosis.length_cm")? * self.scale.length;
                    Lesion::of(&lumen, open, length).add_to(&mut conduit);
                }
                _ => Lesion::narrow_all(&mut conduit, open),
            }
        }
        if kind != "arteriole" && kind != "collateral" && kind != "graft" {
            self.follow_calibre(&mut conduit, from);
        }
        Ok(conduit)
    }

    /// Resting flow of an arteriole, mL/s.
    pub(crate) fn resting_flow(&self, name: &str) -> Result<f64, BodyError> {
        Ok(self.p.value(&format!("{name}.resting_flow_ml_per_min"))? / 60.0 * self.scale.flow)
    }

    /// Lying pressure inside a vessel, mmHg: transmural plus chest or abdomen.
    fn lying_pressure(&self, name: &str) -> f64 {
        let inside = self.p.texts(name, "inside");
        let outside = if inside.iter().any(|i| i == "thorax") {
            self.p
                .value_or("respiration.chest_pressure_supine_mmhg", 0.0)
        } else if inside.iter().any(|i| i == "abdomen") {
            self.p
                .value_or("respiration.abdomen_pressure_supine_mmhg", 0.0)
        } else {
            0.0
        };
        let enclosed = self.p.value_or(&format!("{name}.enclosed_fraction"), 1.0);
        self.lying.get(name).copied().unwrap_or(5.0) + enclosed * outside
    }

    /// Makes the resistance, given at lying stretch, follow the calibre of the vessel upstream.
    ///
    /// A collapsing vein throttles its own outflow. Blood that enters a collapsed vein opens it at
    /// the inlet, so the downstream calibre does not count.
    fn follow_calibre(&self, conduit: &mut Conduit, from: &str) {
        if !follows_calibre(self.p.text(from, "wall").unwrap_or_default()) {
            return;
        }
        let lying = self.lying_narrowing.get(from).copied().unwrap_or(1.0);
        conduit.resistance_mmhg_s_per_ml /= lying;
        conduit.calibre_share_from = 1.0;
    }
}

/// Whether narrowing of a vessel of this class throttles its outflow: veins, capillaries, lung
/// arteries.
fn follows_calibre(class: &str) -> bool {
    class == "capillary"
        || class == "pulmonary_capillary"
        || class == "pulmonary_artery"
        || class.ends_with("_vein") && class != "head_vein" && class != "pulmonary_vein"
        || class == "cava"
}

#[cfg(test)]
mod tests {
    use crate::error::BodyError;

    use crate::circuit::Circuit;
    use crate::parameter::Parameters;
    use crate::subject::{Scale, Subject};
    use secondheart_engine::{EdgeLaw, Wall};

    const KEY: &str = ".resistance_mmhg_s_per_ml";

    #[test]
    fn a_capillary_pressure_that_leaves_nothing_for_the_venules_is_refused() {
        let mut p = Parameters::shipped().unwrap();
        let path = "leg.left.foot.capillary.resting_capillary_pressure_mmhg";
        p.set(path, 5.0).unwrap();
        let refused = Circuit::build(&p, &Subject::default()).unwrap_err();
        assert!(
            matches!(&refused, BodyError::BadValue { path: named, .. } if named == path),
            "{refused}"
        );
    }

    #[test]
    fn a_given_resistance_stays_in_its_segment_and_scales_with_the_flow_of_the_body() {
        let mut p = Parameters::shipped().unwrap();
        let subject = Subject {
            stature_cm: 190.0,
            mass_kg: 95.0,
            ..Subject::default()
        };
        let scale = Scale::of(&subject, &p).unwrap();
        assert!(scale.flow > 1.1);
        let segments: Vec<String> = p
            .tables_with("from")
            .filter(|(name, _)| p.contains(&format!("{name}{KEY}")))
            .map(|(name, _)| name.to_owned())
            .collect();
        assert!(!segments.is_empty());
        let laws = |p: &Parameters| -> Vec<(f64, f64)> {
            let circuit = Circuit::build(p, &subject).unwrap();
            let law = |name: &String| {
                let mut edges = circuit.network.edges();
                match edges.find(|e| e.name == name).unwrap().law {
                    EdgeLaw::Conduit(c) => (c.resistance_mmhg_s_per_ml, c.calibre_share_from),
                    EdgeLaw::Valve(v) => (v.resistance_mmhg_s_per_ml, v.calibre_share_from),
                    _ => panic!("{name} is no segment"),
                }
            };
            segments.iter().map(law).collect()
        };
        let before = laws(&p);
        for (name, (resistance, follows)) in segments.iter().zip(&before) {
            // A segment whose resistance follows the calibre upstream is given at lying stretch.
            if *follows == 0.0 {
                let given = p.value(&format!("{name}{KEY}")).unwrap() / scale.flow;
                assert!((resistance / given - 1.0).abs() < 1e-12, "{name}");
            }
        }
        for name in &segments {
            let path = format!("{name}{KEY}");
            p.set(&path, 3.0 * p.value(&path).unwrap()).unwrap();
        }
        for (name, (now, before)) in segments.iter().zip(laws(&p).iter().zip(&before)) {
            assert!((now.0 / before.0 - 3.0).abs() < 1e-9, "{name}");
        }
    }

    fn law(p: &Parameters, subject: &Subject, name: &str) -> secondheart_engine::law::Conduit {
        let circuit = Circuit::build(p, subject).unwrap();
        let mut edges = circuit.network.edges();
        match edges.find(|e| e.name == name).unwrap().law {
            EdgeLaw::Conduit(c) => *c,
            _ => panic!("{name} is no conduit"),
        }
    }

    #[test]
    fn beds_take_the_fall_of_pressure_at_their_resting_flow() {
        let p = Parameters::shipped().unwrap();
        let subject = Subject {
            mass_kg: 90.0,
            ..Subject::default()
        };
        let flow_scale = Scale::of(&subject, &p).unwrap().flow;
        let circuit = Circuit::build(&p, &subject).unwrap();
        for bed in &circuit.beds {
            let capillary = p.value(&format!("{}.resting_capillary_pressure_mmhg", bed.name));
            let arterial = p.value("blood.resting.arterial_pressure_mmhg").unwrap();
            let drop = arterial - capillary.unwrap();
            assert!(
                (bed.resistance * bed.flow / drop - 1.0).abs() < 1e-9,
                "{}",
                bed.name
            );
            let arteriole = circuit
                .connections
                .values()
                .find(|c| c.edge == bed.arteriole);
            let path = format!("{}.resting_flow_ml_per_min", arteriole.unwrap().name);
            let flow = p.value(&path).unwrap() / 60.0 * flow_scale;
            assert!((bed.flow / flow - 1.0).abs() < 1e-9, "{}", bed.name);
        }
    }

    #[test]
    fn collaterals_have_their_conductance_and_grafts_their_calibre() {
        let mut p = Parameters::shipped().unwrap();
        let subject = Subject {
            stature_cm: 190.0,
            mass_kg: 90.0,
            ..Subject::default()
        };
        let scale = Scale::of(&subject, &p).unwrap();
        let name = "leg.left.collateral.genicular";
        p.set(&format!("{name}.conductance_ml_per_min_per_mmhg"), 30.0)
            .unwrap();
        let collateral = law(&p, &subject, name).resistance_mmhg_s_per_ml;
        assert!((collateral * 0.5 * scale.flow - 1.0).abs() < 1e-12);
        let graft = "leg.left.graft.femoral_popliteal";
        assert_eq!(
            law(&p, &subject, graft).resistance_mmhg_s_per_ml,
            f64::INFINITY
        );
        p.set(&format!("{graft}.diameter_mm"), 6.0).unwrap();
        let length = p.value(&format!("{graft}.length_cm")).unwrap() * scale.length;
        let mu = p.value("blood.viscosity_mpa_s").unwrap() * 0.01 / 1_333.223_684;
        let expected = 8.0 * mu * length / (std::f64::consts::PI * 0.3_f64.powi(4));
        let found = law(&p, &subject, graft).resistance_mmhg_s_per_ml;
        assert!((found / expected - 1.0).abs() < 1e-6, "{found} {expected}");
    }

    #[test]
    fn a_segment_with_a_radius_is_a_pipe_and_a_large_artery_has_more_friction() {
        let p = Parameters::shipped().unwrap();
        let subject = Subject {
            stature_cm: 190.0,
            mass_kg: 90.0,
            ..Subject::default()
        };
        let scale = Scale::of(&subject, &p).unwrap();
        let mu = p.value("blood.viscosity_mpa_s").unwrap() * 0.01 / 1_333.223_684;
        let arteries: Vec<String> = p
            .tables_with("kind")
            .filter(|(name, texts)| {
                texts["kind"] == ["artery"] && p.contains(&format!("{name}.radius_mm"))
            })
            .map(|(name, _)| name.to_owned())
            .collect();
        let flat = p.value("blood.flat_profile_radius_mm").unwrap();
        let friction = p.value("blood.flat_profile_friction").unwrap();
        let (mut large, mut small) = (0, 0);
        for name in &arteries {
            let of = |key: &str| p.value(&format!("{name}.{key}")).unwrap();
            let radius = 0.1 * of("radius_mm") * (scale.volume / scale.length).sqrt();
            let parallel = p.value_or(&format!("{name}.parallel"), 1.0);
            let pipe = 8.0 * mu * of("length_cm") * scale.length
                / (std::f64::consts::PI * radius.powi(4) * parallel);
            let conduit = law(&p, &subject, name);
            let expected = if 10.0 * radius >= flat {
                large += 1;
                pipe * friction
            } else {
                small += 1;
                pipe
            };
            if conduit.calibre_share_from == 0.0 {
                let found = conduit.resistance_mmhg_s_per_ml;
                assert!(
                    (found / expected - 1.0).abs() < 1e-6,
                    "{name} {found} {expected}"
                );
            }
        }
        assert!(large > 0 && small > 0, "{large} {small}");
    }

    #[test]
    fn venules_take_the_fall_of_pressure_at_the_flow_of_their_capillary() {
        let p = Parameters::shipped().unwrap();
        let man = crate::testing::man();
        let venules: Vec<_> = p
            .tables_with("kind")
            .filter(|(_, texts)| texts["kind"] == ["venule"])
            .map(|(name, _)| name.to_owned())
            .collect();
        for name in &venules {
            let (from, to) = (p.text(name, "from").unwrap(), p.text(name, "to").unwrap());
            let beds = man.circuit.beds.iter().filter(|bed| bed.name == from);
            let flow: f64 = beds.map(|bed| bed.flow).sum();
            let capillary = p.value(&format!("{from}.resting_capillary_pressure_mmhg"));
            let inside = p.texts(to, "inside");
            let outside = if inside.iter().any(|i| i == "thorax") {
                p.value("respiration.chest_pressure_supine_mmhg").unwrap()
            } else if inside.iter().any(|i| i == "abdomen") {
                p.value("respiration.abdomen_pressure_supine_mmhg").unwrap()
            } else {
                0.0
            };
            let vein = p.value(&format!("{to}.compliance_pressure_mmhg")).unwrap()
                + outside * p.value_or(&format!("{to}.enclosed_fraction"), 1.0);
            let share = p.value_or(&format!("{name}.flow_share"), 1.0);
            let expected = (capillary.unwrap() - vein) / (flow * share);
            let mut edges = man.circuit.network.edges();
            let edge = edges.find(|e| e.name == name.as_str()).unwrap();
            let (found, follows) = match edge.law {
                EdgeLaw::Conduit(c) => (c.resistance_mmhg_s_per_ml, c.calibre_share_from),
                EdgeLaw::Valve(v) => (v.resistance_mmhg_s_per_ml, v.calibre_share_from),
                _ => panic!("{name} is no segment"),
            };
            // Given for the calibre of the capillary lying; the law multiplies it by (V_0/V)².
            assert_eq!(follows, 1.0, "{name}");
            let capillary = man.circuit.vessel(from).unwrap().node;
            let Wall::Tube(tube) = man.circuit.network.wall(capillary) else {
                panic!("{from} has no wall")
            };
            let lying = p
                .value(&format!("{from}.compliance_pressure_mmhg"))
                .unwrap();
            let calibre = tube.unstressed_volume_ml / tube.volume_ml(lying, true);
            let expected = expected / calibre.powi(2);
            assert!(
                (found / expected - 1.0).abs() < 1e-6,
                "{name} {found} {expected}"
            );
        }
        assert!(venules.len() > 10, "{}", venules.len());
    }
}
