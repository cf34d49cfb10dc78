//! Every key of a file sets its own number of the model.
//!
//! Reader and writer share one list of keys, so that a round trip cannot tell two of them apart.

use secondheart_interop::svzerod::{
    self, Activation, Chamber, ChamberLaw, Coronary, Exponential, Follower, Heart, Junction, Law,
    Linear, Material, Model, OpenCoronary, Rcr, Resistance, Sphere, Table, Valve,
    VaryingResistance, Vessel,
};

const OPEN: &str = include_str!("../models/every_open.json");
const CLOSED: &str = include_str!("../models/every_closed.json");

fn law(model: &Model, name: &str) -> Law {
    let block = model.blocks.iter().find(|block| block.name == name);
    block.unwrap_or_else(|| panic!("{name}")).law.clone()
}

/// Asserts the laws of blocks by name.
fn check(text: &str, expected: Vec<(&str, Law)>) {
    let model = svzerod::read("model.json", text).unwrap();
    for (name, expected) in expected {
        assert_eq!(law(&model, name), expected, "{name}");
    }
}

#[test]
fn keys_of_vessels_and_junctions() {
    let last = Vessel {
        resistance: 0.2,
        capacity: 1.1,
        inertance: 1e-3,
        stenosis: 2e-5,
        capacity_first: true,
    };
    let follower = Follower {
        resistance: 0.1,
        capacity: 2.0,
    };
    let sphere = Sphere {
        density: 1e3,
        thickness: 0.01,
        radius: 0.05,
        material: Material::MooneyRivlin { w1: 1e4, w2: 40.0 },
        viscosity: 10.0,
        largest_stress: 1.85e5,
        activation_rate: 30.0,
        relaxation_rate: -30.0,
        activation: Activation::DoubleTanh {
            systole_s: 0.17,
            diastole_s: 0.484,
            steepness_s: 0.005,
        },
        among_vessels: true,
    };
    let among_chambers = Sphere {
        among_vessels: false,
        ..sphere
    };
    let exponential = Sphere {
        material: Material::Exponential {
            c: [100.0, 1.1, 50.0, 2.2],
        },
        activation: Activation::HalfCosine {
            t_active_s: 0.2,
            t_twitch_s: 0.3,
        },
        ..among_chambers
    };
    let to_outlet = |resistance, inertance| Vessel {
        resistance,
        inertance,
        ..Vessel::default()
    };
    let outlets = vec![
        to_outlet(0.1, 0.0),
        to_outlet(0.2, 1e-3),
        to_outlet(0.3, 0.0),
    ];
    let expected = vec![
        ("last", Law::Vessel(last)),
        ("follower", Law::Follower(follower)),
        ("sphere", Law::Sphere(sphere)),
        ("c5", Law::Sphere(among_chambers)),
        ("c6", Law::Sphere(exponential)),
        ("J1", Law::Junction(Junction::Vessels(outlets))),
        (
            "J2",
            Law::Junction(Junction::Resistive(vec![0.1, 0.2, 0.3])),
        ),
    ];
    check(OPEN, expected);
}

#[test]
fn keys_of_boundary_conditions() {
    let rcr = Rcr {
        proximal: 0.1,
        capacity: 1.2,
        distal: 0.9,
    };
    let bed = Resistance {
        resistance: 17.0,
        distal: 5.0,
    };
    let vessels = Coronary {
        arterial: 1.0,
        arterial_capacity: 0.01,
        micro: 2.0,
        muscle_capacity: 0.1,
        venous: 0.5,
    };
    let coronary = OpenCoronary {
        vessels,
        muscle: Table::cycle(0.9, vec![3.0, 3.0]),
        venous: 4.0,
        varying: None,
    };
    let varying = OpenCoronary {
        varying: Some(VaryingResistance {
            least: 2.0,
            most: 5.0,
            rise_s: 0.2,
            fall_s: 0.3,
        }),
        ..coronary.clone()
    };
    let expected = vec![
        ("rcr", Law::Rcr(rcr, 0.0)),
        ("bed", Law::Resistance(bed)),
        ("suction", Law::Pressure(Table::constant(-3.3))),
        ("coronary", Law::Coronary(coronary)),
        ("varying", Law::Coronary(varying)),
    ];
    check(OPEN, expected);
    let of_loop = |left| Law::LoopCoronary { vessels, left };
    let expected = vec![
        ("body", Law::LoopRcr(rcr)),
        ("left", of_loop(true)),
        ("right", of_loop(false)),
    ];
    check(CLOSED, expected);
    let model = svzerod::read("model.json", CLOSED).unwrap();
    let Law::Pressure(table) = law(&model, "to_head") else {
        panic!("a prescribed pressure");
    };
    assert_eq!(table.times_s(), [0.0, 0.5, 1.017]);
    assert_eq!(table.values(), [1.0, 2.0, 1.0]);
}

