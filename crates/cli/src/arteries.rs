//! The systemic arteries of a lying body as a model of svZeroDSolver.
//!
//! `secondheart_laboratory::arteries` finds the part of the body's network and what flows through its
//! ends; `svzerod::of_network` makes a model of it.
//!
//! Means equal the body's. Pulses of the reference man are 1 to 6 % smaller, in the thoracic
//! aorta 2 % larger: a wall of constant compliance yields in systole, where the body's stiffens.
//! With the body's walls in the same network they agree within 1 %.

use secondheart_body::Body;
use secondheart_interop::svzerod::{self, End, Member, Model, Part, Resistance, Settings, Table};
use secondheart_laboratory::arteries::arteries;
use serde_json::json;

use crate::failure::Failure;

/// Points of the mean beat, both ends included: steps of some 2 ms.
const POINTS: u32 = 501;
/// Cycles after which the influence of the start is below 1e-4 of a pulse: nine time constants R C of
/// the arteries.
const CYCLES: u32 = 12;
/// Time over which the body is averaged, s: some fifteen breaths.
const WINDOW_S: f64 = 60.0;

/// Properties of the body that the format cannot express, besides properties of the network's
/// elements.
const LEFT_OUT: [&str; 4] = [
    "gravity: pressures are those at the level of the right atrium, and hold for lying alone",
    "reflexes and local control: resistances of the beds are the means of lying at rest",
    "the heart: the inflow is its mean beat, and does not answer to the pressure in the aorta",
    "beyond the arterioles: the pressure behind every bed is its mean",
];

/// The model of a body at its steady start; `who` names the person.
pub(crate) fn model(session: &mut Body, who: &str) -> Result<Model, Failure> {
    let found = arteries(session, POINTS as usize, WINDOW_S)?;
    let members = found.vessels.iter().map(|&(node, transmural_mmhg)| Member {
        node,
        transmural_mmhg,
    });
    let inflows = found.inflows.into_iter().map(|(edge, beat)| {
        let table = Table::cycle(found.period_s, beat);
        (edge, End::Flow(table))
    });
    let beds = found.beds.iter().map(|bed| {
        let resistance = Resistance {
            resistance: bed.resistance_mmhg_s_per_ml,
            distal: bed.distal_pressure_mmhg,
        };
        (bed.edge, End::Resistance(resistance))
    });
    let part = Part {
        network: &session.circuit().network,
        members: members.collect(),
        ends: inflows.chain(beds).collect(),
        period_s: found.period_s,
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
