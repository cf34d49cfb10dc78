//! Elastic bags: equilibrium in closed form, solved inside the step, shared and symmetric.

mod common;

use common::*;
use secondheart_engine::law::{Chamber, CommonWall, PericardialSac};
use secondheart_engine::{EdgeLaw, EnclosureId, EnclosureLaw, Network, NodeId, Simulation, Wall};

const SAC: PericardialSac = PericardialSac {
    pressure_scale_mmhg: 1.5,
    volume_offset_ml: 250.0,
    volume_scale_ml: 35.0,
};

fn passive(chamber: &Chamber, volume: f64) -> f64 {
    let suction = (0.05 / (chamber.passive_exponent_per_ml * volume)).powi(2);
    chamber.passive_pressure_mmhg
        * ((chamber.passive_exponent_per_ml * (volume - chamber.passive_intercept_ml)).exp() - 1.0)
        - suction
}

fn sac_pressure(content: f64) -> f64 {
    SAC.pressure_scale_mmhg * ((content - SAC.volume_offset_ml) / SAC.volume_scale_ml).exp()
}

/// Three different resting chambers in a ring inside the sac.
fn heart(volumes: [f64; 3]) -> (Network, [NodeId; 3], [Chamber; 3]) {
    let chambers = [0.010, 0.015, 0.025].map(|b| Chamber {
        passive_exponent_per_ml: b,
        ..ventricle()
    });
    let mut net = Network::new();
    let nodes = [0, 1, 2].map(|i| {
        net.add_node(
            format!("chamber {i}"),
            Wall::Chamber(chambers[i]),
            volumes[i],
        )
    });
    net.add_edge("01", nodes[0], nodes[1], resistor(0.05));
    net.add_edge("12", nodes[1], nodes[2], conduit(0.05, 0.001, 0.0, 0.0));
    net.add_edge("20", nodes[2], nodes[0], resistor(0.2));
    let sac = net.add_enclosure("sac", EnclosureLaw::Sac(SAC));
    for node in nodes {
        net.enclose(node, sac, 1.0);
    }
    (net, nodes, chambers)
}

fn settle(volumes: [f64; 3], h: f64) -> (Simulation<f64>, [NodeId; 3], [Chamber; 3]) {
    let (net, nodes, chambers) = heart(volumes);
    let mut sim = simulate(&net);
    run(&mut sim, h, 60.0, still);
    (sim, nodes, chambers)
}

#[test]
fn chambers_in_a_sac_settle_where_wall_and_sac_balance() {
    let (sim, nodes, chambers) = settle([200.0, 60.0, 90.0], 0.002);
    let outside = sac_pressure(350.0);
    for i in 0..3 {
        let inside = passive(&chambers[i], sim.volume(nodes[i])) + outside;
        assert_close("pressure by the laws", sim.pressure(nodes[i]), inside, 1e-9);
        assert_close(
            "same in all",
            sim.pressure(nodes[i]),
            sim.pressure(nodes[0]),
            1e-9,
        );
        assert_close("sac", sim.external_pressure(nodes[i]), outside, 1e-9);
    }
    // In closed form: equal transmural pressure means equal b (V - V_0). The collapse term shifts
    // this by some thousandths of a millilitre.
    let reach = (350.0 - 60.0) / (100.0 + 1.0 / 0.015 + 40.0);
    for (i, b) in [0.010, 0.015, 0.025].into_iter().enumerate() {
        assert_close("volume", sim.volume(nodes[i]), 20.0 + reach / b, 5e-3);
    }
}

#[test]
fn equilibrium_in_a_sac_does_not_depend_on_the_step_or_the_way_there() {
    let (reference, nodes, _) = settle([200.0, 60.0, 90.0], 0.001);
    for (volumes, h) in [([200.0, 60.0, 90.0], 0.005), ([50.0, 150.0, 150.0], 0.003)] {
        let (sim, _, _) = settle(volumes, h);
        for node in nodes {
            assert_close("volume", sim.volume(node), reference.volume(node), 1e-7);
        }
    }
}

