//! Venous valves: a conduit with leaflets, from the data of the connection and of its valve group. The
//! law is in `engine/src/law/valve.rs`.

use crate::circuit::{Builder, data};
use crate::error::BodyError;
use secondheart_engine::law::{Conduit, Valve};

impl Builder<'_> {
    /// The law of a connection with valves of a group.
    pub(crate) fn venous_valve(
        &self,
        name: &str,
        group: &str,
        conduit: &Conduit,
    ) -> Result<Valve, BodyError> {
        let p = self.p;
        for key in ["valves", "valve_area_cm2", "competence"] {
            if !p.contains(&format!("{name}.{key}")) {
                let message = format!("connection `{name}` has valves, but no `{key}`");
                return Err(data("circuit", message));
            }
        }
        let of = |key: &str| p.value(&format!("{name}.{key}"));
        let shared = |key: &str| p.value(&format!("valve.{group}.{key}"));
        let dilation = self.dilation(name)?;
        // A narrowed lumen limits the opening of the valve to its share. An occluded one is a valve that
        // cannot open, so the resistance of its segment does not matter.
        let open = p.value_or(&format!("{name}.open_fraction"), 1.0);
        let closed = open == 0.0;
        let conduit = &if closed {
            Conduit::resistor(1.0)
        } else {
            *conduit
        };
        let area =
            of("valve_area_cm2")? * dilation * dilation * self.scale.volume / self.scale.length;
        let diameter = 2.0 * (area / std::f64::consts::PI).sqrt();
        let mut competence = 1.0;
        for path in [
            format!("valve.{group}.competence"),
            format!("{name}.competence"),
        ] {
            competence *= p.value(&path)?;
        }
        Ok(Valve {
            resistance_mmhg_s_per_ml: conduit.resistance_mmhg_s_per_ml,
            inertance_mmhg_s2_per_ml: conduit.inertance_mmhg_s2_per_ml,
            calibre_share_from: conduit.calibre_share_from,
            calibre_share_to: conduit.calibre_share_to,
            area_cm2: area,
            lumen_area_cm2: area / p.value("valve.all.orifice_fraction")?,
            length_cm: p.value("valve.all.length_per_diameter")? * diameter,
            opening_rate_per_mmhg_s: shared("opening_rate_per_mmhg_s")?,
            closing_rate_per_mmhg_s: shared("closing_rate_per_mmhg_s")?,
            count: of("valves")?,
            mouth_count: p.value_or(&format!("{name}.mouth_valves"), 0.0),
            regurgitant_fraction: (1.0 - competence) * open,
            opening_limit: open,
            density_mmhg_s2_per_cm2: self.density,
        })
    }

    /// Diameter of a vein relative to health; 1 for a vein without valves.
    pub(crate) fn dilation(&self, name: &str) -> Result<f64, BodyError> {
        match self.p.text(name, "valve_group") {
            Some(group) => self.p.value(&format!("valve.{group}.dilation")),
            None => Ok(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::circuit::Circuit;
    use crate::parameter::Parameters;
    use crate::subject::{Scale, Subject};
    use secondheart_engine::EdgeLaw;
    use secondheart_engine::law::Valve;

    const NAME: &str = "leg.left.calf.soleal_outlet";

    fn valve(changes: &[(&str, f64)]) -> (Valve, Parameters, Scale) {
        let mut p = Parameters::shipped().unwrap();
        for (path, value) in changes {
            p.set(path, *value).unwrap();
        }
        let subject = Subject {
            stature_cm: 190.0,
            mass_kg: 90.0,
            ..Subject::default()
        };
        let circuit = Circuit::build(&p, &subject).unwrap();
        let mut edges = circuit.network.edges();
        let EdgeLaw::Valve(valve) = edges.find(|e| e.name == NAME).unwrap().law else {
            panic!("{NAME} has no valves")
        };
        let scale = Scale::of(&subject, &p).unwrap();
        (*valve, p, scale)
    }

    fn near(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
    }

    #[test]
    fn leaflets_have_the_lumen_of_their_vein_and_leak_as_far_as_they_are_incompetent() {
        let competence = [
            ("valve.deep.competence", 0.75),
            ("leg.left.calf.soleal_outlet.competence", 0.5),
            ("valve.deep.dilation", 1.25),
        ];
        let (v, p, scale) = valve(&competence);
        let of = |key: &str| p.value(&format!("{NAME}.{key}")).unwrap();
        let area = of("valve_area_cm2") * 1.5625 * scale.volume / scale.length;
        near(v.area_cm2, area);
        let diameter = (4.0 * area / std::f64::consts::PI).sqrt();
        near(
            v.length_cm,
            p.value("valve.all.length_per_diameter").unwrap() * diameter,
        );
        near(v.regurgitant_fraction, 1.0 - 0.375);
        assert_eq!((v.opening_limit, v.count), (1.0, of("valves")));
        let shared = |key: &str| p.value(&format!("valve.deep.{key}")).unwrap();
        assert_eq!(v.opening_rate_per_mmhg_s, shared("opening_rate_per_mmhg_s"));
        assert_eq!(v.closing_rate_per_mmhg_s, shared("closing_rate_per_mmhg_s"));
        // Twice as wide is a sixteenth of the resistance.
        let (healthy, ..) = valve(&[]);
        let ratio = healthy.resistance_mmhg_s_per_ml / v.resistance_mmhg_s_per_ml;
        near(ratio, 1.25_f64.powi(4));
    }

    #[test]
    fn a_narrowed_lumen_leaves_its_share_and_an_occluded_one_a_valve_that_cannot_open() {
        let path = format!("{NAME}.open_fraction");
        let incompetent = ("leg.left.calf.soleal_outlet.competence", 0.5);
        let (v, ..) = valve(&[(&path, 0.5), incompetent]);
        assert_eq!((v.opening_limit, v.regurgitant_fraction), (0.5, 0.25));
        let (v, ..) = valve(&[(&path, 0.0), incompetent]);
        assert_eq!((v.opening_limit, v.regurgitant_fraction), (0.0, 0.0));
        assert_eq!(v.resistance_mmhg_s_per_ml, 1.0);
    }
}
