//! Vessels and heart chambers as nodes: their walls, their places, what lies around them.

use super::{Builder, data, missing};
use crate::error::BodyError;
use crate::heart;
use crate::intervention::Level;
use crate::subject::Subject;
use secondheart_engine::law::Tube;
use secondheart_engine::{EnclosureLaw, NodeId, Wall};

/// Largest share of their blood that the vessels may lack or hold in addition at the start
/// (estimate: half of the blood lost at once is death, and so is as much infused; class IV of
/// haemorrhage begins at four tenths).
const FILLING_LIMIT: f64 = 0.5;

/// A vessel, chamber or tissue space.
#[derive(Debug, Clone)]
pub struct Vessel {
    /// Dotted name.
    pub name: String,
    /// Its node.
    pub node: NodeId,
    /// Wall class (`artery`, `leg_deep_vein` ...), or `chamber`, `interstitium`.
    pub class: String,
    /// Segment of the skeleton on which it lies.
    pub segment: Segment,
    /// Place along the segment.
    pub along: f64,
    /// Lies in the chest.
    pub in_chest: bool,
    /// Lies in the abdomen.
    pub in_abdomen: bool,
}

/// A part of the skeleton.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// From the hip joint (0) to the shoulder line (1).
    Trunk,
    /// From the root of the neck (0) to the vertex (1).
    Head,
    /// From the shoulder (0) to the fingertips (1).
    Arm,
    /// From the hip (0) to the knee (1).
    Thigh,
    /// From the knee (0) to the ankle (1).
    Shank,
    /// From the heel (0) to the toes (1).
    Foot,
}

impl Segment {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "trunk" => Self::Trunk,
            "head" => Self::Head,
            "arm" => Self::Arm,
            "thigh" => Self::Thigh,
            "shank" => Self::Shank,
            "foot" => Self::Foot,
            _ => return None,
        })
    }
}

impl Builder<'_> {
    /// The pericardium, and the four chambers within it.
    pub(super) fn heart(&mut self) -> Result<(), BodyError> {
        let thorax = self.circuit.enclosure("thorax")?;
        let sac = self.circuit.network.add_enclosure(
            "heart.pericardium",
            EnclosureLaw::Sac(heart::pericardium(self.p, self.scale.volume)?),
        );
        self.circuit
            .enclosures
            .insert("heart.pericardium".to_owned(), sac);
        let along = self.p.value("heart.along_fraction")?;
        for (name, volume) in heart::CHAMBERS {
            let full = format!("heart.{name}");
            let chamber = heart::chamber(self.p, &full, self.scale.volume)?;
            let node = self.circuit.network.add_node(
                full.clone(),
                Wall::Chamber(chamber),
                volume * self.scale.volume,
            );
            self.circuit.network.enclose(node, thorax, 1.0);
            self.circuit.network.enclose(node, sac, 1.0);
            self.insert(&full, node, "chamber", Segment::Trunk, along, true, false);
        }
        Ok(())
    }

    /// Notes a vessel by its name.
    pub(super) fn insert(
        &mut self,
        name: &str,
        node: NodeId,
        class: &str,
        segment: Segment,
        along: f64,
        in_chest: bool,
        in_abdomen: bool,
    ) {
        let vessel = Vessel {
            name: name.to_owned(),
            node,
            class: class.to_owned(),
            segment,
            along,
            in_chest,
            in_abdomen,
        };
        self.circuit.vessels.insert(name.to_owned(), vessel);
    }

    /// All vessels, brought to the blood volume of the person.
    pub(super) fn vessels(&mut self) -> Result<(), BodyError> {
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

    /// Notes where a vessel lies, and lets the enclosures there press on it.
    fn place(&mut self, name: &str, node: NodeId) -> Result<(), BodyError> {
        let p = self.p;
        let segment = p
            .text(name, "segment")
            .and_then(Segment::named)
            .ok_or_else(|| data("circuit", format!("`{name}` has no known segment")))?;
        let along = p.value(&format!("{name}.along_fraction"))?;
        let class = p.text(name, "wall").unwrap_or_default().to_owned();
        let (mut in_chest, mut in_abdomen) = (false, false);
        for inside in p.texts(name, "inside") {
            match inside.as_str() {
                "thorax" => in_chest = true,
                "abdomen" => in_abdomen = true,
                other => return Err(missing("enclosure", other)),
            }
            let id = self.circuit.enclosure(inside)?;
            self.circuit.network.enclose(node, id, 1.0);
        }
        if in_abdomen {
            // Contents of the abdomen press like a fluid column: weight = depth below its top, cm.
            let top = p.value("respiration.abdomen_top_fraction")?;
            let trunk = p.value("skeleton.trunk_fraction")? * Subject::default().stature_cm;
            let depth = (top - along).max(0.0) * trunk * self.scale.length;
            let id = self.circuit.enclosure("abdomen_column")?;
            self.circuit.network.enclose(node, id, depth);
        }
        let presses: Vec<(String, f64)> = p
            .below(&format!("{name}.pressed_by"))
            .map(|(compartment, weight)| (compartment.to_owned(), weight))
            .collect();
        for (compartment, weight) in presses {
            let id = self.circuit.enclosure(&compartment)?;
            self.circuit.network.enclose(node, id, weight);
        }
        // What is worn or strapped on presses on veins and capillaries; arteries hold their own.
        if !class.starts_with("artery")
            && let Some(sleeve) = Level::over(name, segment, along)
        {
            let id = self.circuit.enclosure(&sleeve)?;
            self.circuit.network.enclose(node, id, 1.0);
        }
        self.insert(name, node, &class, segment, along, in_chest, in_abdomen);
        Ok(())
    }
}
