//! A small valved network against an independent adaptive integrator.
//!
//! The equations of the laws' doc comments are written a second time, as an ordinary differential
//! equation in volumes, flows, valve openings and creep, and solved by the Dormand-Prince method
//! of order 8 of `differential-equations`.

mod common;

use common::*;
use differential_equations::prelude::*;
use secondheart_engine::law::{Chamber, Tube, Valve};
use secondheart_engine::{EdgeLaw, EnclosureLaw, Network, Simulation, Wall};

const OVERLAP: f64 = 0.01;
const BEND: f64 = 0.02;

/// reservoir - vein (creeps, muscle) - valve - vein above - valve - chamber - conduit - reservoir.
struct Circuit {
    lower: Tube,
    upper: Tube,
    chamber: Chamber,
    valves: [Valve; 2],
    feed: f64,
    outflow: [f64; 3],
    head: f64,
}

fn circuit() -> Circuit {
    // Slow leaflets that never quite shut keep the problem smooth enough for order 2 and 8.
    let valve = Valve {
        opening_rate_per_mmhg_s: 5.0,
        closing_rate_per_mmhg_s: 3.0,
        regurgitant_fraction: 0.03,
        resistance_mmhg_s_per_ml: 0.06,
        calibre_share_from: 0.5,
        calibre_share_to: 0.3,
        count: 1.5,
        mouth_count: 0.4,
        lumen_area_cm2: 1.2,
        opening_limit: 0.9,
        ..venous_valve()
    };
    Circuit {
        lower: Tube {
            creep_fraction: 0.3,
            creep_time_s: 0.7,
            ..vein(40.0, 1.2)
        },
        upper: vein(30.0, 0.9),
        chamber: Chamber {
            end_systolic_elastance_mmhg_per_ml: 0.8,
            ..ventricle()
        },
        valves: [
            valve,
            Valve {
                area_cm2: 1.2,
                count: 1.0,
                ..valve
            },
        ],
        feed: 0.5,
        outflow: [0.3, 0.02, 2e-4],
        head: -6.0,
    }
}

const START: [f64; 3] = [48.0, 36.0, 70.0];
const SUPPLY_MMHG: f64 = 15.0;
const DRAIN_MMHG: f64 = 9.0;

fn muscle(t: f64) -> f64 {
    45.0 * activation(t, 0.1)
}

fn heart(t: f64) -> f64 {
    activation(1.3 * t, 0.0)
}

/// p_tm and r of a vessel wall, from the doc comment of the law.
fn wall(t: &Tube, volume: f64, creep: f64) -> (f64, f64) {
    let y = (volume - t.unstressed_volume_ml - creep) / t.distensible_volume_ml;
    let r = 0.5 * (y + (y * y + BEND * BEND).sqrt());
    let alpha = volume / t.unstressed_volume_ml;
    let collapse = t.collapse_pressure_mmhg * (1.0 - alpha.powf(-0.25));
    (collapse + t.stiffening_pressure_mmhg * r / (1.0 - r), r)
}

fn narrowing(t: &Tube, volume: f64) -> f64 {
    (t.unstressed_volume_ml / volume).powi(2)
}

/// dQ/dt and dζ/dt of a valve.
fn valve_rates(v: &Valve, r: f64, difference: f64, flow: f64, zeta: f64) -> (f64, f64) {
    let per_valve = difference / v.count;
    let opening = if difference > 0.0 {
        v.opening_rate_per_mmhg_s * (1.0 - zeta) * per_valve
    } else {
        v.closing_rate_per_mmhg_s * zeta * per_valve
    };
    let g = (zeta - OVERLAP).max(0.0) / (1.0 - OVERLAP);
    let share = v.regurgitant_fraction + (v.opening_limit - v.regurgitant_fraction) * g;
    let area = v.area_cm2 * share;
    let rho = v.density_mmhg_s2_per_cm2;
    let inertance = v.inertance_mmhg_s2_per_ml + v.count * rho * v.length_cm / area;
    let recovered = 1.0 / area - 1.0 / v.lumen_area_cm2;
    let kinetic = rho / 2.0
        * ((v.count - v.mouth_count) * recovered * recovered + v.mouth_count / (area * area));
    (
        (difference - r * flow - kinetic * flow.abs() * flow) / inertance,
        opening,
    )
}

