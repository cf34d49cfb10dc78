//! Writing and reading returns the same model: every type of block, every way to connect, every
//! setting.

use std::path::PathBuf;

use secondheart_interop::svzerod::{self, Model};
use serde_json::{Value, json};

fn read(name: &str, text: &str) -> Model {
    svzerod::read(name, text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Writes a model and reads it again; ignored entries are not written.
fn check(name: &str, text: &str) -> (Model, String) {
    let mut first = read(name, text);
    let written = svzerod::write(&first);
    let second = read("written", &written);
    first
        .warnings
        .retain(|w| !w.contains("has no such quantity"));
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

/// Flow through vessels, junctions, valves and chambers to every boundary condition that has no
/// loop.
const OPEN: &str = include_str!("../models/every_open.json");
/// The closed loop's heart with coronaries, windkessels and couplings to another program.
const CLOSED: &str = include_str!("../models/every_closed.json");
/// A vessel between a flow and a pressure of another program.
const COUPLED: &str = include_str!("../models/coupled.json");

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_type_is_written_as_it_was_read() {
    let (_, mut all) = check("open", OPEN);
    all += &check("closed", CLOSED).1;
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
        "double_tanh",
        "mooney_rivlin",
        "exponential",
        "ClosedLoopHeartAndPulmonary",
        "external_solver_coupling_blocks",
    ] {
        assert!(all.contains(&format!("\"{word}\"")), "{word}");
    }
}

#[test]
fn defaults_are_explicit_and_comments_are_gone() {
    let (_, text) = check("open", OPEN);
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
    assert_eq!(value["description"], parsed(OPEN)["description"]);
    assert_eq!(value["junctions"][0]["outlet_vessels"], json!([1, 3]));
}

/// A file may name a junction or a valve as the end of a vessel; connections keep their order.
#[test]
fn connections_keep_their_order_however_they_are_declared() {
    let mut file = parsed(OPEN);
    file["vessels"][0]["boundary_conditions"]["outlet"] = json!("J0");
    file["vessels"][1]["boundary_conditions"] = json!({ "outlet": "v0" });
    file["vessels"][3]["boundary_conditions"] = json!({ "inlet": "J0", "outlet": "J1" });
    file["junctions"][0]["inlet_vessels"] = json!([]);
    file["junctions"][0]["outlet_vessels"] = json!([3]);
    file["junctions"][1]["inlet_blocks"] = json!([]);
    check("odd", &file.to_string());
}

#[test]
fn a_coupled_model_keeps_its_step() {
    let (model, _) = check("coupled", COUPLED);
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
        // `mistakes.rs` tests the refused files (calibration, different periods).
        if svzerod::read(&name, &text).is_ok() {
            check(&name, &text);
            count += 1;
        }
    }
    println!("{count} cases");
    assert!(count >= 20, "{count}");
}
