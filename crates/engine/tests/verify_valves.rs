//! Valves: opening, closure, timing, dissipation, incompetence and stenosis.

mod common;

use common::*;
use secondheart_engine::law::Valve;
use secondheart_engine::{
    EdgeId, EdgeLaw, EnclosureLaw, MMHG_PER_DYN_PER_CM2, Network, Simulation,
};

/// Two reservoirs with a valve between; pressure 0 is upstream, 1 downstream.
fn between_reservoirs(valve: Valve) -> (Simulation<f64>, EdgeId) {
    let mut net = Network::new();
    let up = net.add_node("up", reservoir(0.0), 0.0);
    let down = net.add_node("down", reservoir(0.0), 0.0);
    let gate = net.add_edge("gate", up, down, EdgeLaw::Valve(valve));
    (simulate(&net), gate)
}

/// Steady flow at a pressure difference, mL/s.
fn steady_flow(valve: Valve, difference_mmhg: f64) -> f64 {
    let (mut sim, gate) = between_reservoirs(valve);
    sim.parameters.prescribed_pressure[0] = difference_mmhg;
    run(&mut sim, 0.005, 20.0, still);
    sim.flow(gate)
}

#[test]
fn a_closed_competent_valve_passes_exactly_nothing_back() {
    for h in [0.0005, 0.001, 0.002, 0.005] {
        let (mut sim, gate) = between_reservoirs(venous_valve());
        sim.parameters.prescribed_pressure[0] = 10.0;
        run(&mut sim, h, 1.0, still);
        assert!(sim.flow(gate) > 10.0);
        sim.parameters.prescribed_pressure[0] = -300.0;
        sim.restart();
        run(&mut sim, h, 1.2, still);
        let opening = sim.opening(gate).expect("a valve");
        assert!(
            opening < 0.01,
            "shut 0.2 s after 300 mmHg came to bear: {opening}"
        );
        for k in 1..=200 {
            sim.parameters.prescribed_pressure[0] = -300.0 + 299.0 * f64::from(k % 5) / 5.0;
            sim.step(h).expect("a solution");
            assert_eq!(sim.flow(gate), 0.0, "h = {h}, step {k}");
        }
    }
}

#[test]
fn a_valve_opens_with_forward_pressure_at_its_rate() {
    // Constant Δp: ζ = 1 - exp(-K_vo Δp t / n).
    let valve = Valve {
        count: 2.0,
        ..venous_valve()
    };
    let steps = [0.004, 0.002, 0.001, 0.0005];
    let errors = steps.map(|h| {
        let (mut sim, gate) = between_reservoirs(valve);
        sim.parameters.prescribed_pressure[0] = 2.0;
        let mut worst: f64 = 0.0;
        run(&mut sim, h, 0.3, |sim, _| {
            let t = sim.state.time_s;
            let exact = 1.0 - (-20.0 * 2.0 / 2.0 * t).exp();
            worst = worst.max((sim.opening(gate).expect("a valve") - exact).abs());
        });
        worst
    });
    assert_order("opening", &errors, 1.9);
}

#[test]
fn steady_flow_through_an_open_valve_balances_friction_and_kinetic_loss() {
    for (count, limit) in [(1.0, 1.0), (3.0, 1.0), (1.0, 0.2)] {
        let valve = Valve {
            count,
            opening_limit: limit,
            ..venous_valve()
        };
        let q = steady_flow(valve, 4.0);
        let area = 0.5 * limit;
        let drop = 0.05 * q + count * DENSITY / (2.0 * area * area) * q * q;
        assert_close("pressure drop (mmHg)", drop, 4.0, 1e-6);
    }
}