/// State: V lower, V upper, V chamber, Q and ζ of two valves, Q out, creep.
impl ODE<f64, [f64; 9]> for Circuit {
    fn diff(&self, t: f64, y: &[f64; 9], dydt: &mut [f64; 9]) {
        let [lower, upper, chamber, q1, z1, q2, z2, out, creep] = *y;
        let (wall_lower, stretch) = wall(&self.lower, lower, creep);
        let p_lower = wall_lower + muscle(t);
        let p_upper = wall(&self.upper, upper, 0.0).0 + 0.4 * muscle(t);
        let (c, e) = (&self.chamber, heart(t));
        let active = c.end_systolic_elastance_mmhg_per_ml * (chamber - c.end_systolic_intercept_ml);
        let exponent = c.passive_exponent_per_ml * (chamber - c.passive_intercept_ml);
        let passive = c.passive_pressure_mmhg * (exponent.exp() - 1.0);
        let suction = (0.05 / (c.passive_exponent_per_ml * chamber)).powi(2);
        let p_chamber = e * active + (1.0 - e) * passive - suction;
        let (n_lower, n_upper) = (narrowing(&self.lower, lower), narrowing(&self.upper, upper));
        let calibre = |v: &Valve, a: f64, b: f64| {
            let (ca, cb) = (v.calibre_share_from, v.calibre_share_to);
            v.resistance_mmhg_s_per_ml * (1.0 - ca - cb + ca * a + cb * b)
        };
        let [v1, v2] = &self.valves;
        let (dq1, dz1) = valve_rates(
            v1,
            calibre(v1, n_lower, n_upper),
            p_lower - p_upper + self.head,
            q1,
            z1,
        );
        let (dq2, dz2) = valve_rates(v2, calibre(v2, n_upper, 1.0), p_upper - p_chamber, q2, z2);
        let inflow = (SUPPLY_MMHG - p_lower) / self.feed;
        let [r, l, b] = self.outflow;
        let tube = &self.lower;
        let full = tube.creep_fraction * tube.distensible_volume_ml * stretch;
        *dydt = [
            inflow - q1,
            q1 - q2,
            q2 - out,
            dq1,
            dz1,
            dq2,
            dz2,
            (p_chamber - DRAIN_MMHG - r * out - b * out.abs() * out) / l,
            (full - creep) / tube.creep_time_s,
        ];
    }
}

const UNTIL_S: f64 = 4.0;
const SAMPLE_S: f64 = 0.02;

