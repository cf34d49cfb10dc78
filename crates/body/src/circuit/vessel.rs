//! Position of a vessel on the skeleton, and the enclosures around it: chest, abdomen, muscle, sleeve.

use super::{Builder, data, missing};
use crate::error::BodyError;
use crate::gravity::Segment;
use crate::outside::Level;
use crate::subject::Subject;
use secondheart_engine::NodeId;

/// A vessel, chamber or tissue space.
#[derive(Debug, Clone)]
pub struct Vessel {
    /// Dotted name.
    pub name: String,
    /// Node of the network that stores its volume.
    pub node: NodeId,
    /// Wall class (`artery`, `leg_deep_vein` ...), or `chamber`, `interstitium`.
    pub class: String,
    /// Segment of the skeleton on which it lies.
    pub segment: Segment,
    /// Place along the segment.
    pub along: f64,
    /// Whether it lies in the chest.
    pub in_chest: bool,
    /// Whether it lies in the abdomen.
    pub in_abdomen: bool,
}

impl Builder<'_> {
    /// Registers a vessel by its name.
    pub(crate) fn insert(
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

    /// Registers a vessel with its position, and places its node in the enclosures there.
    pub(crate) fn place(&mut self, name: &str, node: NodeId) -> Result<(), BodyError> {
        let p = self.p;
        let segment = p
            .text(name, "segment")
            .and_then(Segment::named)
            .ok_or_else(|| data("circuit", format!("`{name}` has no known segment")))?;
        let along = p.value(&format!("{name}.along_fraction"))?;
        let class = p.text(name, "wall").unwrap_or_default().to_owned();
        let (mut in_chest, mut in_abdomen) = (false, false);
        let enclosed = p.value_or(&format!("{name}.enclosed_fraction"), 1.0);
        for inside in p.texts(name, "inside") {
            match inside.as_str() {
                "thorax" => in_chest = true,
                "abdomen" => in_abdomen = true,
                "alveoli" => {}
                other => return Err(missing("enclosure", other)),
            }
            let id = self.circuit.enclosure(inside)?;
            self.circuit.network.enclose(node, id, enclosed);
        }
        if in_abdomen {
            // The abdominal contents press like a fluid column; the weight is the depth in cm.
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
        // Sleeves compress veins and capillaries, not arteries.
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
