//! Parameters and inputs of all elements, as arrays in the order of the compiled network.

use crate::law::chamber::Chambers;
use crate::law::conduit::Conduits;
use crate::law::enclosure::Sacs;
use crate::law::follower::Followers;
use crate::law::gate::Gates;
use crate::law::starling::Starlings;
use crate::law::tube::Tubes;
use crate::law::valve::Valves;
use crate::law::{EdgeLaw, Wall};
use crate::scalar::Scalar;
use crate::topology::Topology;

/// The numbers of all elements: arrays by kind, in the order of the topology.
///
/// Quantities that change with time (activations, outside pressures, heads, prescribed flows) are
/// inputs. Before a step is taken they must hold their values for its **end**.
#[derive(Debug, Clone, Default)]
pub struct Parameters<S> {
    /// Vessel walls ([`Wall::Tube`]).
    pub tubes: Tubes<S>,
    /// Heart chambers ([`Wall::Chamber`]) with their activations.
    pub chambers: Chambers<S>,
    /// Compliance of the linear walls, mL/mmHg.
    pub linear_compliance: Vec<S>,
    /// Unstressed volume of the linear walls, mL.
    pub linear_unstressed: Vec<S>,
    /// Pressure of the prescribed nodes, mmHg (input).
    pub prescribed_pressure: Vec<S>,
    /// Vessel segments ([`EdgeLaw::Conduit`]).
    pub conduits: Conduits<S>,
    /// Segments with valves ([`EdgeLaw::Valve`]).
    pub valves: Valves<S>,
    /// Valves without cusps ([`EdgeLaw::Gate`]).
    pub gates: Gates<S>,
    /// Starling resistors ([`EdgeLaw::Starling`]) with their outside pressures.
    pub starlings: Starlings<S>,
    /// Resistances with a capacity at the inlet ([`EdgeLaw::Follower`]).
    pub followers: Followers<S>,
    /// Prescribed flows, mL/s (input).
    pub flow: Vec<S>,
    /// Hydrostatic head ρ g (z_a - z_b) of every edge, mmHg (input).
    pub head: Vec<S>,
    /// Pressure of the prescribed enclosures, mmHg (input).
    pub enclosure_pressure: Vec<S>,
    /// Pressure outside every node besides its enclosures, such as water around it, mmHg (input).
    pub external_pressure: Vec<S>,
    /// Weight of every prescribed enclosure on every node in it.
    pub press_weight: Vec<S>,
    /// Elastic enclosures ([`EnclosureLaw::Sac`](crate::EnclosureLaw::Sac)).
    pub sacs: Sacs<S>,
}

impl<S: Scalar> Parameters<S> {
    /// The parameters of the description, the same in every lane.
    pub(crate) fn of(topology: &Topology) -> Self {
        let mut parameters = Parameters::<S>::default();
        for wall in &topology.walls {
            match wall {
                Wall::Tube(t) => parameters.tubes.push(t),
                Wall::Chamber(c) => parameters.chambers.push(c),
                Wall::Linear {
                    compliance_ml_per_mmhg,
                    unstressed_volume_ml,
                } => {
                    parameters
                        .linear_compliance
                        .push(S::from_f64(*compliance_ml_per_mmhg));
                    parameters
                        .linear_unstressed
                        .push(S::from_f64(*unstressed_volume_ml));
                }
                Wall::Prescribed { pressure_mmhg } => {
                    parameters
                        .prescribed_pressure
                        .push(S::from_f64(*pressure_mmhg));
                }
                Wall::Rigid | Wall::Store => {}
            }
        }
        for law in &topology.laws {
            match law {
                EdgeLaw::Conduit(c) => parameters.conduits.push(c),
                EdgeLaw::Valve(v) => parameters.valves.push(v),
                EdgeLaw::Gate(g) => parameters.gates.push(g),
                EdgeLaw::Starling(r) => parameters.starlings.push(r),
                EdgeLaw::Follower(f) => parameters.followers.push(f),
                EdgeLaw::Prescribed { flow_ml_per_s } => {
                    parameters.flow.push(S::from_f64(*flow_ml_per_s));
                }
                EdgeLaw::Ideal => {}
            }
        }
        for sac in &topology.sacs {
            parameters.sacs.push(sac);
        }
        parameters.head = vec![S::zero(); topology.laws.len()];
        parameters.external_pressure = vec![S::zero(); topology.walls.len()];
        parameters.enclosure_pressure = topology
            .given_enclosures
            .iter()
            .map(|&p| S::from_f64(p))
            .collect();
        parameters.press_weight = topology
            .presses
            .iter()
            .map(|&(_, _, w)| S::from_f64(w))
            .collect();
        parameters
    }

    /// The parameters of several simulations of the same shape, a lane each.
    pub fn pack(lanes: &[Parameters<f64>]) -> Self {
        let mut packed = Self::default();
        macro_rules! pack {
            ($($($field:ident).+),* $(,)?) => {
                $( packed.$($field).+ = (0..lanes[0].$($field).+.len())
                    .map(|k| S::from_lanes(|i| lanes[i].$($field).+[k]))
                    .collect(); )*
            };
        }
        pack!(
            tubes.unstressed_volume,
            tubes.inverse_unstressed,
            tubes.distensible_volume,
            tubes.inverse_distensible,
            tubes.stiffening_pressure,
            tubes.collapse_pressure,
            tubes.creep_fraction,
            tubes.creep_rate,
            tubes.viscous_time,
            chambers.activation,
            chambers.elastance,
            chambers.intercept,
            chambers.passive_pressure,
            chambers.passive_exponent,
            chambers.passive_intercept,
            linear_compliance,
            linear_unstressed,
            prescribed_pressure,
            conduits.resistance,
            conduits.inertance,
            conduits.quadratic,
            conduits.calibre_from,
            conduits.calibre_to,
            valves.resistance,
            valves.inertance,
            valves.calibre_from,
            valves.calibre_to,
            valves.area,
            valves.mass,
            valves.kinetic,
            valves.mouth,
            valves.inverse_lumen,
            valves.opening_rate,
            valves.closing_rate,
            valves.regurgitant,
            valves.limit,
            valves.throat,
            gates.open,
            gates.shut,
            gates.steepness,
            gates.hard,
            gates.inertance,
            starlings.conductance,
            starlings.critical,
            followers.conductance,
            followers.capacity,
            flow,
            head,
            enclosure_pressure,
            external_pressure,
            press_weight,
            sacs.activation,
            sacs.elastance,
            sacs.intercept,
            sacs.pressure_scale,
            sacs.volume_offset,
            sacs.inverse_scale,
        );
        packed.conduits.lossy = lanes.iter().any(|lane| lane.conduits.lossy);
        packed
    }
}
