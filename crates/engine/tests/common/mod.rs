//! Shared by the tests: short constructors, a driver, orders of convergence.
// Every test file uses a part of it.
#![allow(dead_code)]

pub(crate) mod leg;

use secondheart_engine::law::{Chamber, Conduit, PericardialSac, Tube, Valve};
use secondheart_engine::{
    EdgeLaw, EnclosureLaw, MMHG_PER_DYN_PER_CM2, Network, Scalar, Simulation, Topology, Wall,
};
use std::sync::Arc;

/// ρ of blood, mmHg·s²/cm² (1.06 g/cm³).
pub(crate) const DENSITY: f64 = 1.06 * MMHG_PER_DYN_PER_CM2;

pub(crate) fn compile(network: &Network) -> Arc<Topology> {
    Arc::new(network.compile().expect("the network is sound"))
}

pub(crate) fn simulate(network: &Network) -> Simulation<f64> {
    Simulation::new(compile(network))
}

/// A simulation with a [tight](tighten) tolerance of the iteration.
pub(crate) fn simulate_tightly(network: &Network) -> Simulation<f64> {
    let mut sim = simulate(network);
    tighten(&mut sim);
    sim
}

/// Sets the tolerance of the iteration far below the error of the time formula.
pub(crate) fn tighten<S: Scalar>(sim: &mut Simulation<S>) {
    sim.tolerance.volume = 1e-10;
    sim.tolerance.flow_ml_per_s = 1e-9;
    sim.tolerance.valve_cm_per_s = 1e-9;
    sim.tolerance.flow_relative = 1e-10;
    sim.tolerance.iterations = 60;
}

/// Steps until `until_s`; `inputs` sets the inputs for the end of each step.
pub(crate) fn run<S: Scalar>(
    sim: &mut Simulation<S>,
    step_s: f64,
    until_s: f64,
    mut inputs: impl FnMut(&mut Simulation<S>, f64),
) {
    loop {
        let h = sim.plan(step_s, until_s);
        if h == 0.0 {
            break;
        }
        let end = sim.state.time_s + h;
        inputs(sim, end);
        sim.step(h).expect("the step has a solution");
    }
}

/// Leaves all inputs as they are.
pub(crate) fn still<S: Scalar>(_: &mut Simulation<S>, _: f64) {}

pub(crate) fn linear(compliance: f64, unstressed: f64) -> Wall {
    Wall::Linear {
        compliance_ml_per_mmhg: compliance,
        unstressed_volume_ml: unstressed,
    }
}

pub(crate) fn reservoir(pressure: f64) -> Wall {
    Wall::Prescribed {
        pressure_mmhg: pressure,
    }
}

pub(crate) fn vein(unstressed: f64, compliance: f64) -> Tube {
    Tube::with_compliance(unstressed, compliance, 8.0, 60.0, 12.0)
}

pub(crate) fn resistor(resistance: f64) -> EdgeLaw {
    EdgeLaw::Conduit(Conduit::resistor(resistance))
}

pub(crate) fn conduit(resistance: f64, inertance: f64, quadratic: f64, share: f64) -> EdgeLaw {
    EdgeLaw::Conduit(Conduit {
        resistance_mmhg_s_per_ml: resistance,
        inertance_mmhg_s2_per_ml: inertance,
        quadratic_loss_mmhg_s2_per_ml2: quadratic,
        calibre_share_from: share,
        calibre_share_to: share,
    })
}

pub(crate) fn ventricle() -> Chamber {
    Chamber {
        end_systolic_elastance_mmhg_per_ml: 2.5,
        end_systolic_intercept_ml: 10.0,
        passive_pressure_mmhg: 1.5,
        passive_exponent_per_ml: 0.02,
        passive_intercept_ml: 20.0,
    }
}

pub(crate) fn pericardium() -> EnclosureLaw {
    EnclosureLaw::Sac(PericardialSac {
        pressure_scale_mmhg: 1.0,
        volume_offset_ml: 200.0,
        volume_scale_ml: 40.0,
    })
}

/// A valve as in a leg's deep vein.
pub(crate) fn venous_valve() -> Valve {
    Valve {
        resistance_mmhg_s_per_ml: 0.05,
        inertance_mmhg_s2_per_ml: 0.01,
        calibre_share_from: 0.0,
        calibre_share_to: 0.0,
        area_cm2: 0.5,
        lumen_area_cm2: f64::INFINITY,
        length_cm: 1.0,
        opening_rate_per_mmhg_s: 20.0,
        closing_rate_per_mmhg_s: 20.0,
        count: 1.0,
        mouth_count: 0.0,
        regurgitant_fraction: 0.0,
        opening_limit: 1.0,
        density_mmhg_s2_per_cm2: DENSITY,
    }
}

/// A valve as at the outlet of the left ventricle.
pub(crate) fn heart_valve() -> Valve {
    Valve {
        resistance_mmhg_s_per_ml: 0.005,
        inertance_mmhg_s2_per_ml: 0.0005,
        area_cm2: 4.0,
        ..venous_valve()
    }
}

/// A smooth periodic activation, 0..1, of period 1 s.
pub(crate) fn activation(time_s: f64, delay_s: f64) -> f64 {
    let phase = (std::f64::consts::PI * (time_s - delay_s)).sin();
    let lift = phase * phase;
    lift * lift
}

/// Orders of convergence between successive halvings of the step.
pub(crate) fn orders(errors: &[f64]) -> Vec<f64> {
    errors.windows(2).map(|e| (e[0] / e[1]).log2()).collect()
}

/// Asserts that the last measured order is at least `least`, and prints what was measured.
pub(crate) fn assert_order(what: &str, errors: &[f64], least: f64) {
    let measured = orders(errors);
    let listed: Vec<String> = errors.iter().map(|e| format!("{e:.2e}")).collect();
    eprintln!("{what}: errors {}, orders {measured:.2?}", listed.join(" "));
    let last = *measured.last().expect("two errors at least");
    assert!(
        last >= least,
        "{what}: order {last:.3} below {least} (errors {errors:?})"
    );
}

/// Asserts that the mean order over all halvings is at least `least`: for solutions with kinks,
/// which move the place of the largest error.
pub(crate) fn assert_overall_order(what: &str, errors: &[f64], least: f64) {
    let measured = orders(errors);
    let listed: Vec<String> = errors.iter().map(|e| format!("{e:.2e}")).collect();
    eprintln!("{what}: errors {}, orders {measured:.2?}", listed.join(" "));
    let mean = measured.iter().sum::<f64>() / measured.len() as f64;
    assert!(
        mean >= least,
        "{what}: mean order {mean:.3} below {least} (errors {errors:?})"
    );
}

pub(crate) fn assert_close(what: &str, found: f64, expected: f64, tolerance: f64) {
    let apart = (found - expected).abs();
    assert!(
        apart <= tolerance,
        "{what}: {found} against {expected}, {apart:e} apart"
    );
}
