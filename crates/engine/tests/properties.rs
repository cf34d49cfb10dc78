//! Properties of random networks: trees with loops, tubes, linear nodes, chambers, valves, and a
//! muscle that contracts and relaxes without a restart of the method.

mod common;

use common::*;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestRunner};
use secondheart_engine::law::valve::OVERLAP;
use secondheart_engine::law::{Conduit, Tube, Valve};
use secondheart_engine::{
    EdgeId, EdgeLaw, EnclosureId, EnclosureLaw, Invariants, Network, NodeId, Simulation, Wall,
};

/// [`NodeSketch::kind`] of a heart chamber.
const CHAMBER: u8 = 4;

#[derive(Debug, Clone)]
struct NodeSketch {
    /// 0 to 2 tube, 3 linear, 4 chamber, 5 rigid.
    kind: u8,
    parent: usize,
    unstressed_ml: f64,
    /// Compliance at 8 mmHg per unstressed volume, 1/mmHg.
    softness: f64,
    /// Volume at the start over the unstressed volume.
    fill: f64,
    stiffening_mmhg: f64,
    collapse_mmhg: f64,
    creep: f64,
    height_cm: f64,
    /// Weight with which the muscle presses.
    pressed: f64,
}

#[derive(Debug, Clone)]
struct EdgeSketch {
    valve: bool,
    reversed: bool,
    resistance: f64,
    inertance: f64,
    quadratic: f64,
    share: f64,
    area_cm2: f64,
    rate: f64,
    regurgitant: f64,
}

#[derive(Debug, Clone)]
struct Sketch {
    nodes: Vec<NodeSketch>,
    edges: Vec<EdgeSketch>,
    loops: Vec<(usize, usize, EdgeSketch)>,
    squeeze_mmhg: f64,
}

/// Log-uniform between two positive numbers.
fn spread(low: f64, high: f64) -> impl Strategy<Value = f64> {
    (low.ln()..high.ln()).prop_map(f64::exp)
}

fn node() -> impl Strategy<Value = NodeSketch> {
    (
        (
            0_u8..6,
            any::<prop::sample::Index>(),
            spread(1.0, 500.0),
            spread(0.002, 0.1),
        ),
        (0.5..1.6_f64, spread(20.0, 150.0), spread(3.0, 20.0)),
        (prop_oneof![Just(0.0), 0.1..0.6_f64], -60.0..60.0_f64),
        prop_oneof![Just(0.0), Just(1.0), 0.0..1.0_f64],
    )
        .prop_map(
            |((kind, parent, v0, softness), (fill, ph, kc), (creep, height), pressed)| NodeSketch {
                kind,
                parent: parent.index(1000),
                unstressed_ml: v0,
                softness,
                fill,
                stiffening_mmhg: ph,
                collapse_mmhg: kc,
                creep,
                height_cm: height,
                pressed,
            },
        )
}

fn edge() -> impl Strategy<Value = EdgeSketch> {
    (
        (any::<bool>(), any::<bool>(), spread(0.002, 20.0)),
        prop_oneof![Just(0.0), spread(1e-4, 0.1)],
        prop_oneof![Just(0.0), spread(1e-6, 1e-2)],
        (0.0..0.5_f64, spread(0.02, 5.0), spread(1.0, 100.0)),
        prop_oneof![3 => Just(0.0), 1 => 0.0..1.0_f64],
    )
        .prop_map(
            |((valve, reversed, r), l, b, (share, area, rate), regurgitant)| EdgeSketch {
                valve,
                reversed,
                resistance: r,
                inertance: l,
                quadratic: b,
                share,
                area_cm2: area,
                rate,
                regurgitant,
            },
        )
}

fn sketch() -> impl Strategy<Value = Sketch> {
    (2_usize..14).prop_flat_map(|count| {
        (
            prop::collection::vec(node(), count),
            prop::collection::vec(edge(), count),
            prop::collection::vec(
                (
                    any::<prop::sample::Index>(),
                    any::<prop::sample::Index>(),
                    edge(),
                )
                    .prop_map(move |(a, b, e)| (a.index(count + 1), b.index(count + 1), e)),
                0..4,
            ),
            prop_oneof![Just(250.0), 0.0..250.0_f64],
        )
            .prop_map(|(nodes, edges, loops, squeeze_mmhg)| Sketch {
                nodes,
                edges,
                loops,
                squeeze_mmhg,
            })
    })
}

