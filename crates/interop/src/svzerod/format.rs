//! The lists of a file and the types of their blocks, for reader and writer.

use super::activation::Activation;
use super::model::{
    Chamber, ChamberLaw, Coronary, Exponential, Follower, Heart, Junction, Law, Model,
    OpenCoronary, Rcr, Resistance, Valve, VaryingResistance, Vessel,
};
use super::sphere::{Material, Sphere};
use super::table::Table;

/// Name of the closed loop's heart, and its type in the file.
pub(super) const HEART: &str = "CLH";
pub(super) const HEART_TYPE: &str = "ClosedLoopHeartAndPulmonary";
/// Junctions that the closed loop's heart brings with it.
pub(super) const HEART_INLET: &str = "J_heart_inlet";
pub(super) const HEART_OUTLET: &str = "J_heart_outlet";

/// A list of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Vessels,
    Couplings,
    Boundaries,
    Junctions,
    ClosedLoops,
    Valves,
    Chambers,
    /// No list: the junctions that the heart brings with it.
    Implied,
}

/// The keys of a list and of its blocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys {
    /// The list in the file.
    pub(super) list: &'static str,
    /// Name, type and parameters of a block.
    pub(super) block: [&'static str; 3],
    /// Further keys of a block.
    pub(super) others: &'static [&'static str],
    /// What messages call a type of the list.
    pub(super) what: &'static str,
}

impl List {
    /// The list that a block of a model stands in.
    pub(super) fn of(model: &Model, index: usize) -> Self {
        let block = &model.blocks[index];
        if model.driven.contains(&index) {
            return Self::Couplings;
        }
        match &block.law {
            Law::Vessel(_) | Law::Follower(_) => Self::Vessels,
            Law::Sphere(sphere) if sphere.among_vessels => Self::Vessels,
            Law::Flow(_)
            | Law::Pressure(_)
            | Law::Resistance(_)
            | Law::Rcr(..)
            | Law::LoopRcr(_)
            | Law::Coronary(_)
            | Law::LoopCoronary { .. } => Self::Boundaries,
            Law::Junction(_) => {
                let mut blocks = model.blocks.iter();
                let beats = blocks.any(|block| matches!(block.law, Law::Heart(_)));
                match block.name.as_str() {
                    HEART_INLET | HEART_OUTLET if beats => Self::Implied,
                    _ => Self::Junctions,
                }
            }
            Law::Heart(_) => Self::ClosedLoops,
            Law::Valve(_) => Self::Valves,
            Law::Chamber(_) | Law::Sphere(_) => Self::Chambers,
        }
    }

    pub(super) fn keys(self) -> Keys {
        let (list, block, others, what): (_, _, &[&str], _) = match self {
            Self::Vessels => (
                "vessels",
                [
                    "vessel_name",
                    "zero_d_element_type",
                    "zero_d_element_values",
                ],
                &["vessel_id", "vessel_length", "boundary_conditions"],
                "type of vessel",
            ),
            Self::Couplings => (
                "external_solver_coupling_blocks",
                ["name", "type", "values"],
                &["location", "connected_block", "periodic"],
                "type of coupling",
            ),
            Self::Boundaries => (
                "boundary_conditions",
                ["bc_name", "bc_type", "bc_values"],
                &[],
                "type of boundary condition",
            ),
            Self::Junctions | Self::Implied => (
                "junctions",
                ["junction_name", "junction_type", "junction_values"],
                &[
                    "inlet_vessels",
                    "outlet_vessels",
                    "inlet_blocks",
                    "outlet_blocks",
                ],
                "type of junction",
            ),
            Self::ClosedLoops => (
                "closed_loop_blocks",
                ["name", "closed_loop_type", "parameters"],
                &["cardiac_cycle_period", "outlet_blocks"],
                "type of closed loop",
            ),
            Self::Valves => ("valves", ["name", "type", "params"], &[], "type of valve"),
            Self::Chambers => (
                "chambers",
                ["name", "type", "values"],
                &["activation_function", "material"],
                "type of chamber",
            ),
        };
        Keys {
            list,
            block,
            others,
            what,
        }
    }

    /// The types of the list with a blank law of each.
    pub(super) fn types(self) -> Vec<(&'static str, Law)> {
        let laws = match self {
            Self::Vessels => vec![
                Law::Vessel(Vessel::default()),
                Law::Vessel(Vessel {
                    capacity_first: true,
                    ..Vessel::default()
                }),
                Law::Follower(Follower::default()),
                Law::Sphere(Sphere {
                    among_vessels: true,
                    activation: DOUBLE_TANH,
                    ..Sphere::default()
                }),
            ],
            Self::Couplings => vec![Law::Flow(Table::default()), Law::Pressure(Table::default())],
            Self::Boundaries => vec![
                Law::Flow(Table::default()),
                Law::Pressure(Table::default()),
                Law::Resistance(Resistance::default()),
                Law::Rcr(Rcr::default(), 0.0),
                Law::LoopRcr(Rcr::default()),
                Law::Coronary(OpenCoronary::default()),
                Law::Coronary(OpenCoronary {
                    varying: Some(VaryingResistance::default()),
                    ..OpenCoronary::default()
                }),
                Law::LoopCoronary {
                    vessels: Coronary::default(),
                    left: true,
                },
                Law::LoopCoronary {
                    vessels: Coronary::default(),
                    left: false,
                },
            ],
            Self::Junctions | Self::Implied => vec![
                Law::Junction(Junction::Plain),
                Law::Junction(Junction::Resistive(Vec::new())),
                Law::Junction(Junction::Vessels(Vec::new())),
            ],
            Self::ClosedLoops => vec![Law::Heart(Box::new(heart()))],
            Self::Valves => vec![
                Law::Valve(Valve::default()),
                Law::Valve(Valve {
                    steepness: f64::INFINITY,
                    ..Valve::default()
                }),
            ],
            Self::Chambers => vec![
                Law::Chamber(Chamber {
                    listed: true,
                    ..Chamber::default()
                }),
                Law::Chamber(Chamber::default()),
                Law::Chamber(Chamber {
                    law: ChamberLaw::Exponential(Exponential::default()),
                    ..Chamber::default()
                }),
                Law::Sphere(Sphere::default()),
            ],
        };
        let mut types: Vec<(&str, Law)> =
            laws.into_iter().map(|law| (name_of(&law), law)).collect();
        if self == Self::Junctions {
            types.push(("internal_junction", Law::Junction(Junction::Plain)));
        }
        types
    }
}

