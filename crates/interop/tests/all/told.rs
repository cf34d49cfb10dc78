//! What a reader is told: values in the wrong place, and all that is ignored or changed.

use crate::common::model;
use crate::foreign::{double_tanh, flow, read, resistance, sphere, ventricle, vessel};
use secondheart_interop::svzerod;
use serde_json::{Value, json};

fn refusal(file: &Value) -> String {
    let error = svzerod::read("m.json", &file.to_string()).unwrap_err();
    error.to_string()
}

#[test]
fn keys_of_older_chambers_are_refused_with_the_place_where_they_belong() {
    let refused = |key: &str, value: f64| {
        let mut chamber = sphere();
        chamber["values"][key] = json!(value);
        refusal(&ventricle(chamber))
    };
    for (key, object, kind) in [
        ("t_active", "activation_function", "half_cosine"),
        ("contract_start", "activation_function", "piecewise_cosine"),
        ("tsys", "activation_function", "double_tanh"),
        ("W1", "material", "mooney_rivlin"),
        ("C3", "material", "exponential"),
    ] {
        let expected = format!(
            "m.json:1: chambers[0] \"lv\".values: \"{key}\" does not belong here; it belongs in \
             \"{object}\" of the chamber, with \"type\": \"{kind}\""
        );
        assert_eq!(refused(key, 0.1), expected);
    }
    assert!(refused("tua", 0.1).contains("unknown parameter \"tua\""));
}

#[test]
fn a_chamber_whose_activation_outlasts_the_cycle_is_told() {
    let with = |start: f64| {
        let function = json!({ "type": "half_cosine", "t_active": start, "t_twitch": 0.4 });
        let mut chamber = sphere();
        chamber["activation_function"] = function;
        read(&ventricle(chamber)).warnings
    };
    assert!(with(0.4).is_empty());
    assert_eq!(
        with(0.6),
        [
            "chambers[0] \"lv\".activation_function jumps at the end of the cycle, where it begins \
          anew (as in svZeroDSolver)"
        ]
    );
}

#[test]
fn values_of_a_junction_without_values_are_refused() {
    for kind in ["NORMAL_JUNCTION", "internal_junction"] {
        let mut file = vessel(
            json!({ "R_poiseuille": 1.0 }),
            flow(&[1.0], &[0.0]),
            resistance(1.0),
        );
        file["vessels"][0]["boundary_conditions"] = json!({ "inlet": "IN" });
        file["junctions"] = json!([{
            "junction_name": "J", "junction_type": kind,
            "inlet_blocks": ["a"], "outlet_blocks": ["OUT"],
            "junction_values": {} }]);
        assert!(read(&file).warnings.is_empty());
        file["junctions"][0]["junction_values"] = json!({ "_unit": "cgs" });
        assert!(read(&file).warnings.is_empty());
        for (key, taker) in [
            ("R_poiseuille", "a BloodVesselJunction"),
            ("R", "a resistive_junction"),
        ] {
            file["junctions"][0]["junction_values"] = json!({ key: [100.0, 100.0] });
            assert_eq!(
                refusal(&file),
                format!(
                    "m.json:1: junctions[0] \"J\".junction_values: \"{key}\" does not belong here; \
                     it belongs in {taker}: a junction of this type has one pressure and no values"
                )
            );
        }
        file["junctions"][0]["junction_values"] = json!({ "C": 1.0 });
        assert!(refusal(&file).contains("unknown parameter \"C\""));
    }
}

#[test]
fn a_table_of_another_program_that_ends_before_the_run_is_told() {
    let text = include_str!("../models/coupled.json");
    let mut file: Value = serde_json::from_str(text).unwrap();
    let block = &mut file["external_solver_coupling_blocks"][0];
    block["periodic"] = json!(false);
    let key = if block["values"].get("Q").is_some() {
        "Q"
    } else {
        "P"
    };
    let mut warned = |last_s: f64| {
        file["external_solver_coupling_blocks"][0]["values"] =
            json!({ key: [1.0, 1.5], "t": [0.0, last_s] });
        let warnings = read(&file).warnings;
        warnings
            .iter()
            .any(|warning| warning.contains("does not span the run"))
    };
    assert!(warned(0.002) && !warned(0.003));
}