struct Built {
    net: Network,
    nodes: Vec<NodeId>,
    /// Edges with the sketches' indices of their ends.
    edges: Vec<(EdgeId, usize, usize)>,
    /// Competent valves.
    competent: Vec<EdgeId>,
    heights_cm: Vec<f64>,
    muscle: EnclosureId,
    /// One bath per node, if immersed.
    baths: Vec<EnclosureId>,
}

fn wall(n: &NodeSketch) -> (Wall, f64) {
    let compliance = n.softness * n.unstressed_ml;
    match n.kind {
        3 => (
            linear(compliance, n.unstressed_ml),
            n.unstressed_ml + 10.0 * compliance * n.fill,
        ),
        CHAMBER => (Wall::Chamber(ventricle()), 100.0 + 40.0 * n.fill),
        5 => (Wall::Rigid, 0.0),
        _ => {
            let tube = Tube {
                creep_fraction: n.creep,
                creep_time_s: 2.0,
                ..Tube::with_compliance(
                    n.unstressed_ml,
                    compliance,
                    8.0,
                    n.stiffening_mmhg,
                    n.collapse_mmhg,
                )
            };
            (Wall::Tube(tube), n.unstressed_ml * n.fill)
        }
    }
}

fn law(e: &EdgeSketch) -> EdgeLaw {
    if e.valve {
        EdgeLaw::Valve(Valve {
            resistance_mmhg_s_per_ml: e.resistance,
            inertance_mmhg_s2_per_ml: e.inertance,
            calibre_share_from: e.share,
            calibre_share_to: 0.5 - e.share,
            area_cm2: e.area_cm2,
            lumen_area_cm2: 1.5 * e.area_cm2,
            opening_rate_per_mmhg_s: e.rate,
            closing_rate_per_mmhg_s: e.rate,
            regurgitant_fraction: e.regurgitant,
            ..venous_valve()
        })
    } else {
        EdgeLaw::Conduit(Conduit {
            resistance_mmhg_s_per_ml: e.resistance,
            inertance_mmhg_s2_per_ml: e.inertance,
            quadratic_loss_mmhg_s2_per_ml2: e.quadratic,
            calibre_share_from: e.share,
            calibre_share_to: 0.5 - e.share,
        })
    }
}

const CASES: u32 = 150;

/// Node 0 is a large soft pool; every other node hangs on an earlier one.
fn build(s: &Sketch, immersed: bool) -> Built {
    let mut net = Network::new();
    let muscle = net.add_enclosure("muscle", EnclosureLaw::Prescribed { pressure_mmhg: 0.0 });
    let mut nodes = vec![net.add_node("pool", linear(300.0, 1500.0), 4500.0)];
    let mut heights_cm = vec![0.0];
    for (i, n) in s.nodes.iter().enumerate() {
        let (wall, volume) = wall(n);
        let id = net.add_node(format!("node {i}"), wall, volume);
        if n.kind < 3 && n.pressed > 0.0 {
            net.enclose(id, muscle, n.pressed);
        }
        nodes.push(id);
        heights_cm.push(n.height_cm);
    }
    let mut edges = Vec::new();
    let mut competent = Vec::new();
    let mut add = |net: &mut Network, name: String, a: usize, b: usize, e: &EdgeSketch| {
        let (a, b) = if e.reversed { (b, a) } else { (a, b) };
        let id = net.add_edge(name, nodes[a], nodes[b], law(e));
        if e.valve && e.regurgitant == 0.0 {
            competent.push(id);
        }
        edges.push((id, a, b));
    };
    for (i, (n, e)) in s.nodes.iter().zip(&s.edges).enumerate() {
        add(
            &mut net,
            format!("branch {i}"),
            n.parent % (i + 1),
            i + 1,
            e,
        );
    }
    for (k, (a, b, e)) in s.loops.iter().enumerate() {
        if a != b {
            add(&mut net, format!("loop {k}"), *a, *b, e);
        }
    }
    let mut baths = Vec::new();
    if immersed {
        for (i, &id) in nodes.iter().enumerate() {
            let law = EnclosureLaw::Prescribed { pressure_mmhg: 0.0 };
            let bath = net.add_enclosure(format!("bath {i}"), law);
            net.enclose(id, bath, 1.0);
            baths.push(bath);
        }
    }
    Built {
        net,
        nodes,
        edges,
        competent,
        heights_cm,
        muscle,
        baths,
    }
}

