//! The systemic arteries of a body at rest, with the flows and pressures at their ends.
//!
//! ```text
//!   inflow q(t) ──> arteries: walls and conduits of the body's network ──> bed R ──> p_d
//! ```
//!
//! The arteries are all vessels with an arterial wall. The flow into them is the mean beat of the
//! connections that lead there (`mean_beat`). Each bed that they feed becomes its mean resistance
//! to the mean pressure behind its arteriole, R = (p_a - p_d)/Q.
//!
//! Pressures are read through a fluid-filled line with its transducer level with the right atrium,
//! p + ρ g (z - z_atrium). In these pressures gravity drives no flow while the body keeps its
//! posture.

use secondheart_body::circuit::{Connection, Vessel};
use secondheart_body::{Body, BodyError, Signal};
use secondheart_engine::{EdgeId, NodeId};

use crate::mean_beat;

/// The arteries of a body, as nodes and edges of its network.
#[derive(Debug, Clone, PartialEq)]
pub struct Arteries {
    /// Length of the mean beat, s.
    pub period_s: f64,
    /// Nodes of the arteries with their mean transmural pressures, mmHg.
    pub vessels: Vec<(NodeId, f64)>,
    /// Edges that lead into the arteries, each with its mean beat: flows in mL/s at equal distances
    /// of time, both ends of the beat included.
    pub inflows: Vec<(EdgeId, Vec<f64>)>,
    /// Beds that the arteries feed.
    pub beds: Vec<Bed>,
}

/// A vascular bed seen from its artery.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bed {
    /// Edge from the artery into the bed.
    pub edge: EdgeId,
    /// Mean resistance from the artery to the place behind the arteriole, mmHg·s/mL.
    pub resistance_mmhg_s_per_ml: f64,
    /// Mean pressure behind the arteriole, at the level of the right atrium, mmHg.
    pub distal_pressure_mmhg: f64,
}

/// Watches a body for the whole beats of at least `window_s`; the mean beats have `points` points.
///
/// # Errors
/// A step of the body without a solution.
pub fn arteries(session: &mut Body, points: usize, window_s: f64) -> Result<Arteries, BodyError> {
    let circuit = session.circuit().clone();
    let all = || circuit.vessels.values();
    let vessels: Vec<&Vessel> = all().filter(|v| v.class.starts_with("artery")).collect();
    let inside = |node| vessels.iter().any(|vessel| vessel.node == node);
    let name_of = |node| {
        let vessel = all().find(|vessel| vessel.node == node);
        vessel.map_or("", |vessel| vessel.name.as_str())
    };
    let ends = circuit.connections.values();
    let ends = ends.filter(|connection| inside(connection.from) != inside(connection.to));
    let (inlets, outlets): (Vec<&Connection>, Vec<&Connection>) =
        ends.partition(|connection| inside(connection.to));

    let signal = |owner: &str, quantity: &str| session.signal(&format!("{owner}.{quantity}"));
    let mut signals = Vec::new();
    for vessel in &vessels {
        signals.push(signal(&vessel.name, "transmural_pressure_mmhg")?);
    }
    for outlet in &outlets {
        signals.push(signal(name_of(outlet.from), "pressure_at_heart_mmhg")?);
        signals.push(signal(name_of(outlet.to), "pressure_at_heart_mmhg")?);
        signals.push(signal(&outlet.name, "flow_ml_per_s")?);
    }
    let flow = |inlet: &&Connection| signal(&inlet.name, "flow_ml_per_s");
    let waves: Vec<Signal> = inlets.iter().map(flow).collect::<Result<_, _>>()?;
    let average = mean_beat::over_whole_beats(session, &signals, &waves, points, window_s)?;

    let (transmural, of_beds) = average.means.split_at(vessels.len());
    let nodes = vessels.iter().map(|vessel| vessel.node);
    let bed = |(outlet, mean): (&&Connection, &[f64])| Bed {
        edge: outlet.edge,
        resistance_mmhg_s_per_ml: (mean[0] - mean[1]) / mean[2],
        distal_pressure_mmhg: mean[1],
    };
    Ok(Arteries {
        period_s: average.period_s,
        vessels: nodes.zip(transmural.iter().copied()).collect(),
        inflows: inlets
            .iter()
            .map(|inlet| inlet.edge)
            .zip(average.beats)
            .collect(),
        beds: outlets
            .iter()
            .zip(of_beds.chunks_exact(3))
            .map(bed)
            .collect(),
    })
}
