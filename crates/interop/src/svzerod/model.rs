//! A model as its file describes it: blocks, connections, settings.
//!
//! Numbers keep the units of the file, which must be consistent.

use std::collections::BTreeMap;

use super::activation::Activation;
use super::sphere::Sphere;
use super::table::Table;

/// A model whose blocks and connections are checked: every index is valid.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Free description in the file, in any form; null if there is none.
    pub description: serde_json::Value,
    /// Cycles, points and output.
    pub settings: Settings,
    /// Length of a cardiac cycle.
    pub period_s: f64,
    /// Blocks in the order of svZeroDSolver.
    pub blocks: Vec<Block>,
    /// Connections in the order of svZeroDSolver.
    pub connections: Vec<Connection>,
    /// Indices of the blocks whose flow or pressure another program sets
    /// (`external_solver_coupling_blocks`).
    pub driven: Vec<usize>,
    /// Values at the start by the name of the quantity.
    pub initial: BTreeMap<String, f64>,
    /// Rates of change at the start by the name of the quantity.
    pub initial_rates: BTreeMap<String, f64>,
    /// Warnings for the user.
    pub warnings: Vec<String>,
}

/// What to compute and to write: the object `simulation_parameters`.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Number of cardiac cycles.
    pub cycles: u32,
    /// Time points in a cycle, both ends included.
    pub points_per_cycle: u32,
    /// Time to compute instead of a cycle, s, if another program drives this one.
    pub external_step_s: Option<f64>,
    /// Whether to start from a steady state.
    pub steady_initial: bool,
    /// Write rows by quantity, not by vessel.
    pub variable_based: bool,
    /// Write every n-th point.
    pub interval: u32,
    /// Write only means over time.
    pub mean_only: bool,
    /// Write rates of change, too.
    pub derivative: bool,
    /// Write all cycles, not only the last.
    pub all_cycles: bool,
    /// Relative change of the means from cycle to cycle at which to stop.
    pub cycle_to_cycle: Option<f64>,
    /// Controls of svZeroDSolver's time integration.
    pub stepping: Stepping,
}

/// Controls of svZeroDSolver's stepping. They are kept for files and have no effect here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stepping {
    /// Residual at which an iteration ends, in the units of the file.
    pub absolute_tolerance: f64,
    /// Largest number of iterations.
    pub most_iterations: u32,
    /// Spectral radius of the generalised-α method at infinite step, 0 to 1.
    pub rho_infty: f64,
}

impl Default for Stepping {
    /// The defaults of svZeroDSolver.
    fn default() -> Self {
        Self {
            absolute_tolerance: 1e-8,
            most_iterations: 30,
            rho_infty: 0.5,
        }
    }
}

impl Settings {
    /// A number of cycles with a number of points each, and the defaults of svZeroDSolver.
    pub fn of(cycles: u32, points_per_cycle: u32) -> Self {
        Self {
            cycles,
            points_per_cycle,
            external_step_s: None,
            steady_initial: true,
            variable_based: false,
            interval: 1,
            mean_only: false,
            derivative: false,
            all_cycles: false,
            cycle_to_cycle: None,
            stepping: Stepping::default(),
        }
    }
}

/// A block of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Name in the file, by which quantities and messages refer to the block.
    pub name: String,
    /// Its equations with their parameters.
    pub law: Law,
}

/// The connection between two blocks; flow from the first to the second is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connection {
    /// Index of the block upstream.
    pub from: usize,
    /// Index of the block downstream.
    pub to: usize,
}

/// The equations of a block.
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    /// `BloodVessel` and `BloodVesselCRL`.
    Vessel(Vessel),
    /// `BloodVesselRC`.
    Follower(Follower),
    /// `ChamberSphere`, among the vessels or among the chambers.
    Sphere(Sphere),
    /// `FLOW`.
    Flow(Table),
    /// `PRESSURE`.
    Pressure(Table),
    /// `RESISTANCE`.
    Resistance(Resistance),
    /// `RCR`.
    Rcr(Rcr, f64),
    /// `ClosedLoopRCR`.
    LoopRcr(Rcr),
    /// `CORONARY` and `CORONARY_VAR_RES`.
    Coronary(OpenCoronary),
    /// `ClosedLoopCoronaryLeft` and `ClosedLoopCoronaryRight`.
    LoopCoronary {
        /// Resistances and compliances of the bed.
        vessels: Coronary,
        /// Inside the muscle of the left ventricle, not the right.
        left: bool,
    },
    /// `NORMAL_JUNCTION`, `resistive_junction`, `BloodVesselJunction`.
    Junction(Junction),
    /// `ValveTanh`, `PiecewiseValve`.
    Valve(Valve),
    /// `LinearElastanceChamber`, `ChamberElastanceInductor`, `ChamberElastanceInductorExponential`.
    Chamber(Chamber),
    /// `ClosedLoopHeartAndPulmonary`.
    Heart(Box<Heart>),
}

