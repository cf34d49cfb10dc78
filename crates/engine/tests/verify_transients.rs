//! The viscous wall and the full closure of a valve against independent integrations.
//!
//! Both are single equations, written a second time from the doc comments of the laws and
//! integrated by the classical Runge-Kutta method with steps far below those of the engine.

mod common;

use common::*;
use secondheart_engine::law::tube::BEND;
use secondheart_engine::law::{Tube, Valve};
use secondheart_engine::{EdgeLaw, Network, Wall};

/// One Runge-Kutta step of dy/dt = f(t, y).
fn runge_kutta(t: f64, y: f64, h: f64, f: impl Fn(f64, f64) -> f64) -> f64 {
    let a = f(t, y);
    let b = f(t + 0.5 * h, y + 0.5 * h * a);
    let c = f(t + 0.5 * h, y + 0.5 * h * b);
    let d = f(t + h, y + h * c);
    y + h * (a + 2.0 * b + 2.0 * c + d) / 6.0
}

/// p(V) and dp/dV of a wall.
fn wall(t: &Tube, volume: f64) -> (f64, f64) {
    let y = (volume - t.unstressed_volume_ml) / t.distensible_volume_ml;
    let q = (y * y + BEND * BEND).sqrt();
    let r = 0.5 * (y + q);
    let slope = 0.5 * (1.0 + y / q) / t.distensible_volume_ml;
    let alpha = volume / t.unstressed_volume_ml;
    let (kc, ph) = (t.collapse_pressure_mmhg, t.stiffening_pressure_mmhg);
    (
        kc * (1.0 - alpha.powf(-0.25)) + ph * r / (1.0 - r),
        0.25 * kc * alpha.powf(-1.25) / t.unstressed_volume_ml
            + ph * slope / ((1.0 - r) * (1.0 - r)),
    )
}

/// A tube behind a resistance R: dV/dt = (P(t) - p(V)) / (R + τ_v dp/dV).
#[test]
fn a_viscous_wall_follows_kelvin_and_voigt_with_second_order() {
    let (resistance, start) = (0.2, 66.0);
    let tube = Tube {
        viscous_time_s: 0.15,
        ..vein(60.0, 1.3)
    };
    let supply = |t: f64| 8.0 + 12.0 * activation(t, 0.1);
    let rate = |t: f64, v: f64| {
        let (p, slope) = wall(&tube, v);
        (supply(t) - p) / (resistance + tube.viscous_time_s * slope)
    };
    let samples = 60;
    let mut exact = Vec::new();
    let mut volume = start;
    for k in 0..samples * 500 {
        if k % 500 == 0 {
            exact.push(volume);
        }
        volume = runge_kutta(f64::from(k) * 1e-4, volume, 1e-4, rate);
    }
    let errors = [0.01, 0.005, 0.0025, 0.00125].map(|h| {
        let mut net = Network::new();
        let source = net.add_node("source", reservoir(0.0), 0.0);
        let vessel = net.add_node("vessel", Wall::Tube(tube), start);
        net.add_edge("neck", source, vessel, resistor(resistance));
        let mut sim = simulate_tightly(&net);
        let mut worst: f64 = 0.0;
        for (k, exact) in exact.iter().enumerate() {
            run(&mut sim, h, 0.05 * k as f64, |sim, t| {
                sim.parameters.prescribed_pressure[0] = supply(t);
            });
            worst = worst.max((sim.volume(vessel) - exact).abs());
        }
        worst
    });
    assert_order("volume (mL)", &errors, 1.8);
    assert!(errors[3] < 1e-3, "{errors:?}");
}

/// A competent valve under a pressure difference that reverses: some blood flows back, then the
/// valve stays shut. As the leaflets meet, Q tends to -2 l |dA/dt| and not to zero, and stops as
/// the valve shuts: the volume that has passed converges, the largest difference of flow does not.
#[test]
fn the_backflow_of_a_closing_valve_follows_its_equations() {
    const CLOSED: f64 = 0.01;
    let valve = Valve {
        closing_rate_per_mmhg_s: 8.0,
        ..venous_valve()
    };
    let difference = |t: f64| 4.0 * (std::f64::consts::PI * t / 0.3).cos();
    let drift = |t: f64, zeta: f64| {
        let d = difference(t);
        if d > 0.0 {
            valve.opening_rate_per_mmhg_s * (1.0 - zeta) * d
        } else {
            valve.closing_rate_per_mmhg_s * zeta * d
        }
    };
    let area = |zeta: f64| valve.area_cm2 * (zeta - CLOSED).max(0.0) / (1.0 - CLOSED);
    let rho = valve.density_mmhg_s2_per_cm2;
    let acceleration = |d: f64, a: f64, q: f64| {
        let inertance = valve.inertance_mmhg_s2_per_ml + rho * valve.length_cm / a;
        let loss = rho / (2.0 * a * a) * q.abs() * q;
        (d - valve.resistance_mmhg_s_per_ml * q - loss) / inertance
    };
    // The leaflets first, then the flow on the same grid, finer as the lumen vanishes.
    let (mut t, mut zeta, mut q, mut passed, mut back) = (0.0, 0.5, 0.0, 0.0, 0.0_f64);
    while area(zeta) > 1e-7 {
        let closing = -drift(t, zeta).min(0.0) * valve.area_cm2;
        let h = (0.02 * area(zeta) / (closing + 1e-30)).min(2e-5);
        let half = runge_kutta(t, zeta, 0.5 * h, drift);
        let next = runge_kutta(t, zeta, h, drift);
        let lumen = |at: f64| {
            let share = (at - t) / h;
            if share < 0.25 {
                area(zeta)
            } else if share < 0.75 {
                area(half)
            } else {
                area(next)
            }
        };
        let new = runge_kutta(t, q, h, |at, q| {
            acceleration(difference(at), lumen(at).max(1e-9), q)
        });
        passed += 0.5 * h * (q + new);
        back = back.min(new);
        (t, zeta, q) = (t + h, next, new);
    }
    let shut_s = t;
    assert!(
        back < -1.0 && shut_s < 0.45,
        "it lets blood back: {back} mL/s, {shut_s} s"
    );
    let errors = [0.004, 0.002, 0.001, 0.0005, 0.00025].map(|h| {
        let mut net = Network::new();
        let high = net.add_node("high", reservoir(0.0), 0.0);
        let low = net.add_node("low", reservoir(0.0), 0.0);
        let edge = net.add_edge("valve", high, low, EdgeLaw::Valve(valve));
        let mut sim = simulate_tightly(&net);
        sim.state.opening[0] = 0.5;
        let mut shut = f64::INFINITY;
        run(&mut sim, h, 0.44, |sim, t| {
            if sim.state.opening[0] <= CLOSED && sim.state.time_s > 0.1 {
                shut = shut.min(sim.state.time_s);
            }
            sim.parameters.prescribed_pressure[0] = difference(t);
        });
        assert_eq!(sim.flow(edge), 0.0, "shut");
        assert!(
            (shut - shut_s).abs() < 2.0 * h,
            "shuts at {shut}, not {shut_s} s"
        );
        (sim.volume(low) - passed).abs()
    });
    assert_overall_order("blood passed (mL)", &errors, 1.5);
    assert!(errors[4] < 2e-3 * passed.abs(), "{errors:?} of {passed}");
}