fn oracle(tolerance: f64) -> Vec<[f64; 9]> {
    let c = circuit();
    let start = [START[0], START[1], START[2], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let method = ExplicitRungeKutta::dop853()
        .rtol(tolerance)
        .atol(tolerance)
        .h_max(0.0002)
        .max_steps(10_000_000);
    let solution = IVP::ode(&c, 0.0, UNTIL_S, start)
        .even(SAMPLE_S)
        .method(method)
        .solve()
        .unwrap_or_else(|e| panic!("the oracle failed: {e:?}"));
    solution.iter().map(|(_, y)| *y).collect()
}

fn engine(h: f64, tight: bool) -> (Vec<[f64; 9]>, Simulation<f64>) {
    let c = circuit();
    let mut net = Network::new();
    let supply = net.add_node("supply", reservoir(SUPPLY_MMHG), 0.0);
    let lower = net.add_node("lower", Wall::Tube(c.lower), START[0]);
    let upper = net.add_node("upper", Wall::Tube(c.upper), START[1]);
    let chamber = net.add_node("chamber", Wall::Chamber(c.chamber), START[2]);
    let drain = net.add_node("drain", reservoir(DRAIN_MMHG), 0.0);
    net.add_edge("feed", supply, lower, resistor(c.feed));
    let first = net.add_edge("first", lower, upper, EdgeLaw::Valve(c.valves[0]));
    let second = net.add_edge("second", upper, chamber, EdgeLaw::Valve(c.valves[1]));
    let [r, l, b] = c.outflow;
    let out = net.add_edge("out", chamber, drain, conduit(r, l, b, 0.0));
    let calf = net.add_enclosure("muscle", EnclosureLaw::Prescribed { pressure_mmhg: 0.0 });
    net.enclose(lower, calf, 1.0);
    net.enclose(upper, calf, 0.4);
    let mut sim = simulate(&net);
    if tight {
        tighten(&mut sim);
    }
    let place = sim.topology().edge_place(first).expect("a valve");
    sim.parameters.head[place] = c.head;
    let mut history = Vec::new();
    let samples = (UNTIL_S / SAMPLE_S).round() as u32;
    for k in 0..=samples {
        run(&mut sim, h, SAMPLE_S * f64::from(k), |sim, t| {
            sim.parameters.enclosure_pressure[0] = muscle(t);
            sim.parameters.chambers.activation[0] = heart(t);
        });
        history.push([
            sim.volume(lower),
            sim.volume(upper),
            sim.volume(chamber),
            sim.flow(first),
            sim.opening(first).expect("a valve"),
            sim.flow(second),
            sim.opening(second).expect("a valve"),
            sim.flow(out),
            sim.state.creep[0],
        ]);
    }
    (history, sim)
}

fn apart(a: &[[f64; 9]], b: &[[f64; 9]]) -> [f64; 9] {
    assert_eq!(a.len(), b.len());
    let mut worst = [0.0_f64; 9];
    for (a, b) in a.iter().zip(b) {
        for i in 0..9 {
            worst[i] = worst[i].max((a[i] - b[i]).abs());
        }
    }
    worst
}

#[test]
fn engine_and_oracle_agree_better_with_the_square_of_the_step() {
    let reference = oracle(1e-11);
    let doubt = apart(&oracle(1e-9), &reference);
    assert!(
        doubt.iter().all(|d| *d < 1e-5),
        "the oracle disagrees with itself: {doubt:?}"
    );
    let swing = reference.iter().map(|y| y[4]).fold(0.0, f64::max);
    assert!(swing > 0.5, "the valves work: {swing}");
    let steps = [0.004, 0.002, 0.001, 0.0005, 0.00025];
    let errors = steps.map(|h| apart(&engine(h, true).0, &reference));
    let names = [
        "V lower (mL)",
        "V upper (mL)",
        "V chamber (mL)",
        "Q first (mL/s)",
        "ζ first",
        "Q second (mL/s)",
        "ζ second",
        "Q out (mL/s)",
        "creep (mL)",
    ];
    for (i, name) in names.iter().enumerate() {
        assert_overall_order(name, &errors.map(|e| e[i]), 1.8);
    }
    let finest = errors[4];
    assert!(
        finest[0] < 1e-3 && finest[1] < 1e-3 && finest[2] < 1e-3,
        "{finest:?}"
    );
}

#[test]
fn the_default_tolerance_is_as_close_to_the_oracle_as_the_step_allows() {
    let reference = oracle(1e-11);
    for h in [0.004, 0.002, 0.001] {
        let (history, sim) = engine(h, false);
        let (loose, tight) = (
            apart(&history, &reference),
            apart(&engine(h, true).0, &reference),
        );
        let i = sim.invariants;
        eprintln!(
            "h = {h}: {} of {} steps iterated",
            i.iterated_steps, i.steps
        );
        for (k, (loose, tight)) in loose.iter().zip(tight).enumerate() {
            assert!(
                *loose < 1.5 * tight + 0.02,
                "h = {h}, state {k}: {loose:e} for {tight:e}"
            );
        }
    }
}
