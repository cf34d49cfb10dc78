//! Walls of the vessels: each vessel is a node with a collapsible tube as its wall. One factor scales
//! all volumes so that vessels and heart together hold the person's blood. The law is in
//! `engine/src/law/tube.rs`.

use crate::circuit::{Builder, data};
use crate::error::BodyError;
use crate::heart;
use secondheart_engine::Wall;
use secondheart_engine::law::Tube;

/// Largest deficit or excess of blood at the start, relative to what the vessels hold (estimate: loss
/// or infusion of half of it at once is lethal; class IV haemorrhage begins at four tenths).
const FILLING_LIMIT: f64 = 0.5;

impl Builder<'_> {
    /// Adds all vessels, scaled to the blood volume of the person.
    pub(crate) fn vessels(&mut self) -> Result<(), BodyError> {
        let names: Vec<String> = self
            .p
            .tables_with("wall")
            .map(|(name, _)| name.to_owned())
            .collect();
        // The data give volumes up to a factor: the vessels hold the blood volume of the formula less
        // the heart's share.
        let heart = heart::CHAMBERS.iter().map(|(_, v)| v).sum::<f64>() * self.scale.heart;
        let mut held = 0.0;
        let mut unstressed = 0.0;
        let mut tubes = Vec::new();
        for name in &names {
            let (tube, lying) = self.wall(name)?;
            held += tube.volume_ml(lying, true);
            unstressed += tube.unstressed_volume_ml;
            tubes.push((tube, lying));
        }
        let scaled_to = self.circuit.blood_volume_ml - self.extra_ml;
        // Vessels that are too large for any blood to stretch them are no body, although the factor
        // could make them fit.
        let size = self.scale.volume * self.p.value("blood.volume_ratio")?;
        if unstressed * size >= scaled_to - heart {
            return Err(BodyError::NoStressedVolume {
                unstressed_ml: unstressed * size,
                held_ml: scaled_to - heart,
            });
        }
        let factor = (scaled_to - heart) / held;
        // Extra blood stretches the same vessels, at first all in proportion.
        let filling = 1.0 + self.extra_ml / (scaled_to - heart);
        if !(1.0 - FILLING_LIMIT..=1.0 + FILLING_LIMIT).contains(&filling) {
            let most = FILLING_LIMIT * (scaled_to - heart);
            return Err(BodyError::BadValue {
                path: "blood.extra_volume_ml".to_owned(),
                value: self.extra_ml,
                requirement: format!(
                    "from -{most:.0} to {most:.0} (mL): half of what this subject's vessels hold"
                ),
            });
        }
        for (name, (mut tube, lying)) in names.iter().zip(tubes) {
            tube.unstressed_volume_ml *= factor;
            tube.distensible_volume_ml *= factor;
            let volume = tube.volume_ml(lying, true);
            let node =
                self.circuit
                    .network
                    .add_node(name.clone(), Wall::Tube(tube), volume * filling);
            self.lying.insert(name.clone(), lying);
            self.lying_narrowing
                .insert(name.clone(), (tube.unstressed_volume_ml / volume).powi(2));
            self.place(name, node)?;
        }
        Ok(())
    }

    /// Wall of a vessel before scaling, at the person's age, and its transmural pressure lying.
    fn wall(&self, name: &str) -> Result<(Tube, f64), BodyError> {
        let p = self.p;
        let class = p.text(name, "wall").unwrap_or_default();
        if !p.contains(&format!("wall.{class}.stiffening_pressure_mmhg")) {
            let message = format!("vessel `{name}`: unknown wall class `{class}`");
            return Err(data("circuit", message));
        }
        let of = |key: &str| p.value(&format!("{name}.{key}"));
        let shared = |key: &str| p.value(&format!("wall.{class}.{key}"));
        let lying = of("compliance_pressure_mmhg")?;
        let aging = if class.starts_with("artery") {
            self.scale.arterial_compliance
        } else if class.starts_with("leg_") {
            self.scale.leg_vein_compliance
        } else {
            1.0
        };
        let mut tube = Tube::with_compliance(
            of("unstressed_volume_ml")?,
            of("compliance_ml_per_mmhg")? * aging,
            lying,
            shared("stiffening_pressure_mmhg")?,
            shared("collapse_pressure_mmhg")?,
        );
        tube.creep_fraction = shared("creep_fraction")?;
        tube.creep_time_s = shared("creep_time_s")?;
        tube.viscous_time_s = shared("viscous_time_s")?;
        Ok((tube, lying))
    }
}

#[cfg(test)]
mod tests {
    use crate::circuit::Circuit;
    use crate::error::BodyError;
    use crate::heart::CHAMBERS;
    use crate::parameter::Parameters;
    use crate::subject::{Scale, Subject};
    use crate::testing::{assert_close, person};
    use secondheart_engine::Wall;
    use secondheart_engine::law::Tube;