fn chamber(law: ChamberLaw, activation: Activation, inertance: f64, listed: bool) -> Law {
    Law::Chamber(Chamber {
        law,
        activation,
        inertance,
        listed,
    })
}

#[test]
fn keys_of_valves_and_chambers() {
    let valve = |steepness| {
        Law::Valve(Valve {
            open: 0.01,
            shut: 1e3,
            steepness,
        })
    };
    let linear = ChamberLaw::Linear(Linear {
        rest_elastance: 0.071,
        active_elastance: 2.31 - 0.071,
        rest_volume: 10.0,
        active_volume: 7.7,
    });
    let listed = ChamberLaw::Linear(Linear {
        rest_elastance: 0.071,
        active_elastance: 2.31,
        rest_volume: 10.0,
        active_volume: 10.0,
    });
    let exponential = ChamberLaw::Exponential(Exponential {
        elastance: 0.3,
        passive_pressure: 10.1,
        passive_exponent: 0.007,
        unstressed: 2.5,
    });
    let half_cosine = Activation::HalfCosine {
        t_active_s: 0.2,
        t_twitch_s: 0.3,
    };
    let wrapping = Activation::WrappingCosine {
        length_share: 0.4,
        end_divisor: 8.9,
    };
    let piecewise = Activation::PiecewiseCosine {
        contract_start_s: 0.1,
        relax_start_s: 0.2,
        contract_duration_s: 0.15,
        relax_duration_s: 0.3,
    };
    let two_hill = Activation::two_hill(0.9, [0.1, 0.2, 0.3, 1.3, 20.0]).unwrap();
    let expected = vec![
        ("v0", valve(100.3)),
        ("v1", valve(f64::INFINITY)),
        ("c0", chamber(linear, half_cosine, 1e-4, false)),
        ("c1", chamber(exponential, wrapping, 3e-4, false)),
        ("c2", chamber(listed, piecewise, 0.0, true)),
        ("c3", chamber(listed, two_hill, 0.0, true)),
        ("c4", chamber(linear, Activation::fourier(), 1e-4, false)),
    ];
    check(OPEN, expected);
}

#[test]
fn keys_of_the_heart() {
    let keys = "Tsa tpwave Erv_s Elv_s iml imr Lra_v Rra_v Lrv_a Rrv_a Lla_v Rla_v Llv_a Rlv_ao \
                Vrv_u Vlv_u Rpd Cp Cpa Kxp_ra Kxv_ra Kxp_la Kxv_la Emax_ra Emax_la Vaso_ra Vaso_la";
    // The file numbers them in this order.
    let value = |key: &str| {
        let n = keys.split_whitespace().position(|k| k == key).unwrap();
        0.1 + n as f64 / 7.0
    };
    let atrium = |side: &str| {
        ChamberLaw::Exponential(Exponential {
            elastance: value(&format!("Emax_{side}")),
            passive_pressure: value(&format!("Kxp_{side}")),
            passive_exponent: value(&format!("Kxv_{side}")),
            unstressed: value(&format!("Vaso_{side}")),
        })
    };
    let ventricle = |side: &str| {
        let volume = value(&format!("V{side}_u"));
        ChamberLaw::Linear(Linear {
            rest_elastance: 0.0,
            active_elastance: value(&format!("E{side}_s")),
            rest_volume: volume,
            active_volume: volume,
        })
    };
    let heart = Heart {
        chambers: [atrium("ra"), ventricle("rv"), atrium("la"), ventricle("lv")],
        activations: [
            Activation::WrappingCosine {
                length_share: value("Tsa"),
                end_divisor: value("tpwave"),
            },
            Activation::RawFourier,
        ],
        resistances: ["Rra_v", "Rrv_a", "Rla_v", "Rlv_ao"].map(value),
        inertances: ["Lra_v", "Lrv_a", "Lla_v", "Llv_a"].map(value),
        lung_resistance: value("Rpd"),
        lung_capacity: value("Cp"),
        aorta_capacity: value("Cpa"),
        muscle_shares: ["iml", "imr"].map(value),
    };
    check(CLOSED, vec![("CLH", Law::Heart(Box::new(heart)))]);
}
