//! A network of one's own: a calf muscle that pumps blood from a foot vein up to the heart.
//!
//! ```text
//!               bed              lower valve             upper valve
//!  artery o--/\/\/\/--o foot vein ---->|--- o calf vein ---->|------- o heart
//!                                       (muscle)            60 mmHg higher up
//! ```
//!
//! A muscle squeezes the calf vein once a second. With valves it pumps and the foot vein empties;
//! without them it only pushes blood to and fro.
//!
//! `cargo run -p secondheart-engine --example calf_pump`

#![allow(clippy::print_stdout)]

use std::f64::consts::PI;
use std::sync::Arc;

use secondheart_engine::law::{Conduit, Tube, Valve};
use secondheart_engine::{
    EdgeId, EdgeLaw, EnclosureLaw, MMHG_PER_DYN_PER_CM2, Network, NodeId, Simulation, Wall,
    elementary,
};

/// Weight of the column of blood between calf and heart, mmHg (some 80 cm).
const COLUMN_MMHG: f64 = 60.0;
const STEP_S: f64 = 0.005;

/// The calf pump, with the places where it is read.
struct Calf {
    simulation: Simulation<f64>,
    foot: NodeId,
    to_heart: EdgeId,
}

impl Calf {
    /// Standing still, veins full. `leak` is the share of the valves' area that stays open.
    fn new(leak: f64) -> Result<Self, Box<dyn std::error::Error>> {
        let reservoir = |pressure_mmhg| Wall::Prescribed { pressure_mmhg };
        // A tube holds 20 mL when unstressed, stretches by 0.4 mL/mmHg at 10 mmHg, stiffens above
        // and collapses below.
        let vein = Tube::with_compliance(20.0, 0.4, 10.0, 60.0, 12.0);
        let full_ml = vein.volume_ml(COLUMN_MMHG + 5.0, false);
        let valve = EdgeLaw::Valve(Valve {
            resistance_mmhg_s_per_ml: 0.3,
            inertance_mmhg_s2_per_ml: 0.01,
            calibre_share_from: 0.0,
            calibre_share_to: 0.0,
            area_cm2: 0.4,
            lumen_area_cm2: 0.6,
            length_cm: 1.0,
            opening_rate_per_mmhg_s: 10.0,
            closing_rate_per_mmhg_s: 10.0,
            count: 1.0,
            mouth_count: 0.0,
            regurgitant_fraction: leak,
            opening_limit: 1.0,
            density_mmhg_s2_per_cm2: 1.06 * MMHG_PER_DYN_PER_CM2,
        });

        let mut net = Network::new();
        let artery = net.add_node("artery", reservoir(150.0), 0.0);
        let foot = net.add_node("foot vein", Wall::Tube(vein), full_ml);
        let calf = net.add_node("calf vein", Wall::Tube(vein), full_ml);
        let heart = net.add_node("heart", reservoir(3.0), 0.0);
        net.add_edge(
            "bed",
            artery,
            foot,
            EdgeLaw::Conduit(Conduit::resistor(40.0)),
        );
        net.add_edge("lower valve", foot, calf, valve);
        let to_heart = net.add_edge("upper valve", calf, heart, valve);
        let muscle = net.add_enclosure("muscle", EnclosureLaw::Prescribed { pressure_mmhg: 0.0 });
        net.enclose(calf, muscle, 1.0);

        let mut simulation = Simulation::new(Arc::new(net.compile()?));
        // Compiling orders the elements for the solver, so an input is found by asking for its place.
        let edge = simulation.topology().edge_place(to_heart);
        simulation.parameters.head[edge.ok_or("the edge was merged away")?] = -COLUMN_MMHG;
        Ok(Self {
            simulation,
            foot,
            to_heart,
        })
    }

    /// Goes on for some seconds with contractions of a given peak pressure, one a second; gives the
    /// means of foot pressure, mmHg, and of flow to the heart, mL/s, over the last second.
    fn squeeze(
        &mut self,
        peak_mmhg: f64,
        seconds: f64,
    ) -> Result<(f64, f64), Box<dyn std::error::Error>> {
        let end_s = self.simulation.state.time_s + seconds;
        let (mut pressure, mut flow) = (0.0, 0.0);
        loop {
            let step_s = self.simulation.plan(STEP_S, end_s);
            if step_s == 0.0 {
                return Ok((pressure, flow));
            }
            // Inputs must hold their values for the end of the step.
            let time_s = self.simulation.state.time_s + step_s;
            let phase = time_s.fract() / 0.4;
            let squeeze = if phase < 1.0 {
                elementary::sin(PI * phase)
            } else {
                0.0
            };
            self.simulation.parameters.enclosure_pressure[0] = peak_mmhg * squeeze;
            self.simulation.step(step_s)?;
            if time_s > end_s - 1.0 {
                pressure += self.simulation.pressure(self.foot) * step_s;
                flow += self.simulation.flow(self.to_heart) * step_s;
            }
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("                     foot vein, mmHg     flow to the heart, mL/min");
    println!("valves               still   pumping     still   pumping");
    for (name, leak) in [("competent", 0.0), ("half of it leaks", 0.5), ("lost", 1.0)] {
        let mut calf = Calf::new(leak)?;
        let (still_mmhg, still_ml_per_s) = calf.squeeze(0.0, 20.0)?;
        let (pumping_mmhg, pumping_ml_per_s) = calf.squeeze(50.0, 60.0)?;
        println!(
            "{name:<20} {still_mmhg:>5.1} {pumping_mmhg:>9.1} {:>9.1} {:>9.1}",
            60.0 * still_ml_per_s,
            60.0 * pumping_ml_per_s
        );
    }
    Ok(())
}