/// A vessel: R, C, L and a stenosis.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Vessel {
    /// R, the viscous resistance.
    pub resistance: f64,
    /// C, the compliance of the wall; 0 for a rigid vessel.
    pub capacity: f64,
    /// L, the inertance of the blood.
    pub inertance: f64,
    /// S of the loss S |Q| Q.
    pub stenosis: f64,
    /// Whether C stands before R (`BloodVesselCRL`), not behind it.
    pub capacity_first: bool,
}

/// R and C whose pressures follow each other as if C were charged, but C stores no volume.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Follower {
    /// R, the viscous resistance.
    pub resistance: f64,
    /// C, which sets the time constant R C.
    pub capacity: f64,
}

/// A resistance to a constant pressure.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Resistance {
    /// R, the resistance to the distal pressure.
    pub resistance: f64,
    /// P_d, the distal pressure.
    pub distal: f64,
}

/// Proximal resistance, capacity, distal resistance.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rcr {
    /// R_p, between inlet and capacity.
    pub proximal: f64,
    /// C, the compliance between the resistances.
    pub capacity: f64,
    /// R_d, behind the capacity.
    pub distal: f64,
}

/// A coronary bed: R_a - C_a - R_am - C_im - R_v.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Coronary {
    /// R_a, resistance of the arteries.
    pub arterial: f64,
    /// C_a, compliance of the arteries, outside the muscle.
    pub arterial_capacity: f64,
    /// R_am, resistance of the microvessels of the arterial side.
    pub micro: f64,
    /// C_im, inside the muscle.
    pub muscle_capacity: f64,
    /// R_v, resistance of the veins.
    pub venous: f64,
}

/// A coronary bed between its inlet and a constant pressure, inside a muscle.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OpenCoronary {
    /// Resistances and compliances of the bed.
    pub vessels: Coronary,
    /// P_im, the pressure of the muscle around it.
    pub muscle: Table,
    /// P_v, the pressure behind the veins.
    pub venous: f64,
    /// R_am(t) if it varies.
    pub varying: Option<VaryingResistance>,
}

/// R_am(t) = (√R_min + (√R_max - √R_min) e(t))², e a rising and a falling half cosine.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct VaryingResistance {
    /// R_min, at rest.
    pub least: f64,
    /// R_max, at the crest of the wave.
    pub most: f64,
    /// T_vc of the rise.
    pub rise_s: f64,
    /// T_vr of the fall.
    pub fall_s: f64,
}

impl VaryingResistance {
    /// R_am at a time of a heart with cycles of `period_s`.
    pub fn at(&self, time_s: f64, period_s: f64) -> f64 {
        let t = time_s.rem_euclid(period_s);
        let wave = |share: f64| 0.5 * (1.0 - (std::f64::consts::PI * share).cos());
        let e = if t <= self.rise_s {
            wave(t / self.rise_s)
        } else if t <= self.rise_s + self.fall_s {
            1.0 - wave((t - self.rise_s) / self.fall_s)
        } else {
            0.0
        };
        let root = self.least.sqrt() + (self.most.sqrt() - self.least.sqrt()) * e;
        root * root
    }
}

/// A junction of vessels.
#[derive(Debug, Clone, PartialEq)]
pub enum Junction {
    /// One pressure for all.
    Plain,
    /// A resistance for every inlet, then for every outlet.
    Resistive(Vec<f64>),
    /// R, L and S for every outlet.
    Vessels(Vec<Vessel>),
}

/// A valve: a resistance that switches with the pressure difference.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Valve {
    /// R_min, resistance of the open valve.
    pub open: f64,
    /// R_max, resistance of the shut valve.
    pub shut: f64,
    /// k; infinite for a valve that switches at once.
    pub steepness: f64,
}

/// A chamber of the heart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chamber {
    /// The pressure by volume and activation.
    pub law: ChamberLaw,
    /// A(t), 0 at rest to 1 in full activation.
    pub activation: Activation,
    /// L at its outlet.
    pub inertance: f64,
    /// Whether it is a `LinearElastanceChamber`, which the table lists among the vessels.
    pub listed: bool,
}

/// Pressure of a chamber by volume and activation A.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ChamberLaw {
    /// Linear at every activation.
    Linear(Linear),
    /// Linear in full activation, exponential at rest.
    Exponential(Exponential),
}

/// `P = E (V - V_0)`: A takes E and V_0 from their values at rest to their values at full
/// activation.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Linear {
    /// Elastance E at rest.
    pub rest_elastance: f64,
    /// Part of E that full activation adds.
    pub active_elastance: f64,
    /// Volume V_0 of zero pressure at rest.
    pub rest_volume: f64,
    /// Volume V_0 of zero pressure in full activation.
    pub active_volume: f64,
}

