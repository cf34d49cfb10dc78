//! The circuit from the data: vessels, connections, beds, compartments.
//!
//! Every vessel is a node, every connection an edge, the chest, the abdomen and every muscle
//! compartment an enclosure. A person's parameters are the reference man's times the ratios of
//! `Scale`; the topology is the same for all.

use crate::condition::{Lesion, Lumen};
use crate::error::BodyError;
use crate::heart;
use crate::intervention::Level;
use crate::parameter::Parameters;
use crate::subject::{Scale, Subject};
use secondheart_engine::law::{Conduit, Tube, Valve};
use secondheart_engine::{
    EdgeId, EdgeLaw, EnclosureId, EnclosureLaw, MMHG_PER_DYN_PER_CM2, Network, NodeId, Wall,
};
use std::collections::BTreeMap;

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

/// A connection between two vessels.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Dotted name.
    pub name: String,
    /// Its edge.
    pub edge: EdgeId,
    /// First node.
    pub from: NodeId,
    /// Second node.
    pub to: NodeId,
    /// Valve group (`deep`, `superficial`, `perforator`, `muscle`), if it has valves.
    pub valve_group: Option<String>,
}

/// A bed in which an arteriole feeds a capillary.
#[derive(Debug, Clone)]
pub struct Bed {
    /// Name of the capillary.
    pub name: String,
    /// The arteriole's edge, whose resistance the controls set.
    pub arteriole: EdgeId,
    /// The capillary.
    pub capillary: NodeId,
    /// Resting resistance of the arteriole, mmHg·s/mL.
    pub resistance: f64,
    /// Resting flow, mL/s.
    pub flow: f64,
}

/// Filtration between a capillary and its tissue.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Name of the capillary.
    pub name: String,
    /// The capillary.
    pub capillary: NodeId,
    /// The tissue space.
    pub interstitium: NodeId,
    /// Edge of the filtered flow, capillary to tissue.
    pub filtration: EdgeId,
    /// Mass of tissue, g.
    pub tissue_g: f64,
    /// Kind of bed (`muscle`, `skin` ...).
    pub bed: String,
}

/// Lymph from a tissue space back to the great veins.
#[derive(Debug, Clone)]
pub struct Lymph {
    /// Name of the tissue space.
    pub name: String,
    /// The tissue space.
    pub interstitium: NodeId,
    /// Edge of the lymph flow.
    pub edge: EdgeId,
    /// Mass of tissue drained, g.
    pub tissue_g: f64,
}

/// The way out of the body: what bleeds away and what is infused.
#[derive(Debug, Clone, Copy)]
pub struct Exterior {
    /// Net volume that has left the body.
    pub store: NodeId,
    /// The vein that bleeds and takes infusions.
    pub vein: NodeId,
    /// Flow out of the vein.
    pub edge: EdgeId,
}

/// The circuit of one person.
#[derive(Debug, Clone)]
pub struct Circuit {
    /// The engine's description.
    pub network: Network,
    /// Vessels by name.
    pub vessels: BTreeMap<String, Vessel>,
    /// Connections by name.
    pub connections: BTreeMap<String, Connection>,
    /// Beds, in the order of their names.
    pub beds: Vec<Bed>,
    /// Filtration, in the order of the capillaries' names.
    pub exchanges: Vec<Exchange>,
    /// Lymph, in the order of the tissue spaces' names.
    pub lymphs: Vec<Lymph>,
    /// Enclosures by name: `thorax`, `abdomen`, `abdomen_column`, `leg.left.soleus` ...
    pub enclosures: BTreeMap<String, EnclosureId>,
    /// What leaves and enters the body.
    pub exterior: Option<Exterior>,
    /// Blood volume at the start, mL.
    pub blood_volume_ml: f64,
    /// Density in mmHg·s²/cm².
    pub density: f64,
}

/// Name of the world outside the body, as a place of blood.
const EXTERIOR: &str = "outside";

/// Names of the muscle compartments of a leg.
pub const COMPARTMENTS: [&str; 6] = [
    "soleus",
    "gastrocnemius",
    "anterior",
    "deep_posterior",
    "thigh",
    "plantar",
];