fn weight_mmhg_per_cm() -> f64 {
    DENSITY * 980.665
}

fn start(b: &Built, gravity: f64) -> Simulation<f64> {
    let mut sim = simulate(&b.net);
    let weight = weight_mmhg_per_cm() * gravity;
    for &(edge, a, c) in &b.edges {
        let place = sim.topology().edge_place(edge).expect("a real edge");
        sim.parameters.head[place] = weight * (b.heights_cm[a] - b.heights_cm[c]);
    }
    for (i, &bath) in b.baths.iter().enumerate() {
        let k = sim.topology().enclosure_index(bath).expect("prescribed");
        sim.parameters.enclosure_pressure[k] = -weight * b.heights_cm[i];
    }
    sim
}

/// The muscle contracts at 0.3 s and relaxes at 0.6 s, each within one step; the hearts beat.
fn drive(sim: &mut Simulation<f64>, b: &Built, s: &Sketch, t: f64) {
    let k = sim
        .topology()
        .enclosure_index(b.muscle)
        .expect("prescribed");
    let squeezed = (0.3..0.6).contains(&t);
    sim.parameters.enclosure_pressure[k] = if squeezed { s.squeeze_mmhg } else { 0.0 };
    for (c, e) in sim.parameters.chambers.activation.iter_mut().enumerate() {
        *e = activation(t, 0.13 * c as f64);
    }
}

fn volumes(sim: &Simulation<f64>, b: &Built) -> Vec<f64> {
    b.nodes.iter().map(|&n| sim.volume(n)).collect()
}

/// The same networks in every run. They reach beyond the physiological: almost no friction,
/// chambers behind valves and columns of blood, starts far from balance. A few of their steps have
/// no solution and are divided ([`Invariants::divided_steps`]); the test asserts that these stay
/// rare. Not covered: other chamber laws, Starling resistors, elastic enclosures, steps beyond
/// 5 ms.
const SEEDS: [u64; 9] = [1, 2, 3, 5, 13, 15, 16, 17, 29];

/// Checks `cases` networks of every seed.
fn hold_for_all<T: std::fmt::Debug>(
    cases: u32,
    networks: impl Strategy<Value = T>,
    check: impl Fn(T) -> Result<(), TestCaseError>,
) {
    for seed in SEEDS {
        let config = ProptestConfig {
            cases,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(seed),
            ..ProptestConfig::default()
        };
        let outcome = TestRunner::new(config).run(&networks, &check);
        outcome.unwrap_or_else(|e| panic!("seed {seed}: {e}"));
    }
}