#[test]
fn the_sac_answers_within_the_step() {
    // While the chambers fill fast, the sac's pressure follows from its content at the same time.
    let mut worst = [0.0_f64; 2];
    for (worst, h) in worst.iter_mut().zip([0.004, 0.002]) {
        let (mut net, nodes, _) = heart([110.0, 60.0, 90.0]);
        let lake = net.add_node("lake", reservoir(30.0), 0.0);
        net.add_edge("vein", lake, nodes[0], resistor(0.02));
        let mut sim = simulate(&net);
        run(&mut sim, h, 1.0, |sim, _| {
            if sim.state.time_s > 0.0 {
                let content: f64 = nodes.iter().map(|&n| sim.volume(n)).sum();
                let apart = sim.external_pressure(nodes[0]) - sac_pressure(content);
                *worst = worst.max(apart.abs());
            }
        });
        let filled: f64 = nodes.iter().map(|&n| sim.volume(n)).sum();
        assert!(filled > 300.0, "{filled}");
    }
    // A sac that lags by a step would be off by p' h, of first order and far larger.
    eprintln!(
        "sac against its law (mmHg): {:.2e} {:.2e}",
        worst[0], worst[1]
    );
    assert!(worst[0] < 0.02, "{worst:?}");
    assert!(worst[1] < worst[0] / 4.0, "{worst:?}");
}

#[test]
fn equal_chambers_in_a_sac_press_on_each_other_equally() {
    let run_one = |filled: usize| {
        let mut net = Network::new();
        let nodes = [0, 1].map(|i| net.add_node(format!("{i}"), Wall::Chamber(ventricle()), 100.0));
        let lakes = [0, 1].map(|i| net.add_node(format!("lake {i}"), reservoir(8.0), 0.0));
        for i in 0..2 {
            net.add_edge(format!("vein {i}"), lakes[i], nodes[i], resistor(0.1));
        }
        let sac = net.add_enclosure("sac", EnclosureLaw::Sac(SAC));
        net.enclose(nodes[0], sac, 1.0);
        net.enclose(nodes[1], sac, 1.0);
        let mut sim = simulate(&net);
        run(&mut sim, 0.002, 3.0, still);
        sim.parameters.prescribed_pressure[filled] = 25.0;
        sim.restart();
        run(&mut sim, 0.002, 3.1, still);
        (sim.volume(nodes[filled]), sim.volume(nodes[1 - filled]))
    };
    let (a, b) = (run_one(0), run_one(1));
    assert_close("the filled one", a.0, b.0, 1e-10);
    assert_close("its neighbour", a.1, b.1, 1e-10);
    assert!(a.1 < a.0 - 10.0, "filling one empties the other: {a:?}");
}

#[test]
fn a_node_in_two_sacs_bears_both() {
    let mut net = Network::new();
    let shared = net.add_node("shared", Wall::Chamber(ventricle()), 100.0);
    let other = net.add_node("other", Wall::Chamber(ventricle()), 90.0);
    net.add_edge("way", shared, other, resistor(0.1));
    let inner = net.add_enclosure("inner", EnclosureLaw::Sac(SAC));
    let wide = PericardialSac {
        volume_offset_ml: 100.0,
        volume_scale_ml: 60.0,
        ..SAC
    };
    let outer = net.add_enclosure("outer", EnclosureLaw::Sac(wide));
    net.enclose(shared, inner, 1.0);
    net.enclose(other, inner, 1.0);
    net.enclose(shared, outer, 1.0);
    let mut sim = simulate(&net);
    run(&mut sim, 0.002, 30.0, still);
    let v = sim.volume(shared);
    let both = sac_pressure(190.0) + 1.5 * ((v - 100.0) / 60.0).exp();
    assert_close("outside", sim.external_pressure(shared), both, 1e-9);
    let inside = passive(&ventricle(), v) + both;
    assert_close("inside", sim.pressure(shared), inside, 1e-9);
    assert_close("equal pressures", sim.pressure(other), inside, 1e-8);
}

