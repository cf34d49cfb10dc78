//! The systemic arteries of a lying body as a model of svZeroDSolver.
//!
//! All vessels with an arterial wall and the conduits between them. What flows into them is the
//! mean beat of the connection that leads there; each bed that they feed is the mean resistance to
//! the mean pressure behind its arteriole, R = (p_a - p_d)/Q.
//!
//! Pressures are those that a fluid-filled line shows whose transducer is level with the right
//! atrium, p + ρ g (z - z_atrium): between them gravity does nothing, so that the format's lack of
//! it changes no flow as long as the body keeps its posture.
//!
//! Means are those of the body. Pulses of the reference man are 1 to 6 % smaller, in the thoracic
//! aorta 2 % larger: a wall of constant compliance yields in systole, where the body's stiffens.
//! With the body's walls in the same network they agree within 1 %.

use secondheart_body::circuit::{Connection, Vessel};
use secondheart_body::{Session, Signal};
use secondheart_interop::svzerod::{self, End, Member, Model, Part, Resistance, Settings, Table};
use serde_json::json;

use crate::failure::Failure;
use crate::mean_beat;

/// Points of the mean beat, both ends included: steps of some 2 ms.
const POINTS: u32 = 501;
/// Cycles after which a start is forgotten to 1e-4 of a pulse: nine time constants R C of the
/// arteries.
const CYCLES: u32 = 12;
/// Time over which the body is watched, s: some fifteen breaths.
const WINDOW_S: f64 = 60.0;

/// What the format cannot say, besides what the network's own elements lose.
const LEFT_OUT: [&str; 4] = [
    "gravity: pressures are those at the level of the right atrium, and hold for lying alone",
    "reflexes and local control: resistances of the beds are the means of lying at rest",
    "the heart: the inflow is its mean beat, and does not answer to the pressure in the aorta",
    "beyond the arterioles: the pressure behind every bed is its mean",
];

/// The model of a body at its steady start; `who` says whose it is.
pub(crate) fn model(session: &mut Session, who: &str) -> Result<Model, Failure> {
    let circuit = session.circuit().clone();
    let all = || circuit.vessels.values();
    let vessels: Vec<&Vessel> = all().filter(|v| v.class.starts_with("artery")).collect();
    let inside = |node| vessels.iter().any(|vessel| vessel.node == node);
    let called = |node| {
        all()
            .find(|v| v.node == node)
            .map_or("", |v| v.name.as_str())
    };
    // The connections that lead into the arteries, and out of them into the beds.
    let across = |c: &&Connection| inside(c.from) != inside(c.to);
    let connections: Vec<&Connection> = circuit.connections.values().filter(across).collect();
    let (inlets, beds): (Vec<&Connection>, Vec<&Connection>) =
        connections.iter().partition(|c| inside(c.to));

    let signal = |owner: &str, quantity: &str| session.signal(&format!("{owner}.{quantity}"));
    let mut signals = Vec::new();
    for vessel in &vessels {
        signals.push(signal(&vessel.name, "transmural_pressure_mmhg")?);
    }
    for bed in &beds {
        signals.push(signal(called(bed.from), "pressure_at_heart_mmhg")?);
        signals.push(signal(called(bed.to), "pressure_at_heart_mmhg")?);
        signals.push(signal(&bed.name, "flow_ml_per_s")?);
    }
    let waves: Vec<Signal> = inlets
        .iter()
        .map(|inlet| signal(&inlet.name, "flow_ml_per_s"))
        .collect::<Result<_, _>>()?;
    let seen = mean_beat::watch(session, &signals, &waves, POINTS as usize, WINDOW_S)?;

    let (transmural, of_beds) = seen.means.split_at(vessels.len());
    let inlets = inlets.iter().zip(seen.beats).map(|(inlet, beat)| {
        let table = Table::cycle(seen.period_s, beat);
        (inlet.edge, End::Flow(table))
    });
    let beds = beds.iter().zip(of_beds.chunks_exact(3)).map(|(bed, mean)| {
        let (distal, flow) = (mean[1], mean[2]);
        let resistance = (mean[0] - distal) / flow;
        let resistance = Resistance { resistance, distal };
        (bed.edge, End::Resistance(resistance))
    });
    let members = vessels.iter().zip(transmural);
    let part = Part {
        network: &circuit.network,
        members: members
            .map(|(vessel, &transmural_mmhg)| Member {
                node: vessel.node,
                transmural_mmhg,
            })
            .collect(),
        ends: inlets.chain(beds).collect(),
        period_s: seen.period_s,
    };
    let mut model = svzerod::of_network(&part, Settings::of(CYCLES, POINTS))?;
    model.warnings.extend(LEFT_OUT.map(str::to_owned));
    model.description = json!({
        "what": format!(
            "Systemic arteries from the aortic valve to the arterioles, of a body that lies at rest: \
             {who}. By secondheart {}; for education and research, not a medical device.",
            env!("CARGO_PKG_VERSION")
        ),
        "units": "mmHg, mL, s",
        "pressures": "as a fluid-filled line shows them whose transducer is level with the right atrium",
        "blocks": "A conduit is a vessel with R, L and the quadratic loss and without C. A wall is a \
                   vessel of its own with a closed end: C = dV/dp at the mean pressure, and before \
                   it R = wall viscosity / C. NAME.junction is the place itself. So pressures and \
                   volumes at the places are right though C of a BloodVessel stands behind its R.",
        "left out": model.warnings,
    });
    Ok(model)
}