    fn tubes(circuit: &Circuit) -> Vec<(String, String, Tube)> {
        let mut all = Vec::new();
        for vessel in circuit.vessels.values() {
            if let Wall::Tube(tube) = circuit.network.wall(vessel.node) {
                all.push((vessel.name.clone(), vessel.class.clone(), *tube));
            }
        }
        all
    }

    /// Blood at the start in vessels and chambers, mL.
    fn held(subject: &Subject, extra_ml: f64) -> (f64, f64) {
        let man = person(subject, &[("blood.extra_volume_ml", extra_ml)]);
        let state = &man.circulation.sim.state;
        let mut sum = 0.0;
        for vessel in man.circuit.vessels.values() {
            if vessel.class != "interstitium" {
                sum += state.volume[man.place(&vessel.name)];
            }
        }
        (sum, man.circuit.blood_volume_ml)
    }

    #[test]
    fn vessels_and_heart_hold_the_blood_of_the_person() {
        let small = Subject {
            stature_cm: 160.0,
            mass_kg: 55.0,
            ..Subject::default()
        };
        for subject in [Subject::default(), small] {
            for extra_ml in [0.0, 600.0, -600.0] {
                let (held, blood) = held(&subject, extra_ml);
                assert!((held / blood - 1.0).abs() < 1e-9, "{held} {blood}");
            }
        }
    }

    #[test]
    fn more_than_half_of_the_blood_in_addition_is_refused() {
        let build = |share: f64| {
            let mut p = Parameters::shipped().unwrap();
            let subject = Subject::default();
            let blood =
                subject.blood_volume_ml(&p).unwrap() * p.value("blood.volume_ratio").unwrap();
            let heart: f64 = CHAMBERS.iter().map(|(_, v)| v).sum();
            p.set("blood.extra_volume_ml", share * (blood - heart))
                .unwrap();
            Circuit::build(&p, &subject)
        };
        for share in [0.499, -0.499] {
            assert!(build(share).is_ok(), "{share}");
        }
        for share in [0.501, -0.501] {
            assert!(
                matches!(build(share), Err(BodyError::BadValue { path, .. }) if path == "blood.extra_volume_ml")
            );
        }
    }

    #[test]
    fn vessels_with_more_unstressed_volume_than_blood_are_refused() {
        let build = |volume_ml: f64| {
            let mut p = Parameters::shipped().unwrap();
            p.set("arm.vein.unstressed_volume_ml", volume_ml).unwrap();
            Circuit::build(&p, &Subject::default()).map(|_| ())
        };
        // The vessels of the reference man hold 4544 mL; without the veins of the arms their unstressed
        // volume is 2958 mL.
        assert_eq!(build(1580.0), Ok(()));
        assert_eq!(
            build(1620.0).unwrap_err().to_string(),
            "the unstressed volume of all vessels is 4578 mL, but must be less than the 4544 mL of \
             blood that they hold in this subject"
        );
    }

    #[test]
    fn walls_follow_the_data_scaled_by_one_factor_and_stiffen_with_age() {
        let p = Parameters::shipped().unwrap();
        let old = Subject {
            age_years: 70.0,
            ..Subject::default()
        };
        let scale = Scale::of(&old, &p).unwrap();
        let circuit = Circuit::build(&p, &old).unwrap();
        let all = tubes(&circuit);
        let given = |name: &str| p.value(&format!("{name}.unstressed_volume_ml")).unwrap();
        let factor = all[0].2.unstressed_volume_ml / given(&all[0].0);
        for (name, class, tube) in &all {
            let of = |key: &str| p.value(&format!("{name}.{key}")).unwrap();
            let shared = |key: &str| p.value(&format!("wall.{class}.{key}")).unwrap();
            let aging = if class.starts_with("artery") {
                scale.arterial_compliance
            } else if class.starts_with("leg_") {
                scale.leg_vein_compliance
            } else {
                1.0
            };
            assert_close(tube.unstressed_volume_ml / given(name), factor);
            let stiffening = shared("stiffening_pressure_mmhg");
            let reach = stiffening + of("compliance_pressure_mmhg");
            let distensible = of("compliance_ml_per_mmhg") * aging * reach * reach / stiffening;
            assert_close(tube.distensible_volume_ml / distensible, factor);
            assert_eq!(tube.stiffening_pressure_mmhg, stiffening);
            assert_eq!(
                tube.collapse_pressure_mmhg,
                shared("collapse_pressure_mmhg")
            );
            assert_eq!(tube.creep_fraction, shared("creep_fraction"));
            assert_eq!(tube.creep_time_s, shared("creep_time_s"));
            assert_eq!(tube.viscous_time_s, shared("viscous_time_s"));
        }
        assert!(scale.arterial_compliance < 1.0 && scale.leg_vein_compliance < 1.0);
    }
}