/// Elastances of the left free wall, the right free wall and the septum of a contracted heart, mmHg/mL.
const LEFT: f64 = 2.6;
const RIGHT: f64 = 0.7;
const SEPTUM: f64 = 15.0;

/// Volumes of a contracted left and right ventricle with a common wall, mL, at equilibrium with two
/// reservoirs.
fn contracted(septum: f64, reservoirs_mmhg: [f64; 2]) -> [f64; 2] {
    let sum = LEFT + RIGHT + septum;
    let own = [LEFT * septum / sum, RIGHT * septum / sum];
    let mut net = Network::new();
    let wall = CommonWall {
        end_systolic_elastance_mmhg_per_ml: LEFT * RIGHT / sum,
        end_systolic_intercept_ml: 20.0,
        passive: SAC,
    };
    let wall = net.add_enclosure("common wall", EnclosureLaw::CommonWall(wall));
    let nodes = [0, 1].map(|i| {
        let chamber = Chamber {
            end_systolic_elastance_mmhg_per_ml: own[i],
            ..ventricle()
        };
        net.add_node(format!("{i}"), Wall::Chamber(chamber), 60.0)
    });
    for i in 0..2 {
        let lake = net.add_node(format!("lake {i}"), reservoir(reservoirs_mmhg[i]), 0.0);
        net.add_edge(format!("way {i}"), lake, nodes[i], resistor(0.1));
        net.enclose(nodes[i], wall, 1.0);
    }
    let mut sim = simulate(&net);
    run(&mut sim, 0.002, 20.0, |sim, _| {
        sim.parameters.chambers.activation.fill(1.0);
        sim.parameters.sacs.activation.fill(1.0);
    });
    for node in nodes {
        assert_eq!(sim.external_pressure(node), 0.0, "the wall is no outside");
    }
    nodes.map(|node| sim.volume(node))
}

#[test]
fn a_common_wall_shares_the_load_as_free_walls_and_a_septum_do() {
    let (left_mmhg, right_mmhg) = (120.0, 30.0);
    let [left, right] = contracted(SEPTUM, [left_mmhg, right_mmhg]);
    // The septum bulges by V_s under the difference of the pressures; each free wall bears its own.
    let bulge = (left_mmhg - right_mmhg) / SEPTUM;
    assert_close("left", left, 10.0 + left_mmhg / LEFT + bulge, 0.01);
    assert_close("right", right, 10.0 + right_mmhg / RIGHT - bulge, 0.01);
}

#[test]
fn ventricles_with_a_rigid_septum_are_independent_and_with_a_soft_one_help_each_other_equally() {
    let volumes = |septum, left, right| contracted(septum, [left, right]);
    let rigid = |left, right| volumes(1e9, left, right);
    assert_close("left", rigid(120.0, 30.0)[0], rigid(120.0, 60.0)[0], 1e-5);
    assert_close("right", rigid(120.0, 30.0)[1], rigid(90.0, 30.0)[1], 1e-5);
    // ∂V_l/∂p_r = ∂V_r/∂p_l by differences.
    let at = volumes(SEPTUM, 120.0, 30.0);
    let by_right = volumes(SEPTUM, 120.0, 31.0)[0] - at[0];
    let by_left = volumes(SEPTUM, 121.0, 30.0)[1] - at[1];
    assert_close("cross derivatives", by_right, by_left, 1e-6);
    assert_close("of the septum", by_right, -1.0 / SEPTUM, 1e-3);
}

/// A linear node (2 mL/mmHg, 10 mL unstressed) at a reservoir of 4 mmHg and a muscle at 10 mmHg.
fn beside_a_muscle() -> (Network, NodeId, EnclosureId) {
    let mut net = Network::new();
    let node = net.add_node("node", linear(2.0, 10.0), 30.0);
    let lake = net.add_node("lake", reservoir(4.0), 0.0);
    net.add_edge("way", node, lake, resistor(1.0));
    let muscle = net.add_enclosure(
        "muscle",
        EnclosureLaw::Prescribed {
            pressure_mmhg: 10.0,
        },
    );
    (net, node, muscle)
}

