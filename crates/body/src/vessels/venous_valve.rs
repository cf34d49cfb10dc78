//! Valves of veins: a connection's conduit with leaflets, by the data of its group of valves.

use crate::circuit::Builder;
use crate::error::BodyError;
use secondheart_engine::law::{Conduit, Valve};

impl Builder<'_> {
    /// The law of a connection with valves of that group.
    pub(crate) fn venous_valve(
        &self,
        name: &str,
        group: &str,
        conduit: &Conduit,
    ) -> Result<Valve, BodyError> {
        let p = self.p;
        let of = |key: &str| p.value(&format!("{name}.{key}"));
        let shared = |key: &str| p.value(&format!("valve.{group}.{key}"));
        let dilation = self.dilation(name)?;
        // A narrowed lumen leaves that share of the valve's; an occluded one is a valve that cannot
        // open, behind a segment whose own resistance no longer matters.
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
            length_cm: p.value("valve.all.length_per_diameter")? * diameter,
            opening_rate_per_mmhg_s: shared("opening_rate_per_mmhg_s")?,
            closing_rate_per_mmhg_s: shared("closing_rate_per_mmhg_s")?,
            count: of("valves")?,
            regurgitant_fraction: (1.0 - competence) * open,
            opening_limit: open,
            density_mmhg_s2_per_cm2: self.density,
        })
    }

    /// Width of a vein with valves relative to health: that of its group of valves.
    pub(crate) fn dilation(&self, name: &str) -> Result<f64, BodyError> {
        match self.p.text(name, "valve_group") {
            Some(group) => self.p.value(&format!("valve.{group}.dilation")),
            None => Ok(1.0),
        }
    }
}