#[test]
fn the_jet_of_an_open_valve_regains_what_borda_and_carnot_leave_it() {
    // Loss ρ/2 (v - v_l)² at each valve within the vessel, ρ/2 v² at a mouth.
    for (count, mouth_count, limit, lumen) in [
        (1.0, 0.0, 1.0, 0.8),
        (3.0, 1.0, 0.7, 0.8),
        (2.0, 2.0, 1.0, 0.8),
        (1.0, 0.0, 1.0, 0.5),
    ] {
        let valve = Valve {
            count,
            mouth_count,
            opening_limit: limit,
            lumen_area_cm2: lumen,
            ..venous_valve()
        };
        let q = steady_flow(valve, 4.0);
        let (v, v_lumen) = (q / (0.5 * limit), q / lumen);
        let lost = (count - mouth_count) * (v - v_lumen).powi(2) + mouth_count * v * v;
        let drop = 0.05 * q + DENSITY / 2.0 * lost;
        assert_close("pressure drop (mmHg)", drop, 4.0, 1e-6);
    }
}

#[test]
fn an_incompetent_valve_leaks_through_the_lumen_that_remains() {
    let leak = |fraction: f64| {
        let valve = Valve {
            regurgitant_fraction: fraction,
            ..venous_valve()
        };
        let (mut sim, gate) = between_reservoirs(valve);
        sim.parameters.prescribed_pressure[0] = -25.0;
        run(&mut sim, 0.005, 5.0, still);
        let q = sim.flow(gate);
        if fraction > 0.0 {
            let area = 0.5 * fraction;
            let drop = 0.05 * q - DENSITY / (2.0 * area * area) * q * q;
            assert_close("pressure drop (mmHg)", drop, -25.0, 1e-6);
        }
        q
    };
    assert_eq!(leak(0.0), 0.0);
    assert!(leak(0.05) < -0.5);
    assert!(leak(0.3) < leak(0.1) && leak(0.1) < leak(0.05));
}

/// A vein with a valve at either end, squeezed by a muscle; arterial feed, high reservoir above.
fn pump(regurgitant: f64, h: f64) -> (f64, Vec<(f64, f64)>) {
    let mut net = Network::new();
    let feed = net.add_node("feed", reservoir(12.0), 0.0);
    let vessel = net.add_node(
        "sinus",
        secondheart_engine::Wall::Tube(vein(40.0, 1.2)),
        52.0,
    );
    let above = net.add_node("above", reservoir(40.0), 0.0);
    let valve = Valve {
        regurgitant_fraction: regurgitant,
        ..venous_valve()
    };
    let inlet = net.add_edge("inlet", feed, vessel, EdgeLaw::Valve(valve));
    let outlet = net.add_edge("outlet", vessel, above, EdgeLaw::Valve(valve));
    let muscle = net.add_enclosure("muscle", EnclosureLaw::Prescribed { pressure_mmhg: 0.0 });
    net.enclose(vessel, muscle, 1.0);
    let mut sim = simulate(&net);
    let mut timing = Vec::new();
    run(&mut sim, h, 8.0, |sim, t| {
        sim.parameters.enclosure_pressure[0] = 60.0 * activation(t, 0.0);
        let open = |e| sim.opening(e).expect("a valve");
        timing.push((open(inlet), open(outlet)));
    });
    (sim.volume(above) / 8.0, timing)
}

#[test]
fn squeezed_veins_with_valves_pump_uphill_and_open_in_turn() {
    let (flow, timing) = pump(0.0, 0.002);
    assert!(flow > 5.0, "mean flow uphill {flow} mL/s");
    let (mut inlet_open, mut outlet_open, mut both) = (0, 0, 0);
    for &(inlet, outlet) in &timing[2000..] {
        inlet_open += usize::from(inlet > 0.5);
        outlet_open += usize::from(outlet > 0.5);
        both += usize::from(inlet > 0.5 && outlet > 0.5);
    }
    assert!(
        inlet_open > 100 && outlet_open > 100,
        "{inlet_open} {outlet_open}"
    );
    assert_eq!(both, 0, "never both open");
    let (lost, _) = pump(1.0, 0.002);
    assert!(lost < -5.0, "without leaflets blood runs downhill: {lost}");
    let (leaky, _) = pump(0.1, 0.002);
    assert!(leaky < flow);
}

#[test]
fn mean_flow_of_the_pump_hardly_depends_on_the_step() {
    let fine = pump(0.0, 0.000_25).0;
    for h in [0.001, 0.002, 0.005] {
        let flow = pump(0.0, h).0;
        assert_close(&format!("mean flow at {h} s"), flow, fine, 0.02 * fine);
    }
}

