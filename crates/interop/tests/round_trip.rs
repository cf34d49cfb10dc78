//! What is written is read as the same model: every type of block, every way to connect, every
//! setting.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::PathBuf;

use secondheart_interop::svzerod::{self, Model};
use serde_json::{Value, json};

fn read(name: &str, text: &str) -> Model {
    svzerod::read(name, text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Writes a model and reads it again; what nobody reads is not written, and not warned of again.
fn check(name: &str, text: &str) -> (Model, String) {
    let mut first = read(name, text);
    let written = svzerod::write(&first);
    let second = read("written", &written);
    first.warnings.retain(|w| !w.contains("has no use for"));
    for (a, b) in first.connections.iter().zip(&second.connections) {
        assert_eq!(
            first.connection_name(a),
            second.connection_name(b),
            "{name}"
        );
    }
    assert_eq!(first, second, "{name}:\n{written}");
    assert_eq!(written, svzerod::write(&second), "{name}");
    (second, written)
}

fn vessel(id: u32, name: &str, kind: &str, values: Value) -> Value {
    json!({ "vessel_id": id, "vessel_name": name, "vessel_length": 1.5, "zero_d_element_type": kind,
            "zero_d_element_values": values })
}

fn chamber(name: &str, kind: &str, values: Value, activation: Value) -> Value {
    json!({ "name": name, "type": kind, "values": values, "activation_function": activation })
}

fn valve(name: &str, kind: &str, up: &str, down: &str) -> Value {
    let mut params =
        json!({ "Rmin": 0.01, "Rmax": 1e3, "upstream_block": up, "downstream_block": down });
    if kind == "ValveTanh" {
        params["Steepness"] = json!(100.3);
    }
    json!({ "name": name, "type": kind, "params": params })
}

fn boundary(name: &str, kind: &str, values: Value) -> Value {
    json!({ "bc_name": name, "bc_type": kind, "bc_values": values })
}

/// Flow through vessels, junctions, valves and chambers to every boundary condition that has no
/// loop.
fn open() -> Value {
    let linear = json!({ "Emax": 2.31, "Emin": 0.071, "Vrd": 10.0, "Vrs": 7.7, "Impedance": 1e-4 });
    let exponential =
        json!({ "Emax": 0.3, "Kxp": 10.1, "Kxv": 0.007, "Vaso": 2.5, "Impedance": 3e-4 });
    let listed = json!({ "Emax": 2.31, "Epass": 0.071, "Vrest": 10.0 });
    let sphere = json!({ "rho": 1e3, "thick0": 0.01, "radius0": 0.05, "W1": 1e4, "W2": 40.0,
        "eta": 10.0, "sigma_max": 1.85e5, "alpha_max": 30.0, "alpha_min": -30.0, "tsys": 0.17,
        "tdias": 0.484, "steepness": 0.005 });
    let mut source = vessel(
        7,
        "source",
        "BloodVessel",
        json!({ "R_poiseuille": 0.1, "_unit": "mmHg" }),
    );
    source["boundary_conditions"] = json!({ "inlet": "in" });
    let mut last = vessel(
        8,
        "last",
        "BloodVesselCRL",
        json!({ "R_poiseuille": 0.2, "C": 1.1, "L": 1e-3, "stenosis_coefficient": 2e-5 }),
    );
    last["boundary_conditions"] = json!({ "outlet": "rcr" });
    json!({
        "description": { "what": "one of each", "notes": ["a", 1, 0.1] },
        "_comment": { "any": "thing" },
        "simulation_parameters": {
            "number_of_cardiac_cycles": 3, "number_of_time_pts_per_cardiac_cycle": 51,
            "absolute_tolerance": 1e-9, "maximum_nonlinear_iterations": 17, "rho_infty": 0.1,
            "steady_initial": false, "output_variable_based": true, "output_interval": 2,
            "output_mean_only": true, "output_derivative": true, "output_all_cycles": true,
            "use_cycle_to_cycle_error": true, "sim_cycle_to_cycle_percent_error": 0.7,
        },
        "boundary_conditions": [
            boundary("in", "FLOW", json!({ "t": [0.0, 0.3, 0.9], "Q": [1.0, 90.7, 1.0] })),
            boundary("rcr", "RCR", json!({ "Rp": 0.1, "C": 1.2, "Rd": 0.9 })),
            boundary("suction", "PRESSURE", json!({ "P": [-3.3] })),
            boundary("bed", "RESISTANCE", json!({ "R": 17.0, "Pd": 5.0 })),
            boundary("coronary", "CORONARY", json!({ "Ra1": 1.0, "Ra2": 2.0, "Rv1": 0.5, "Ca": 0.01,
                "Cc": 0.1, "P_v": 4.0, "t": [0.0, 0.9], "Pim": [3.0, 3.0] })),
            boundary("varying", "CORONARY_VAR_RES", json!({ "Ra1": 1.0, "Ra2_min": 2.0,
                "Ra2_max": 5.0, "T_vc": 0.2, "T_vr": 0.3, "Rv1": 0.5, "Ca": 0.01, "Cc": 0.1,
                "P_v": 4.0, "t": [0.0, 0.9], "Pim": [3.0, 3.0] })),
        ],
        "vessels": [
            source,
            vessel(3, "follower", "BloodVesselRC", json!({ "Rpd": 0.1, "Cp": 2.0 })),
            vessel(4, "sphere", "ChamberSphere", sphere),
            vessel(5, "branch", "BloodVessel", json!({ "R_poiseuille": 0.1, "C": 0.3 })),
            last,
        ],
        "junctions": [
            { "junction_name": "J0", "junction_type": "internal_junction", "inlet_vessels": [7],
              "outlet_vessels": [3, 5] },
            { "junction_name": "J1", "junction_type": "BloodVesselJunction",
              "inlet_blocks": ["branch"], "outlet_blocks": ["bed", "coronary", "varying"],
              "junction_values": { "R_poiseuille": [0.1, 0.2, 0.3], "L": [0.0, 1e-3, 0.0] } },
            { "junction_name": "J2", "junction_type": "resistive_junction",
              "inlet_blocks": ["c2"], "outlet_blocks": ["last", "suction"],
              "junction_values": { "R": [0.1, 0.2, 0.3] } },
        ],
        "valves": [
            valve("v0", "ValveTanh", "follower", "c0"),
            valve("v1", "PiecewiseValve", "c0", "c1"),
            valve("v2", "PiecewiseValve", "c1", "sphere"),
            valve("v3", "PiecewiseValve", "sphere", "c3"),
            valve("v4", "PiecewiseValve", "c3", "c4"),
            valve("v5", "PiecewiseValve", "c4", "c2"),
        ],
        "chambers": [
            chamber("c0", "ChamberElastanceInductor", linear.clone(),
                json!({ "type": "half_cosine", "t_active": 0.2, "t_twitch": 0.3 })),
            chamber("c1", "ChamberElastanceInductorExponential", exponential,
                json!({ "type": "wrapping_cosine", "Tsa": 0.4, "tpwave": 8.9 })),
            chamber("c2", "LinearElastanceChamber", listed.clone(),
                json!({ "type": "piecewise_cosine", "contract_start": 0.1, "relax_start": 0.2,
                        "contract_duration": 0.1, "relax_duration": 0.3 })),
            chamber("c3", "LinearElastanceChamber", listed,
                json!({ "type": "two_hill", "t_shift": 0.1, "tau_1": 0.2, "tau_2": 0.3, "m1": 1.3,
                        "m2": 20.0 })),
            chamber("c4", "ChamberElastanceInductor", linear, json!({ "type": "fourier" })),
        ],
        "initial_condition": { "pressure_all": 80.1, "Vc:c0": 77.0, "flow:in:source": 0.3,
                               "nothing:here": 1.0 },
        "initial_condition_d": { "flow:in:source": -0.1 },
    })
}

/// The closed loop's heart with all that it brings and what another program drives.
fn closed() -> Value {
    let keys = "Tsa tpwave Erv_s Elv_s iml imr Lra_v Rra_v Lrv_a Rrv_a Lla_v Rla_v Llv_a Rlv_ao \
                Vrv_u Vlv_u Rpd Cp Cpa Kxp_ra Kxv_ra Kxp_la Kxv_la Emax_ra Emax_la Vaso_ra Vaso_la";
    let numbers = keys.split_whitespace().enumerate();
    let parameters = numbers.map(|(n, key)| (key.to_owned(), json!(0.1 + n as f64 / 7.0)));
    let coronary = json!({ "Ra": 1.0, "Ram": 2.0, "Rv": 0.5, "Ca": 0.01, "Cim": 0.1 });
    let coupling = |name: &str, kind: &str, key: &str, location: &str, other: &str| {
        json!({ "name": name, "type": kind, "location": location, "connected_block": other,
                "values": { "t": [0.0, 0.5, 1.017], key: [1.0, 2.0, 1.0] } })
    };
    let mut aorta = vessel(
        0,
        "aorta",
        "BloodVessel",
        json!({ "R_poiseuille": 0.1, "C": 0.3 }),
    );
    aorta["boundary_conditions"] = json!({ "outlet": "body" });
    json!({
        "simulation_parameters": {
            "number_of_cardiac_cycles": 2, "number_of_time_pts_per_cardiac_cycle": 51 },
        "vessels": [aorta],
        "boundary_conditions": [
            boundary("body", "ClosedLoopRCR",
                json!({ "Rp": 0.1, "C": 1.2, "Rd": 0.9, "closed_loop_outlet": true })),
            boundary("left", "ClosedLoopCoronaryLeft", coronary.clone()),
            boundary("right", "ClosedLoopCoronaryRight", coronary),
            boundary("head", "ClosedLoopRCR",
                json!({ "Rp": 0.1, "C": 1.2, "Rd": 0.9, "closed_loop_outlet": false })),
        ],
        "external_solver_coupling_blocks": [
            coupling("to_left", "FLOW", "Q", "inlet", "left"),
            coupling("to_right", "FLOW", "Q", "inlet", "right"),
            coupling("to_head", "PRESSURE", "P", "inlet", "head"),
            coupling("from_head", "FLOW", "Q", "outlet", "head"),
            coupling("from_heart", "FLOW", "Q", "outlet", "ClosedLoopHeartAndPulmonary"),
        ],
        "closed_loop_blocks": [{
            "closed_loop_type": "ClosedLoopHeartAndPulmonary", "cardiac_cycle_period": 1.017,
            "outlet_blocks": ["aorta", "from_heart"],
            "parameters": Value::Object(parameters.collect()),
        }],
    })
}

#[test]
fn every_type_is_written_as_it_was_read() {
    let (_, mut all) = check("open", &open().to_string());
    all += &check("closed", &closed().to_string()).1;
    for word in [
        "BloodVessel",
        "BloodVesselCRL",
        "BloodVesselRC",
        "ChamberSphere",
        "FLOW",
        "PRESSURE",
        "RESISTANCE",
        "RCR",
        "ClosedLoopRCR",
        "CORONARY",
        "CORONARY_VAR_RES",
        "ClosedLoopCoronaryLeft",
        "ClosedLoopCoronaryRight",
        "NORMAL_JUNCTION",
        "resistive_junction",
        "BloodVesselJunction",
        "ValveTanh",
        "PiecewiseValve",
        "ChamberElastanceInductor",
        "ChamberElastanceInductorExponential",
        "LinearElastanceChamber",
        "half_cosine",
        "piecewise_cosine",
        "two_hill",
        "wrapping_cosine",
        "fourier",
        "ClosedLoopHeartAndPulmonary",
        "external_solver_coupling_blocks",
    ] {
        assert!(all.contains(&format!("\"{word}\"")), "{word}");
    }
}

#[test]
fn defaults_are_explicit_and_comments_are_gone() {
    let (_, text) = check("open", &open().to_string());
    assert!(
        !text.contains("_comment") && !text.contains("_unit"),
        "{text}"
    );
    assert!(!text.contains("nothing:here"), "{text}");
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        value["boundary_conditions"][1]["bc_values"]["Pd"],
        json!(0.0)
    );
    assert_eq!(
        value["vessels"][0]["zero_d_element_values"]["L"],
        json!(0.0)
    );
    assert_eq!(value["simulation_parameters"]["cardiac_period"], json!(0.9));
    assert_eq!(value["description"], open()["description"]);
    assert_eq!(value["junctions"][0]["outlet_vessels"], json!([1, 3]));
}

/// A file may name a junction or a valve as the end of a vessel; connections keep their order.
#[test]
fn connections_keep_their_order_however_they_are_declared() {
    let mut file = open();
    file["vessels"][0]["boundary_conditions"]["outlet"] = json!("J0");
    file["vessels"][1]["boundary_conditions"] = json!({ "outlet": "v0" });
    file["vessels"][3]["boundary_conditions"] = json!({ "inlet": "J0", "outlet": "J1" });
    file["junctions"][0]["inlet_vessels"] = json!([]);
    file["junctions"][0]["outlet_vessels"] = json!([3]);
    file["junctions"][1]["inlet_blocks"] = json!([]);
    check("odd", &file.to_string());
}

#[test]
fn a_model_that_another_program_drives_keeps_its_time() {
    let text = json!({
        "simulation_parameters": { "coupled_simulation": true, "number_of_time_pts": 11,
                                   "external_step_size": 0.003 },
        "boundary_conditions": [],
        "vessels": [vessel(0, "only", "BloodVessel", json!({ "R_poiseuille": 0.1 }))],
        "external_solver_coupling_blocks": [
            { "name": "drive", "type": "FLOW", "location": "inlet", "connected_block": "only",
              "periodic": false, "values": { "t": [0.0, 0.003], "Q": [1.0, 2.0] } },
            { "name": "drain", "type": "PRESSURE", "location": "outlet", "connected_block": "only",
              "values": { "t": [0.0], "P": [2.0] } },
        ],
    });
    let (model, _) = check("coupled", &text.to_string());
    assert_eq!(model.settings.external_step_s, Some(0.003));
    assert_eq!(model.driven.len(), 2);
}

#[test]
fn the_cases_of_svzerodsolver_are_written_as_they_were_read() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/svzerodsolver");
    let Ok(files) = std::fs::read_dir(&root) else {
        println!("SKIPPED: {} is absent", root.display());
        return;
    };
    let mut count = 0;
    for file in files {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.display().to_string();
        // Those that are refused (another program's file, periods that differ) are tested elsewhere.
        if svzerod::read(&name, &text).is_ok() {
            check(&name, &text);
            count += 1;
        }
    }
    println!("{count} cases");
    assert!(count >= 20, "{count}");
}