struct Builder<'a> {
    p: &'a Parameters,
    scale: Scale,
    viscosity: f64,
    density: f64,
    circuit: Circuit,
    /// Blood above what the vessels are scaled to, mL.
    extra_ml: f64,
    /// Lying transmural pressure of every vessel, mmHg.
    lying: BTreeMap<String, f64>,
    /// (V_0 / V_lying)² of every vessel.
    lying_narrowing: BTreeMap<String, f64>,
}

impl Circuit {
    /// The circuit of a person.
    ///
    /// # Errors
    /// Incomplete or contradictory data, or a person outside the range of the rules.
    pub fn build(parameters: &Parameters, subject: &Subject) -> Result<Self, BodyError> {
        subject.check()?;
        let scale = Scale::of(subject, parameters)?;
        // mPa·s to mmHg·s: 1 mPa·s = 0.01 dyn·s/cm².
        let viscosity = parameters.value("blood.viscosity_mpa_s")? * 0.01 * MMHG_PER_DYN_PER_CM2;
        let density = parameters.value("blood.density_g_per_cm3")? * MMHG_PER_DYN_PER_CM2;
        let extra_ml = parameters.value("blood.extra_volume_ml")?;
        let ratio = parameters.value("blood.volume_ratio")?;
        if !(0.5..=2.0).contains(&ratio) {
            return Err(BodyError::BadValue {
                path: "blood.volume_ratio".to_owned(),
                value: ratio,
                requirement: "from 0.5 to 2",
            });
        }
        let circuit = Self {
            network: Network::new(),
            exterior: None,
            vessels: BTreeMap::new(),
            connections: BTreeMap::new(),
            beds: Vec::new(),
            exchanges: Vec::new(),
            lymphs: Vec::new(),
            enclosures: BTreeMap::new(),
            blood_volume_ml: subject.blood_volume_ml(parameters)? * ratio + extra_ml,
            density,
        };
        let mut builder = Builder {
            p: parameters,
            scale,
            viscosity,
            density,
            circuit,
            extra_ml,
            lying: BTreeMap::new(),
            lying_narrowing: BTreeMap::new(),
        };
        builder.enclosures();
        builder.heart()?;
        builder.vessels()?;
        builder.connections()?;
        builder.exterior()?;
        builder.exchange()?;
        Ok(builder.circuit)
    }

    /// The vessel of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn vessel(&self, name: &str) -> Result<&Vessel, BodyError> {
        self.vessels
            .get(name)
            .ok_or_else(|| missing("vessel", name))
    }

    /// The connection of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn connection(&self, name: &str) -> Result<&Connection, BodyError> {
        self.connections
            .get(name)
            .ok_or_else(|| missing("connection", name))
    }

    /// The enclosure of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn enclosure(&self, name: &str) -> Result<EnclosureId, BodyError> {
        self.enclosures
            .get(name)
            .copied()
            .ok_or_else(|| missing("enclosure", name))
    }
}

fn missing(kind: &str, name: &str) -> BodyError {
    data("circuit", format!("there is no {kind} `{name}`"))
}

fn data(file: &str, message: String) -> BodyError {
    BodyError::Data {
        file: file.to_owned(),
        message,
    }
}

/// The outflow of these vessels is throttled as they narrow: veins, capillaries, lung arteries.
fn follows_calibre(class: &str) -> bool {
    class == "capillary"
        || class == "pulmonary_capillary"
        || class == "pulmonary_artery"
        || class.ends_with("_vein") && class != "head_vein" && class != "pulmonary_vein"
        || class == "cava"
}

