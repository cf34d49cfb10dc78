//! A small circulation with a leg, in variants with different parameters.

use super::*;
use secondheart_engine::law::StarlingResistor;
use secondheart_engine::{EdgeId, NodeId};

/// A ventricle in a sac, an artery behind a rigid node, a leg with valves in a muscle.
pub(crate) struct Leg {
    pub(crate) topology: Arc<Topology>,
    pub(crate) artery: NodeId,
    pub(crate) sinus: NodeId,
    pub(crate) pool: NodeId,
    pub(crate) bed: EdgeId,
    pub(crate) proximal: EdgeId,
}

impl Leg {
    pub(crate) fn new(waterfall: bool) -> Self {
        let mut net = Network::new();
        let crept = Tube {
            creep_fraction: 0.4,
            creep_time_s: 1.0,
            ..vein(60.0, 1.5)
        };
        let artery_wall = Tube::with_compliance(100.0, 1.2, 90.0, 100.0, 20.0);
        let heart = net.add_node("heart", Wall::Chamber(ventricle()), 120.0);
        let atrium = Chamber {
            end_systolic_elastance_mmhg_per_ml: 0.3,
            ..ventricle()
        };
        let atrium = net.add_node("atrium", Wall::Chamber(atrium), 80.0);
        let root = net.add_node("root", Wall::Rigid, 0.0);
        let artery = net.add_node("artery", Wall::Tube(artery_wall), 180.0);
        let sinus = net.add_node("sinus", Wall::Tube(crept), 80.0);
        let axial = net.add_node("axial", Wall::Tube(vein(50.0, 1.0)), 60.0);
        let pool = net.add_node("pool", linear(40.0, 800.0), 1100.0);
        let valve = EdgeLaw::Valve(venous_valve());
        let heart_gate = EdgeLaw::Valve(heart_valve());
        net.add_edge("aortic", heart, root, heart_gate);
        net.add_edge("aorta", root, artery, conduit(0.03, 0.001, 1e-5, 0.0));
        let bed = net.add_edge("bed", artery, sinus, resistor(2.0));
        net.add_edge("trunk", artery, pool, resistor(1.5));
        net.add_edge("distal", sinus, axial, valve);
        let proximal = net.add_edge("proximal", axial, pool, valve);
        let drain = conduit(0.05, 0.002, 0.0, 0.0);
        let law = if waterfall {
            EdgeLaw::Starling(StarlingResistor {
                resistance_mmhg_s_per_ml: 0.05,
                critical_pressure_mmhg: 5.0,
            })
        } else {
            drain
        };
        net.add_edge("cava", pool, atrium, law);
        net.add_edge("mitral", atrium, heart, heart_gate);
        let sac = net.add_enclosure("sac", pericardium());
        net.enclose(heart, sac, 1.0);
        net.enclose(atrium, sac, 1.0);
        let muscle = net.add_enclosure("muscle", EnclosureLaw::Prescribed { pressure_mmhg: 0.0 });
        net.enclose(sinus, muscle, 1.0);
        net.enclose(axial, muscle, 0.3);
        Self {
            topology: compile(&net),
            artery,
            sinus,
            pool,
            bed,
            proximal,
        }
    }

    /// A simulation whose lane `l` is body number `first + l`.
    pub(crate) fn bodies<S: Scalar>(&self, first: usize) -> Simulation<S> {
        let mut sim = Simulation::<S>::new(self.topology.clone());
        let each = |f: &dyn Fn(f64) -> f64| S::from_lanes(|l| f((first + l) as f64));
        let bed = self.topology.edge_place(self.bed).expect("a conduit");
        sim.parameters.conduits.resistance[bed] = each(&|k| 2.0 / (1.0 + 0.2 * k));
        let sinus = self.topology.place(self.sinus);
        sim.parameters
            .tubes
            .set_unstressed_volume(sinus, each(&|k| 60.0 - 3.0 * k));
        let gate = self.topology.valve_index(self.proximal).expect("a valve");
        sim.parameters.valves.regurgitant[gate] =
            each(&|k| if k % 3.0 == 1.0 { 0.1 * k } else { 0.0 });
        sim.parameters.linear_compliance[0] = each(&|k| 40.0 + k);
        sim
    }

    /// Inputs of each body, with a heart rate and sudden squeezes of its own.
    pub(crate) fn drive<S: Scalar>(&self, sim: &mut Simulation<S>, first: usize, t: f64) {
        let each = |f: &dyn Fn(f64) -> f64| S::from_lanes(|l| f((first + l) as f64));
        let rate = |k: f64| 1.0 + 0.1 * k;
        sim.parameters.chambers.activation[0] = each(&|k| activation(rate(k) * t, 0.0));
        sim.parameters.chambers.activation[1] = each(&|k| activation(rate(k) * t, 0.75));
        sim.parameters.enclosure_pressure[0] = each(&|k| {
            let phase = (t * (0.5 + 0.07 * k)).fract();
            if phase < 0.2 + 0.02 * k {
                40.0 + 30.0 * k
            } else {
                0.0
            }
        });
    }
}
