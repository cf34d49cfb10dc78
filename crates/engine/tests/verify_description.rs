//! A network that cannot be simulated is refused by the name of the element at fault.

mod common;

use common::*;
use secondheart_engine::law::{Chamber, Conduit, PericardialSac, StarlingResistor, Tube, Valve};
use secondheart_engine::{EdgeLaw, EnclosureLaw, Network, NetworkError, Wall};

/// Two linear nodes, `left` and `right`, joined by `law`.
fn pair(law: EdgeLaw) -> Network {
    let mut net = Network::new();
    let left = net.add_node("left", linear(1.0, 10.0), 12.0);
    let right = net.add_node("right", linear(1.0, 10.0), 12.0);
    net.add_edge("joint", left, right, law);
    net
}

fn error(net: &Network) -> NetworkError {
    net.compile().expect_err("the network must be refused")
}

/// A node of this wall and volume beside a sound one.
fn with_wall(wall: Wall, volume: f64) -> Network {
    let mut net = pair(resistor(1.0));
    let node = net.add_node("culprit", wall, volume);
    let other = net.add_node("other", linear(1.0, 1.0), 1.0);
    net.add_edge("second", node, other, resistor(1.0));
    net
}

fn assert_bad(net: &Network, name: &str, quantity_starts: &str) {
    let found = error(net);
    let text = found.to_string();
    match found {
        NetworkError::BadParameter {
            element, quantity, ..
        } => {
            assert_eq!(element, name, "{text}");
            assert!(quantity.starts_with(quantity_starts), "{text}");
            assert!(text.contains(name), "{text}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn bad_walls_are_named() {
    assert!(
        with_wall(Wall::Tube(vein(10.0, 1.0)), 12.0)
            .compile()
            .is_ok()
    );
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_bad(&with_wall(linear(bad, 1.0), 1.0), "culprit", "compliance");
        assert_bad(
            &with_wall(Wall::Tube(vein(10.0, 1.0)), bad),
            "culprit",
            "volume",
        );
        let tube = vein(10.0, 1.0);
        for (tube, quantity) in [
            (
                Tube {
                    unstressed_volume_ml: bad,
                    ..tube
                },
                "unstressed",
            ),
            (
                Tube {
                    distensible_volume_ml: bad,
                    ..tube
                },
                "distensible",
            ),
            (
                Tube {
                    stiffening_pressure_mmhg: bad,
                    ..tube
                },
                "stiffening",
            ),
            (
                Tube {
                    collapse_pressure_mmhg: bad,
                    ..tube
                },
                "collapse",
            ),
            (
                Tube {
                    creep_time_s: bad,
                    ..tube
                },
                "creep time",
            ),
        ] {
            assert_bad(&with_wall(Wall::Tube(tube), 12.0), "culprit", quantity);
        }
        assert_bad(
            &with_wall(Wall::Chamber(ventricle()), bad),
            "culprit",
            "volume",
        );
        let chamber = ventricle();
        for (chamber, quantity) in [
            (
                Chamber {
                    end_systolic_elastance_mmhg_per_ml: bad,
                    ..chamber
                },
                "end-systolic",
            ),
            (
                Chamber {
                    passive_pressure_mmhg: bad,
                    ..chamber
                },
                "passive pressure",
            ),
            (
                Chamber {
                    passive_exponent_per_ml: bad,
                    ..chamber
                },
                "passive exponent",
            ),
        ] {
            assert_bad(
                &with_wall(Wall::Chamber(chamber), 12.0),
                "culprit",
                quantity,
            );
        }
    }
    let crept = Tube {
        creep_fraction: -0.1,
        ..vein(10.0, 1.0)
    };
    assert_bad(
        &with_wall(Wall::Tube(crept), 12.0),
        "culprit",
        "creep fraction",
    );
    assert_bad(&with_wall(reservoir(f64::NAN), 0.0), "culprit", "pressure");
}

#[test]
fn bad_edges_are_named() {
    // An infinite resistance occludes the segment; a quadratic loss beside it has no meaning.
    assert!(
        pair(conduit(f64::INFINITY, 0.0, 0.0, 0.0))
            .compile()
            .is_ok()
    );
    assert_bad(
        &pair(conduit(f64::INFINITY, 0.0, 1.0, 0.0)),
        "joint",
        "resistance",
    );
    for bad in [-1.0, f64::NAN] {
        assert_bad(&pair(conduit(bad, 0.0, 0.0, 0.0)), "joint", "resistance");
    }
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        for (law, quantity) in [
            (conduit(1.0, bad, 0.0, 0.0), "inertance"),
            (conduit(1.0, 0.0, bad, 0.0), "quadratic"),
            (conduit(1.0, 0.0, 0.0, bad), "calibre share"),
        ] {
            assert_bad(&pair(law), "joint", quantity);
        }
        let valve = venous_valve();
        for (valve, quantity) in [
            (
                Valve {
                    area_cm2: bad,
                    ..valve
                },
                "valve area",
            ),
            (
                Valve {
                    length_cm: bad,
                    ..valve
                },
                "effective length",
            ),
            (
                Valve {
                    opening_rate_per_mmhg_s: bad,
                    ..valve
                },
                "opening rate",
            ),
            (
                Valve {
                    closing_rate_per_mmhg_s: bad,
                    ..valve
                },
                "closing rate",
            ),
            (
                Valve {
                    count: bad,
                    ..valve
                },
                "number of valves",
            ),
            (
                Valve {
                    mouth_count: if bad > 0.0 { 2.0 } else { bad },
                    ..valve
                },
                "number of valves at a mouth",
            ),
            (
                Valve {
                    regurgitant_fraction: bad,
                    ..valve
                },
                "regurgitant",
            ),
            (
                Valve {
                    opening_limit: bad,
                    ..valve
                },
                "opening limit",
            ),
            (
                Valve {
                    calibre_share_to: bad,
                    ..valve
                },
                "calibre share",
            ),
        ] {
            assert_bad(&pair(EdgeLaw::Valve(valve)), "joint", quantity);
        }
        let fall = |r, p| {
            EdgeLaw::Starling(StarlingResistor {
                resistance_mmhg_s_per_ml: r,
                critical_pressure_mmhg: p,
            })
        };
        assert_bad(&pair(fall(bad, 0.0)), "joint", "resistance");
    }
    assert_bad(
        &pair(EdgeLaw::Conduit(Conduit::default())),
        "joint",
        "resistance",
    );
    assert_bad(
        &pair(conduit(1.0, 0.0, 0.0, 0.6)),
        "joint",
        "sum of calibre shares",
    );
    let nan = EdgeLaw::Prescribed {
        flow_ml_per_s: f64::NAN,
    };
    assert_bad(&pair(nan), "joint", "flow");
    for lumen_area_cm2 in [0.4, -1.0, f64::NAN] {
        let valve = Valve {
            lumen_area_cm2,
            ..venous_valve()
        };
        assert_bad(&pair(EdgeLaw::Valve(valve)), "joint", "lumen");
    }
    let narrow = Valve {
        regurgitant_fraction: 0.5,
        opening_limit: 0.4,
        ..venous_valve()
    };
    assert_bad(&pair(EdgeLaw::Valve(narrow)), "joint", "opening limit");
}

#[test]
fn bad_enclosures_and_weights_are_named() {
    let with = |law, weight| {
        let mut net = pair(resistor(1.0));
        let node = net.add_node("culprit", linear(1.0, 1.0), 1.0);
        let other = net.add_node("other", linear(1.0, 1.0), 1.0);
        net.add_edge("second", node, other, resistor(1.0));
        let bag = net.add_enclosure("bag", law);
        net.enclose(node, bag, weight);
        net
    };
    let sac = PericardialSac {
        pressure_scale_mmhg: 1.0,
        volume_offset_ml: 0.0,
        volume_scale_ml: 10.0,
    };
    assert!(with(EnclosureLaw::Sac(sac), 1.0).compile().is_ok());
    for bad in [0.0, -1.0, f64::NAN] {
        let scale = PericardialSac {
            pressure_scale_mmhg: bad,
            ..sac
        };
        assert_bad(
            &with(EnclosureLaw::Sac(scale), 1.0),
            "bag",
            "pressure scale",
        );
        let span = PericardialSac {
            volume_scale_ml: bad,
            ..sac
        };
        assert_bad(&with(EnclosureLaw::Sac(span), 1.0), "bag", "volume scale");
    }
    let prescribed = |pressure_mmhg| EnclosureLaw::Prescribed { pressure_mmhg };
    assert_bad(&with(prescribed(f64::NAN), 1.0), "bag", "pressure");
    assert_bad(&with(prescribed(1.0), f64::NAN), "culprit", "weight");
    let partial = error(&with(EnclosureLaw::Sac(sac), 0.5));
    assert_eq!(
        partial,
        NetworkError::PartialSacMember {
            node: "culprit".into(),
            enclosure: "bag".into(),
            weight: 0.5
        }
    );
}

#[test]
fn duplicate_names_are_named() {
    let mut net = pair(resistor(1.0));
    net.add_node("left", linear(1.0, 1.0), 1.0);
    assert_eq!(
        error(&net),
        NetworkError::DuplicateName {
            kind: "node",
            name: "left".into()
        }
    );
    let mut net = pair(resistor(1.0));
    let third = net.add_node("third", linear(1.0, 1.0), 1.0);
    let fourth = net.add_node("fourth", linear(1.0, 1.0), 1.0);
    net.add_edge("joint", third, fourth, resistor(1.0));
    assert_eq!(
        error(&net),
        NetworkError::DuplicateName {
            kind: "edge",
            name: "joint".into()
        }
    );
    let mut net = pair(resistor(1.0));
    net.add_enclosure("bag", pericardium());
    net.add_enclosure("bag", pericardium());
    assert_eq!(
        error(&net),
        NetworkError::DuplicateName {
            kind: "enclosure",
            name: "bag".into()
        }
    );
}

#[test]
fn unconnected_floating_and_looping_parts_are_named() {
    let mut net = pair(resistor(1.0));
    net.add_node("alone", linear(1.0, 1.0), 1.0);
    assert_eq!(
        error(&net),
        NetworkError::Unconnected {
            node: "alone".into()
        }
    );

    let mut net = pair(resistor(1.0));
    let a = net.add_node("afloat", Wall::Rigid, 0.0);
    let b = net.add_node("adrift", Wall::Rigid, 0.0);
    net.add_edge("raft", a, b, resistor(1.0));
    assert_eq!(
        error(&net),
        NetworkError::Floating {
            node: "afloat".into()
        }
    );

    let mut net = pair(resistor(1.0));
    let node = net.add_node("snake", linear(1.0, 1.0), 1.0);
    net.add_edge("bite", node, node, resistor(1.0));
    assert_eq!(
        error(&net),
        NetworkError::Loop {
            edge: "bite".into()
        }
    );
}

#[test]
fn ideal_connections_that_cannot_merge_are_named() {
    let tubes = |law| {
        let mut net = pair(resistor(1.0));
        let a = net.add_node("first", Wall::Tube(vein(10.0, 1.0)), 12.0);
        let b = net.add_node("second", Wall::Tube(vein(10.0, 1.0)), 12.0);
        let c = net.add_node("third", linear(1.0, 1.0), 1.0);
        net.add_edge("weld", a, b, law);
        net.add_edge("way", b, c, resistor(1.0));
        net
    };
    assert!(tubes(resistor(1.0)).compile().is_ok());
    assert_eq!(
        error(&tubes(EdgeLaw::Ideal)),
        NetworkError::CannotMerge {
            first: "first".into(),
            second: "second".into()
        }
    );
}

#[test]
fn a_store_takes_only_prescribed_flows() {
    let mut net = pair(resistor(1.0));
    let tissue = net.add_node("tissue", Wall::Store, 0.0);
    let node = net.add_node("vessel", linear(1.0, 1.0), 1.0);
    net.add_edge("leak", node, tissue, resistor(1.0));
    assert_eq!(
        error(&net),
        NetworkError::StoreNeedsPrescribedFlow {
            edge: "leak".into(),
            node: "tissue".into()
        }
    );
}

#[test]
fn a_store_or_a_reservoir_inside_a_sac_is_not_pressed_and_not_counted() {
    let build = |enclosed: bool| {
        let mut net = Network::new();
        let heart = net.add_node("heart", Wall::Chamber(ventricle()), 250.0);
        let lake = net.add_node("lake", reservoir(8.0), 5000.0);
        let tissue = net.add_node("tissue", Wall::Store, 900.0);
        net.add_edge("vein", lake, heart, resistor(0.1));
        net.add_edge(
            "leak",
            heart,
            tissue,
            EdgeLaw::Prescribed { flow_ml_per_s: 0.5 },
        );
        let sac = net.add_enclosure("sac", pericardium());
        net.enclose(heart, sac, 1.0);
        if enclosed {
            net.enclose(lake, sac, 1.0);
            net.enclose(tissue, sac, 1.0);
        }
        let mut sim = simulate(&net);
        run(&mut sim, 0.005, 2.0, still);
        (
            sim.volume(heart),
            sim.pressure(heart),
            sim.external_pressure(heart),
        )
    };
    assert_eq!(build(true), build(false));
}

#[test]
fn a_failed_step_names_the_node_and_leaves_the_state() {
    let mut net = Network::new();
    let vessel = net.add_node("sucked", Wall::Tube(vein(10.0, 1.0)), 5.0);
    let tissue = net.add_node("tissue", Wall::Store, 0.0);
    let lake = net.add_node("lake", reservoir(0.0), 0.0);
    // Nothing comes back through the valve, whatever the suction.
    net.add_edge("outlet", vessel, lake, EdgeLaw::Valve(venous_valve()));
    net.add_edge(
        "suck",
        vessel,
        tissue,
        EdgeLaw::Prescribed { flow_ml_per_s: 0.0 },
    );
    let mut sim = simulate(&net);
    run(&mut sim, 0.005, 0.1, still);
    let before = sim.clone();
    sim.parameters.flow[0] = 1e6;
    let failure = sim.step(0.005).expect_err("more is drawn than there is");
    assert!(failure.to_string().contains("sucked"), "{failure}");
    sim.parameters.flow[0] = 0.0;
    let mut again = before.clone();
    for s in [&mut sim, &mut again] {
        s.step(0.005).expect("a solution");
    }
    assert_eq!(sim.state.volume, again.state.volume);
    assert_eq!(sim.state.pressure, again.state.pressure);
    assert_eq!(sim.state.flow, again.state.flow);
}