impl Builder<'_> {
    fn enclosures(&mut self) {
        let given = EnclosureLaw::Prescribed { pressure_mmhg: 0.0 };
        let mut names: Vec<String> = ["thorax", "abdomen", "abdomen_column"]
            .map(str::to_owned)
            .to_vec();
        for side in ["left", "right"] {
            names.extend(COMPARTMENTS.iter().map(|c| format!("leg.{side}.{c}")));
            names.extend(Level::ALL.iter().map(|level| level.sleeve(side)));
        }
        for name in names {
            let id = self.circuit.network.add_enclosure(name.clone(), given);
            self.circuit.enclosures.insert(name, id);
        }
    }

    fn heart(&mut self) -> Result<(), BodyError> {
        let thorax = self.circuit.enclosure("thorax")?;
        let sac = self.circuit.network.add_enclosure(
            "heart.pericardium",
            EnclosureLaw::Sac(heart::pericardium(self.p, self.scale.volume)?),
        );
        self.circuit
            .enclosures
            .insert("heart.pericardium".to_owned(), sac);
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
            let along = 0.63;
            self.insert(&full, node, "chamber", Segment::Trunk, along, true, false);
        }
        Ok(())
    }

    fn insert(
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

    fn vessels(&mut self) -> Result<(), BodyError> {
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
        if filling < 0.5 {
            return Err(BodyError::BadValue {
                path: "blood.extra_volume_ml".to_owned(),
                value: self.extra_ml,
                requirement: "more: half of the vessels' blood is left at least",
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

    fn connections(&mut self) -> Result<(), BodyError> {
        for valve in heart::VALVES {
            let law = heart::valve(self.p, valve.name, self.scale.volume, self.density)?;
            self.connect(valve.name, valve.from, valve.to, EdgeLaw::Valve(law), None)?;
        }
        let names: Vec<String> = self
            .p
            .tables_with("from")
            .map(|(name, _)| name.to_owned())
            .collect();
        for name in names {
            let end = |key: &str| {
                self.p
                    .text(&name, key)
                    .map(str::to_owned)
                    .ok_or_else(|| data("circuit", format!("connection `{name}` has no `{key}`")))
            };
            let (from, to) = (end("from")?, end("to")?);
            let group = self.p.text(&name, "valve_group").map(str::to_owned);
            let conduit = self.conduit(&name, &from, &to)?;
            let law = match &group {
                Some(group) => EdgeLaw::Valve(self.venous_valve(&name, group, &conduit)?),
                None => EdgeLaw::Conduit(conduit),
            };
            let edge = self.connect(&name, &from, &to, law, group)?;
            if self.p.text(&name, "kind") == Some("arteriole") {
                let bed = Bed {
                    name: to.clone(),
                    arteriole: edge,
                    capillary: self.circuit.vessel(&to)?.node,
                    resistance: conduit.resistance_mmhg_s_per_ml,
                    flow: self.resting_flow(&name)?,
                };
                self.circuit.beds.push(bed);
            }
        }
        self.circuit.beds.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(())
    }

    /// Bleeding and infusion: one flow between a vein of the arm and the world.
    fn exterior(&mut self) -> Result<(), BodyError> {
        let vein = self.circuit.vessel("arm.vein")?.node;
        let store = self.circuit.network.add_node(EXTERIOR, Wall::Store, 0.0);
        let law = EdgeLaw::Prescribed { flow_ml_per_s: 0.0 };
        let edge = self
            .circuit
            .network
            .add_edge(format!("{EXTERIOR}.outflow"), vein, store, law);
        self.circuit.exterior = Some(Exterior { store, vein, edge });
        Ok(())
    }

    fn connect(
        &mut self,
        name: &str,
        from: &str,
        to: &str,
        law: EdgeLaw,
        valve_group: Option<String>,
    ) -> Result<EdgeId, BodyError> {
        let (a, b) = (
            self.circuit.vessel(from)?.node,
            self.circuit.vessel(to)?.node,
        );
        let edge = self.circuit.network.add_edge(name, a, b, law);
        let connection = Connection {
            name: name.to_owned(),
            edge,
            from: a,
            to: b,
            valve_group,
        };
        self.circuit.connections.insert(name.to_owned(), connection);
        Ok(edge)
    }

    /// Resting flow of an arteriole, mL/s.
    fn resting_flow(&self, name: &str) -> Result<f64, BodyError> {
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
        self.lying.get(name).copied().unwrap_or(5.0) + outside
    }

    fn conduit(&self, name: &str, from: &str, to: &str) -> Result<Conduit, BodyError> {
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
            let drop = (capillary - self.lying_pressure(to)).max(1.0);
            Conduit::resistor(drop / (flow * share))
        } else if kind == "collateral" {
            // Zero is a way that is not there: an infinite resistance.
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

    /// Width of a vein with valves relative to health: that of its group of valves.
    fn dilation(&self, name: &str) -> Result<f64, BodyError> {
        match self.p.text(name, "valve_group") {
            Some(group) => self.p.value(&format!("valve.{group}.dilation")),
            None => Ok(1.0),
        }
    }

    /// Lets the resistance, given at lying stretch, follow the calibre of the vessel upstream.
    ///
    /// A collapsing vein throttles its own outflow. Blood that enters a collapsed vein opens it
    /// from where it enters, so the downstream calibre does not count.
    fn follow_calibre(&self, conduit: &mut Conduit, from: &str) {
        if !follows_calibre(self.p.text(from, "wall").unwrap_or_default()) {
            return;
        }
        let lying = self.lying_narrowing.get(from).copied().unwrap_or(1.0);
        conduit.resistance_mmhg_s_per_ml /= lying;
        conduit.calibre_share_from = 1.0;
    }

    fn venous_valve(&self, name: &str, group: &str, conduit: &Conduit) -> Result<Valve, BodyError> {
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
            let value = p.value(&path)?;
            if !(0.0..=1.0).contains(&value) {
                return Err(BodyError::BadValue {
                    path,
                    value,
                    requirement: "from 0 (lost) to 1 (healthy)",
                });
            }
            competence *= value;
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
            count: of("valves")?.max(1.0),
            regurgitant_fraction: (1.0 - competence) * open,
            opening_limit: open,
            density_mmhg_s2_per_cm2: self.density,
        })
    }

    fn exchange(&mut self) -> Result<(), BodyError> {
        let rest = self
            .p
            .value("microcirculation.interstitial_volume_ml_per_100g")?;
        let names: Vec<String> = self
            .p
            .tables_with("interstitium")
            .map(|(name, _)| name.to_owned())
            .collect();
        let mut tissue: BTreeMap<String, (NodeId, f64, Segment, f64)> = BTreeMap::new();
        let return_vein = self.circuit.vessel("cava.superior")?.node;
        for table in names {
            let Some(capillary) = table.strip_prefix("exchange.") else {
                continue;
            };
            let capillary = self.circuit.vessel(capillary)?.clone();
            let space = self
                .p
                .text(&table, "interstitium")
                .unwrap_or_default()
                .to_owned();
            let grams = self.p.value(&format!("{table}.tissue_g"))? * self.scale.mass;
            let entry = match tissue.get(&space) {
                Some(entry) => *entry,
                None => {
                    let node = self
                        .circuit
                        .network
                        .add_node(space.clone(), Wall::Store, 0.0);
                    (node, 0.0, capillary.segment, capillary.along)
                }
            };
            tissue.insert(space, (entry.0, entry.1 + grams, entry.2, entry.3));
            let filtration = self.circuit.network.add_edge(
                format!("{}.filtration", capillary.name),
                capillary.node,
                entry.0,
                EdgeLaw::Prescribed { flow_ml_per_s: 0.0 },
            );
            self.circuit.exchanges.push(Exchange {
                name: capillary.name.clone(),
                capillary: capillary.node,
                interstitium: entry.0,
                filtration,
                tissue_g: grams,
                bed: self.p.text(&table, "bed").unwrap_or_default().to_owned(),
            });
        }
        for (name, (node, grams, segment, along)) in tissue {
            self.circuit
                .network
                .set_start_volume(node, rest * grams / 100.0);
            let edge = self.circuit.network.add_edge(
                format!("{name}.lymph"),
                node,
                return_vein,
                EdgeLaw::Prescribed { flow_ml_per_s: 0.0 },
            );
            self.insert(&name, node, "interstitium", segment, along, false, false);
            self.circuit.lymphs.push(Lymph {
                name,
                interstitium: node,
                edge,
                tissue_g: grams,
            });
        }
        Ok(())
    }
}