/// Pressure outside a node as it is read, and the volume at which the node comes to rest under it.
fn outside_and_volume(net: &Network, node: NodeId) -> (f64, f64) {
    let mut sim = simulate(net);
    run(&mut sim, 0.1, 200.0, still);
    (sim.external_pressure(node), sim.volume(node))
}

#[test]
fn merged_nodes_are_pressed_once() {
    let (mut net, node, muscle) = beside_a_muscle();
    let twin = net.add_node("twin", linear(2.0, 10.0), 30.0);
    net.add_edge("joint", node, twin, EdgeLaw::Ideal);
    net.enclose(node, muscle, 0.5);
    net.enclose(twin, muscle, 0.5);
    let (outside, volume) = outside_and_volume(&net, node);
    assert_eq!(outside, 5.0);
    assert_close("volume", volume, 20.0 + 4.0 * (4.0 - 5.0), 1e-9);
}

#[test]
fn the_weights_of_a_node_put_in_an_enclosure_twice_add() {
    let (mut net, node, muscle) = beside_a_muscle();
    net.enclose(node, muscle, 0.25);
    net.enclose(node, muscle, 0.5);
    let (outside, volume) = outside_and_volume(&net, node);
    assert_eq!(outside, 7.5);
    assert_close("volume", volume, 10.0 + 2.0 * (4.0 - 7.5), 1e-9);
}

#[test]
fn a_node_bears_the_sum_of_all_enclosures_around_it() {
    let (mut net, node, muscle) = beside_a_muscle();
    let other = net.add_node("other", linear(2.0, 10.0), 30.0);
    net.add_edge("between", node, other, resistor(1.0));
    let cuff = net.add_enclosure("cuff", EnclosureLaw::Prescribed { pressure_mmhg: 3.0 });
    net.enclose(other, cuff, 1.0);
    net.enclose(node, cuff, 0.5);
    net.enclose(other, muscle, 0.125);
    net.enclose(node, muscle, 0.25);
    assert_eq!(outside_and_volume(&net, node).0, 4.0);
    assert_eq!(outside_and_volume(&net, other).0, 4.25);
}

#[test]
fn pressure_around_a_single_node_presses_it_as_an_enclosure_of_its_own_does() {
    let wall = Wall::Linear {
        compliance_ml_per_mmhg: 2.0,
        unstressed_volume_ml: 50.0,
    };
    let network = |enclosed: bool| {
        let mut net = Network::new();
        let nodes = [0, 1].map(|i| net.add_node(format!("node {i}"), wall, 60.0));
        net.add_edge("between", nodes[0], nodes[1], resistor(1.0));
        if enclosed {
            let law = EnclosureLaw::Prescribed { pressure_mmhg: 8.0 };
            let bath = net.add_enclosure("bath", law);
            net.enclose(nodes[0], bath, 1.0);
        }
        (net, nodes)
    };
    let (net, nodes) = network(false);
    let mut alone = simulate(&net);
    let place = alone.topology().place(nodes[0]);
    alone.parameters.external_pressure[place] = 8.0;
    let mut bath = simulate(&network(true).0);
    for sim in [&mut alone, &mut bath] {
        run(sim, 0.01, 60.0, still);
    }
    for node in nodes {
        assert_eq!(alone.volume(node), bath.volume(node));
        assert_eq!(alone.external_pressure(node), bath.external_pressure(node));
    }
    // Both come to one pressure: 8 mmHg move 8 mL out of the pressed node.
    assert_close("pressed", alone.volume(nodes[0]), 52.0, 1e-9);
    assert_close("free", alone.volume(nodes[1]), 68.0, 1e-9);
}
