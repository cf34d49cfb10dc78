//! Builds the circuit from the data: vessels, connections, beds, compartments.
//!
//! Every vessel is a node, every connection an edge, the chest, the abdomen and every muscle
//! compartment an enclosure. A person's parameters are the reference man's times the ratios of
//! `Scale`; the topology is the same for all.

mod connection;
mod vessel;

pub use crate::filtration::{Exchange, Lymph};
pub use crate::gravity::Segment;
pub use crate::outside::Exterior;
pub use connection::{Bed, Connection};
pub use vessel::Vessel;

use crate::error::BodyError;
use crate::muscle::COMPARTMENTS;
use crate::outside::{Level, SEAT};
use crate::parameter::Parameters;
use crate::subject::{Scale, Subject};
use secondheart_engine::{EnclosureId, EnclosureLaw, MMHG_PER_DYN_PER_CM2, Network};
use std::collections::BTreeMap;

/// The circuit of one person.
#[derive(Debug, Clone)]
pub struct Circuit {
    /// Nodes, edges and enclosures, as the engine compiles them.
    pub network: Network,
    /// Vessels, chambers and tissue spaces by dotted name.
    pub vessels: BTreeMap<String, Vessel>,
    /// Connections by dotted name.
    pub connections: BTreeMap<String, Connection>,
    /// Beds, in the order of their names.
    pub beds: Vec<Bed>,
    /// Filtration, in the order of the capillaries' names.
    pub exchanges: Vec<Exchange>,
    /// Lymph, in the order of the tissue spaces' names.
    pub lymphs: Vec<Lymph>,
    /// Enclosures by name: `thorax`, `abdomen`, `abdomen_column`, `leg.left.soleus` ...
    pub enclosures: BTreeMap<String, EnclosureId>,
    /// The store for bleeding and infusion.
    pub exterior: Option<Exterior>,
    /// Blood volume at the start, mL.
    pub blood_volume_ml: f64,
    /// Density in mmHg·s²/cm².
    pub density: f64,
}

/// Builds a circuit. Each organ adds its own nodes, edges and enclosures.
pub(crate) struct Builder<'a> {
    pub(crate) p: &'a Parameters,
    pub(crate) scale: Scale,
    pub(crate) viscosity: f64,
    pub(crate) density: f64,
    pub(crate) circuit: Circuit,
    /// Extra blood beyond the volume to which the vessels are scaled, mL.
    pub(crate) extra_ml: f64,
    /// Transmural pressure of every vessel lying, mmHg.
    pub(crate) lying: BTreeMap<String, f64>,
    /// (V_0 / V_lying)² of every vessel.
    pub(crate) lying_narrowing: BTreeMap<String, f64>,
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
    data("circuit", format!("unknown {kind} `{name}`"))
}

pub(crate) fn data(file: &str, message: String) -> BodyError {
    BodyError::Data {
        file: file.to_owned(),
        message,
    }
}

impl Builder<'_> {
    /// Adds the enclosures: chest, abdomen, muscle compartments, sleeves and seat.
    fn enclosures(&mut self) {
        let given = EnclosureLaw::Prescribed { pressure_mmhg: 0.0 };
        let mut names: Vec<String> = ["thorax", "alveoli", "abdomen", "abdomen_column", SEAT]
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
}