fn conserves_and_stays_positive(s: &Sketch) -> Result<(), TestCaseError> {
    let b = build(s, false);
    for h in [0.0005, 0.001, 0.002, 0.005] {
        let mut sim = start(&b, 1.0);
        let walled = sim.topology().chamber_places().end;
        while sim.state.time_s < 1.2 {
            let step = sim.plan(h, 1.2);
            if step == 0.0 {
                break;
            }
            let end = sim.state.time_s + step;
            drive(&mut sim, &b, s, end);
            let unsettled = sim.invariants.unsettled_steps;
            let taken = sim.step(step);
            prop_assert!(taken.is_ok(), "h = {h}: {taken:?}");
            let state = &sim.state;
            prop_assert!(state.volume[..walled].iter().all(|v| *v > 0.0));
            prop_assert!(
                state
                    .flow
                    .iter()
                    .chain(&state.pressure)
                    .all(|x| x.is_finite())
            );
            if sim.invariants.unsettled_steps > unsettled {
                continue;
            }
            for &valve in &b.competent {
                let shut = sim.opening(valve).expect("a valve") <= OVERLAP;
                let own = sim.topology().valve_index(valve).expect("a valve");
                let area = sim.parameters.valves.area[own];
                let allowed = sim.tolerance.valve_cm_per_s * area * 1.01;
                let flow = sim.flow(valve);
                prop_assert!(!shut || flow.abs() <= allowed, "h = {h}: {flow} mL/s");
            }
        }
        let drift = sim.volume_drift_relative(0);
        prop_assert!(drift.abs() < 1e-12, "h = {h}: {drift:e}");
        let i = sim.invariants;
        prop_assert!(
            i.unsettled_steps * 100.0 <= i.steps as f64 + 100.0,
            "h = {h}: {i:?}"
        );
        prop_assert!(i.divided_steps * 100.0 <= i.steps as f64, "h = {h}: {i:?}");
    }
    Ok(())
}

#[test]
fn random_networks_conserve_volume_and_keep_it_positive_at_any_step() {
    hold_for_all(CASES, sketch(), |s| conserves_and_stays_positive(&s));
}

fn continues_from_a_copy(s: &Sketch, at: u32) -> Result<(), TestCaseError> {
    let b = build(s, false);
    let mut sim = start(&b, 1.0);
    let mut copy = None;
    for k in 0..400 {
        if k == at {
            copy = Some(sim.clone());
        }
        for one in std::iter::once(&mut sim).chain(copy.as_mut()) {
            let step = one.plan(0.002, f64::INFINITY);
            let end = one.state.time_s + step;
            drive(one, &b, s, end);
            let taken = one.step(step);
            prop_assert!(taken.is_ok(), "{taken:?}");
        }
    }
    let copy = copy.expect("made on the way");
    for (a, b) in [
        (&sim.state.volume, &copy.state.volume),
        (&sim.state.flow, &copy.state.flow),
        (&sim.state.pressure, &copy.state.pressure),
        (&sim.state.opening, &copy.state.opening),
        (&sim.state.creep, &copy.state.creep),
    ] {
        let same = a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits());
        prop_assert!(same);
    }
    Ok(())
}

#[test]
fn a_copy_continues_bit_for_bit() {
    hold_for_all(CASES, (sketch(), 1_u32..300), |(s, at)| {
        continues_from_a_copy(&s, at)
    });
}

fn gravity_cancels_in_a_bath(s: &Sketch) -> Result<(), TestCaseError> {
    // A bath presses on every node with the weight of its column: gravity cancels. Rounding may
    // decide in which of the two a step is divided or stops iterating: such networks are left out.
    let (immersed, dry) = (build(s, true), build(s, false));
    let (mut wet, mut flat) = (start(&immersed, 1.0), start(&dry, 0.0));
    prop_assert!(flat.parameters.head.iter().all(|h| *h == 0.0));
    for sim in [&mut wet, &mut flat] {
        sim.tolerance.volume = 1e-4;
        sim.tolerance.flow_ml_per_s = 1e-4;
        sim.tolerance.valve_cm_per_s = 1e-4;
    }
    for _ in 0..150 {
        let step = wet.plan(0.002, f64::INFINITY);
        let end = wet.state.time_s + step;
        drive(&mut wet, &immersed, s, end);
        drive(&mut flat, &dry, s, end);
        prop_assert!(wet.step(step).is_ok() && flat.step(step).is_ok());
    }
    let outside_the_formula = |i: Invariants| i.divided_steps + i.unsettled_steps > 0.0;
    if outside_the_formula(wet.invariants) || outside_the_formula(flat.invariants) {
        return Ok(());
    }
    for (a, b) in volumes(&wet, &immersed).iter().zip(volumes(&flat, &dry)) {
        prop_assert!((a - b).abs() <= 2e-3 * (1.0 + b.abs()), "{a} against {b}");
    }
    Ok(())
}

#[test]
fn an_immersed_network_is_a_horizontal_one() {
    hold_for_all(CASES, sketch(), |s| gravity_cancels_in_a_bath(&s));
}