fn heart() -> Heart {
    let atrium = ChamberLaw::Exponential(Exponential::default());
    let ventricle = ChamberLaw::default();
    let wave = Activation::WrappingCosine {
        length_share: 0.0,
        end_divisor: 0.0,
    };
    Heart {
        chambers: [atrium, ventricle, atrium, ventricle],
        activations: [wave, Activation::RawFourier],
        resistances: [0.0; 4],
        inertances: [0.0; 4],
        lung_resistance: 0.0,
        lung_capacity: 0.0,
        aorta_capacity: 0.0,
        muscle_shares: [0.0; 2],
    }
}

/// The name of a block's type in the file.
pub(super) fn name_of(law: &Law) -> &'static str {
    match law {
        Law::Vessel(vessel) if vessel.capacity_first => "BloodVesselCRL",
        Law::Vessel(_) => "BloodVessel",
        Law::Follower(_) => "BloodVesselRC",
        Law::Sphere(_) => "ChamberSphere",
        Law::Flow(_) => "FLOW",
        Law::Pressure(_) => "PRESSURE",
        Law::Resistance(_) => "RESISTANCE",
        Law::Rcr(..) => "RCR",
        Law::LoopRcr(_) => "ClosedLoopRCR",
        Law::Coronary(bed) if bed.varying.is_none() => "CORONARY",
        Law::Coronary(_) => "CORONARY_VAR_RES",
        Law::LoopCoronary { left: true, .. } => "ClosedLoopCoronaryLeft",
        Law::LoopCoronary { .. } => "ClosedLoopCoronaryRight",
        Law::Junction(Junction::Plain) => "NORMAL_JUNCTION",
        Law::Junction(Junction::Resistive(_)) => "resistive_junction",
        Law::Junction(Junction::Vessels(_)) => "BloodVesselJunction",
        Law::Heart(_) => HEART_TYPE,
        Law::Valve(valve) if valve.steepness.is_finite() => "ValveTanh",
        Law::Valve(_) => "PiecewiseValve",
        Law::Chamber(chamber) => match chamber.law {
            ChamberLaw::Linear(_) if chamber.listed => "LinearElastanceChamber",
            ChamberLaw::Linear(_) => "ChamberElastanceInductor",
            ChamberLaw::Exponential(_) => "ChamberElastanceInductorExponential",
        },
    }
}

/// The materials of a sphere with a blank one of each.
pub(super) fn materials() -> Vec<(&'static str, Material)> {
    [
        Material::MooneyRivlin { w1: 0.0, w2: 0.0 },
        Material::Exponential { c: [0.0; 4] },
    ]
    .map(|material| (name_of_material(&material), material))
    .to_vec()
}

/// The name of a material in the file.
pub(super) fn name_of_material(material: &Material) -> &'static str {
    match material {
        Material::MooneyRivlin { .. } => "mooney_rivlin",
        Material::Exponential { .. } => "exponential",
    }
}

const DOUBLE_TANH: Activation = Activation::DoubleTanh {
    systole_s: 0.0,
    diastole_s: 0.0,
    steepness_s: 0.0,
};

/// The activation functions with a blank one of each.
pub(super) fn activations() -> Vec<(&'static str, Activation)> {
    let all = [
        Activation::HalfCosine {
            t_active_s: 0.0,
            t_twitch_s: 0.0,
        },
        Activation::PiecewiseCosine {
            contract_start_s: 0.0,
            relax_start_s: 0.0,
            contract_duration_s: 0.0,
            relax_duration_s: 0.0,
        },
        Activation::TwoHill {
            t_shift_s: 0.0,
            tau_1_s: 0.0,
            tau_2_s: 0.0,
            m1: 0.0,
            m2: 0.0,
            scale: 1.0,
        },
        DOUBLE_TANH,
        Activation::WrappingCosine {
            length_share: 0.0,
            end_divisor: 0.0,
        },
        Activation::RawFourier,
    ];
    all.map(|activation| (name_of_activation(&activation), activation))
        .to_vec()
}

/// The name of an activation function in the file.
pub(super) fn name_of_activation(activation: &Activation) -> &'static str {
    match activation {
        Activation::HalfCosine { .. } => "half_cosine",
        Activation::PiecewiseCosine { .. } => "piecewise_cosine",
        Activation::TwoHill { .. } => "two_hill",
        Activation::DoubleTanh { .. } => "double_tanh",
        Activation::WrappingCosine { .. } => "wrapping_cosine",
        Activation::Fourier { .. } | Activation::RawFourier => "fourier",
    }
}