/// `P = A E (V - V_0) + (1 - A) K_p (exp(K_v (V - V_0)) - 1)`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Exponential {
    /// E, the elastance in full activation.
    pub elastance: f64,
    /// K_p, the scale of the pressure at rest.
    pub passive_pressure: f64,
    /// K_v, the exponent of the volume, 1/volume.
    pub passive_exponent: f64,
    /// V_0, the volume of zero pressure.
    pub unstressed: f64,
}

impl Default for ChamberLaw {
    fn default() -> Self {
        Self::Linear(Linear::default())
    }
}

impl ChamberLaw {
    /// Pressure and slope dP/dV at a volume under an activation.
    pub fn at(&self, volume: f64, activation: f64) -> (f64, f64) {
        match *self {
            Self::Linear(law) => {
                let elastance = law.rest_elastance + law.active_elastance * activation;
                let change = (law.active_volume - law.rest_volume) * activation;
                let unstressed = law.rest_volume + change;
                (elastance * (volume - unstressed), elastance)
            }
            Self::Exponential(law) => {
                let stretch = volume - law.unstressed;
                let (active, rest) = (activation * law.elastance, 1.0 - activation);
                let growth = (law.passive_exponent * stretch).min(300.0).exp();
                let passive = law.passive_pressure * growth;
                (
                    active * stretch + rest * (passive - law.passive_pressure),
                    active + rest * law.passive_exponent * passive,
                )
            }
        }
    }
}

/// The closed loop's heart with its lung: RA, RV, a lung that stores no volume, LA, LV, aortic root.
#[derive(Debug, Clone, PartialEq)]
pub struct Heart {
    /// RA, RV, LA, LV: pressure by volume and activation.
    pub chambers: [ChamberLaw; 4],
    /// A(t) of atria and ventricles.
    pub activations: [Activation; 2],
    /// R of the tricuspid, pulmonary, mitral and aortic valve.
    pub resistances: [f64; 4],
    /// L of the same.
    pub inertances: [f64; 4],
    /// R_pd of the lung.
    pub lung_resistance: f64,
    /// C_p of the lung.
    pub lung_capacity: f64,
    /// C_pa of the aortic root.
    pub aorta_capacity: f64,
    /// Pressure around the coronaries as a share of the pressure in the left and the right ventricle.
    pub muscle_shares: [f64; 2],
}

impl Law {
    /// Names of the quantities inside a block, in the order of svZeroDSolver.
    pub fn inner_names(&self) -> &'static [&'static str] {
        match self {
            Self::Rcr(..) | Self::Junction(Junction::Resistive(_)) => &["pressure_c"],
            Self::LoopRcr(_) => &["P_c"],
            Self::Coronary(_) | Self::LoopCoronary { .. } => &["volume_im"],
            Self::Valve(valve) if valve.steepness.is_finite() => &["valve_status"],
            Self::Chamber(_) => &["Vc"],
            Self::Sphere(_) => &["radius", "velo", "stress", "tau", "volume"],
            Self::Heart(_) => &[
                "V_RA", "Q_RA", "P_RV", "V_RV", "Q_RV", "P_pul", "P_LA", "V_LA", "Q_LA", "P_LV",
                "V_LV", "Q_LV",
            ],
            _ => &[],
        }
    }
}

impl Model {
    /// Name of a connection, as `flow:` and `pressure:` have it.
    pub fn connection_name(&self, connection: &Connection) -> String {
        let name = |block: usize| self.blocks[block].name.as_str();
        format!("{}:{}", name(connection.from), name(connection.to))
    }

    /// Texts of the description: of an object those under keys that begin with `description` first.
    pub fn description_texts(&self) -> Vec<String> {
        let Some(members) = self.description.as_object() else {
            let text = self.description.as_str();
            return text.map(str::to_owned).into_iter().collect();
        };
        let texts = members
            .iter()
            .filter_map(|(key, value)| Some((key, value.as_str()?)));
        let mut texts: Vec<(&String, &str)> = texts.collect();
        texts.sort_by_key(|(key, _)| !key.starts_with("description"));
        texts.into_iter().map(|(_, text)| text.to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_description_proper_comes_first_in_whatever_form() {
        let texts = |description: &str| {
            let model = format!(
                r#"{{ "simulation_parameters": {{ "number_of_cardiac_cycles": 1,
                      "number_of_time_pts_per_cardiac_cycle": 2 }},
                    "boundary_conditions": [], "description": {description} }}"#
            );
            crate::svzerod::read("m.json", &model).map(|model| model.description_texts())
        };
        let expected = |texts: &[&str]| Ok(texts.iter().map(|t| (*t).to_owned()).collect());
        assert_eq!(texts(r#""a loop""#), expected(&["a loop"]));
        let object =
            r#"{ "circuit": "A -> B", "description of test case": "a loop", "list": ["x"] }"#;
        assert_eq!(texts(object), expected(&["a loop", "A -> B"]));
        assert_eq!(texts("null"), expected(&[]));
        assert_eq!(texts("[1, 2]"), expected(&[]));
    }
}