#[test]
fn an_impedance_is_refused_by_name() {
    let outlet = json!({ "bc_type": "IMPEDANCE", "bc_values": { "z": [2.0, 1.9], "Pd": 5.0 } });
    let file = vessel(json!({ "R_poiseuille": 1.0 }), flow(&[1.0], &[0.0]), outlet);
    let message = refusal(&file);
    assert!(
        message.contains("boundary_conditions[1] \"OUT\".bc_type: an IMPEDANCE, an outlet")
            && message.contains("is not supported yet"),
        "{message}"
    );
}

#[test]
fn what_is_ignored_is_told() {
    let mut chamber = json!({
        "name": "lv", "type": "LinearElastanceChamber", "activation_function": double_tanh(),
        "material": { "type": "exponential" },
        "values": { "Emax": 2e8, "Epass": 1.2e7, "Vrest": 1e-5 } });
    assert_eq!(
        read(&ventricle(chamber.take())).warnings,
        ["chambers[0] \"lv\".material is ignored: only a ChamberSphere has a material"]
    );
    let mut file = vessel(
        json!({ "R_poiseuille": 1.0 }),
        flow(&[1.0], &[0.0]),
        resistance(1.0),
    );
    file["vessels"][0]["boundary_conditions"] = json!({ "inlet": "IN" });
    let mut second = file["vessels"][0].clone();
    second["vessel_id"] = json!(1);
    second["vessel_name"] = json!("b");
    second["boundary_conditions"] = json!({ "outlet": "OUT" });
    file["vessels"].as_array_mut().unwrap().push(second);
    file["junctions"] = json!([{
        "junction_name": "J", "junction_type": "NORMAL_JUNCTION",
        "inlet_vessels": [0], "outlet_vessels": [1], "inlet_blocks": ["a"] }]);
    assert_eq!(
        read(&file).warnings,
        ["junctions[0] \"J\".inlet_blocks is ignored beside the numbers of the vessels"]
    );
    let steady = flow(&[1.0], &[0.0]);
    let bed = json!({ "bc_type": "CORONARY", "bc_values": {
        "Ra1": 1.0, "Ra2": 2.0, "Rv1": 0.5, "Ca": 0.01, "Cc": 0.1, "P_v": 4.0, "Pim": [0.0] } });
    let mut file = vessel(json!({ "R_poiseuille": 1.0 }), steady, bed);
    file["initial_condition"] = json!({ "volume_im:OUT": 3.0 });
    file["simulation_parameters"]["external_step_size"] = json!(0.1);
    assert_eq!(
        read(&file).warnings,
        [
            "simulation_parameters.external_step_size is ignored without coupled_simulation",
            "initial_condition of volume_im:OUT is ignored: the volume is counted from the start",
        ]
    );
    let coupled = include_str!("../models/coupled.json");
    let coupled = coupled.replacen(
        "\"coupled_simulation\"",
        "\"number_of_cardiac_cycles\": 7, \"coupled_simulation\"",
        1,
    );
    let warnings = model("coupled", &coupled).warnings;
    let expected =
        "simulation_parameters.number_of_cardiac_cycles is ignored in a coupled simulation";
    assert!(warnings.contains(&expected.to_owned()), "{warnings:?}");
    let closed = include_str!("../models/closed.json");
    let named = closed.replacen(
        "\"closed_loop_type\"",
        "\"name\": \"pump\", \"closed_loop_type\"",
        1,
    );
    let warnings = model("closed", &named).warnings;
    assert!(
        warnings
            .iter()
            .any(|w| w.contains("the closed loop's heart is called CLH")),
        "{warnings:?}"
    );
}
