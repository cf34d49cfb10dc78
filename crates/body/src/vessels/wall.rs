//! The walls of the vessels: each vessel is a node with a collapsible tube for a wall, scaled so that
//! all vessels together hold the person's blood.

use crate::circuit::Builder;
use crate::error::BodyError;
use crate::heart;
use secondheart_engine::Wall;
use secondheart_engine::law::Tube;

/// Largest share of their blood that the vessels may lack or hold in addition at the start
/// (estimate: half of the blood lost at once is death, and so is as much infused; class IV of
/// haemorrhage begins at four tenths).
const FILLING_LIMIT: f64 = 0.5;

impl Builder<'_> {
    /// All vessels, brought to the blood volume of the person.
    pub(crate) fn vessels(&mut self) -> Result<(), BodyError> {
        let names: Vec<String> = self
            .p
            .tables_with("wall")
            .map(|(name, _)| name.to_owned())
            .collect();
        // The data describe a man whose vessels hold this much lying; his volumes are brought to
        // the blood volume of the formula, less what the heart holds.
        let heart = heart::CHAMBERS.iter().map(|(_, v)| v).sum::<f64>() * self.scale.volume;
        let mut held = 0.0;
        let mut tubes = Vec::new();
        for name in &names {
            let (tube, lying) = self.wall(name)?;
            held += tube.volume_ml(lying, true);
            tubes.push((tube, lying));
        }
        let scaled_to = self.circuit.blood_volume_ml - self.extra_ml;
        let factor = (scaled_to - heart) / held;
        // Blood above (or below) that stretches the same vessels: at first all by the same share.
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

    /// Wall and lying transmural pressure of a vessel of the reference man at this age.
    fn wall(&self, name: &str) -> Result<(Tube, f64), BodyError> {
        let p = self.p;
        let class = p.text(name, "wall").unwrap_or_default();
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