#[test]
fn valves_and_conduits_only_dissipate_energy() {
    // Reservoirs and muscle do work on the blood. Walls and moving blood store energy, whose
    // change over one period of the settled cycle is zero.
    let h = 0.000_25;
    let mut net = Network::new();
    let low = net.add_node("low", reservoir(12.0), 0.0);
    let vessel = net.add_node("sinus", linear(1.2, 40.0), 52.0);
    let high = net.add_node("high", reservoir(40.0), 0.0);
    let inlet = net.add_edge("inlet", low, vessel, EdgeLaw::Valve(venous_valve()));
    let outlet = net.add_edge("outlet", vessel, high, EdgeLaw::Valve(venous_valve()));
    let back = net.add_edge("back", high, low, conduit(3.0, 0.05, 1e-3, 0.0));
    let muscle = net.add_enclosure("muscle", EnclosureLaw::Prescribed { pressure_mmhg: 0.0 });
    net.enclose(vessel, muscle, 1.0);
    let mut sim = simulate_tightly(&net);
    // Work done on the blood, and energy stored in the wall and in the blood of the conduit and
    // of the valves' segments. The column between the leaflets is left out: a lower bound.
    let mut work = 0.0;
    let mut before = (0.0, 0.0, 0.0, sim.volume(vessel));
    let stored = |sim: &Simulation<f64>| {
        let stretch = sim.volume(vessel) - 40.0;
        let kinetic = |l: f64, q: f64| 0.5 * l * q * q;
        stretch * stretch / (2.0 * 1.2)
            + kinetic(0.05, sim.flow(back))
            + kinetic(0.01, sim.flow(inlet))
            + kinetic(0.01, sim.flow(outlet))
    };
    let start = stored(&sim);
    let mut least = f64::INFINITY;
    let mut period_start = (0.0, 0.0);
    for k in 1..=32_000 {
        let t = h * f64::from(k);
        let p = 60.0 * activation(t, 0.0);
        sim.parameters.enclosure_pressure[0] = p;
        sim.step(h).expect("a solution");
        let drawn = sim.flow(inlet) - sim.flow(back);
        let given = sim.flow(outlet) - sim.flow(back);
        let volume = sim.volume(vessel);
        // Trapezoidal: reservoirs p Q, muscle -p dV.
        work += 0.5 * h * (12.0 * (before.0 + drawn) - 40.0 * (before.1 + given))
            - 0.5 * (before.2 + p) * (volume - before.3);
        before = (drawn, given, p, volume);
        least = least.min(work - (stored(&sim) - start));
        if k == 28_000 {
            period_start = (work, stored(&sim));
        }
    }
    assert!(least > -0.05, "energy out of nothing: {least} mmHg·mL");
    let (spent, kept) = (work - period_start.0, stored(&sim) - period_start.1);
    let dissipated = spent - kept;
    assert!(
        dissipated > 100.0,
        "a period dissipates {dissipated} mmHg·mL"
    );
    assert!(
        kept.abs() < 0.05 * dissipated,
        "settled: {kept} against {dissipated}"
    );
}

#[test]
fn the_kinetic_pressure_has_its_physical_size() {
    // The 4 v² rule of echocardiography: 1 m/s through the lumen takes about 4 mmHg.
    let loss = 0.5 * 1.06 * MMHG_PER_DYN_PER_CM2 * 100.0 * 100.0;
    assert_close("ρ v²/2 at 1 m/s (mmHg)", loss, 4.0, 0.05);
    let valve = Valve {
        resistance_mmhg_s_per_ml: 0.0,
        ..heart_valve()
    };
    let (mut sim, gate) = between_reservoirs(valve);
    sim.parameters.prescribed_pressure[0] = loss;
    run(&mut sim, 0.005, 10.0, still);
    assert_close(
        "velocity (cm/s)",
        sim.flow(gate) / valve.area_cm2,
        100.0,
        1e-6,
    );
}
