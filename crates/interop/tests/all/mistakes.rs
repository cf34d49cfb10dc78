//! Mistakes in a file: one message with its place, no panic.

use crate::common::{cases, text};
use secondheart_interop::svzerod::{self, Circuit};

/// A vessel between a flow and a resistance.
const GOOD: &str = r#"{
  "simulation_parameters": {
    "number_of_cardiac_cycles": 2,
    "number_of_time_pts_per_cardiac_cycle": 11
  },
  "boundary_conditions": [
    {"bc_name": "IN", "bc_type": "FLOW", "bc_values": {"Q": [1.0, 2.0, 1.0], "t": [0.0, 0.5, 1.0]}},
    {"bc_name": "OUT", "bc_type": "RESISTANCE", "bc_values": {"R": 10.0, "Pd": 2.0}}
  ],
  "vessels": [
    {"vessel_id": 0, "vessel_name": "a", "zero_d_element_type": "BloodVessel",
     "boundary_conditions": {"inlet": "IN"},
     "zero_d_element_values": {"R_poiseuille": 1.0, "C": 0.1}},
    {"vessel_id": 1, "vessel_name": "b", "zero_d_element_type": "BloodVessel",
     "boundary_conditions": {"outlet": "OUT"},
     "zero_d_element_values": {"R_poiseuille": 1.0}}
  ],
  "junctions": [
    {"junction_name": "J", "junction_type": "NORMAL_JUNCTION",
     "inlet_vessels": [0], "outlet_vessels": [1]}
  ]
}"#;

/// The message for the good file with one thing replaced.
fn message(from: &str, to: &str) -> String {
    assert_eq!(GOOD.matches(from).count(), 1, "{from} does not occur once");
    let text = GOOD.replacen(from, to, 1);
    match svzerod::read("m.json", &text) {
        Err(error) => error.to_string(),
        Ok(model) => match Circuit::of(&model) {
            Err(error) => error,
            Ok(_) => panic!("{to} was accepted"),
        },
    }
}

#[test]
fn a_correct_file_is_accepted() {
    let model = svzerod::read("m.json", GOOD).unwrap();
    assert_eq!((model.blocks.len(), model.connections.len()), (5, 4));
    assert!(model.warnings.is_empty());
}

#[test]
fn each_mistake_is_reported_with_its_place() {
    for (from, to, expected) in [
        (
            "\"FLOW\"",
            "\"FLOWS\"",
            "m.json:7: boundary_conditions[0] \"IN\".bc_type: unknown type of boundary condition \"FLOWS\"; did you mean \"FLOW\"?",
        ),
        (
            "\"R_poiseuille\": 1.0, \"C\"",
            "\"R_poisseuille\": 1.0, \"C\"",
            "m.json:13: vessels[0] \"a\".zero_d_element_values: unknown parameter \"R_poisseuille\"; did you mean \"R_poiseuille\"?",
        ),
        (
            "\"R\": 10.0, ",
            "",
            "m.json:8: boundary_conditions[1] \"OUT\".bc_values: \"R\" is missing",
        ),
        (
            "\"R\": 10.0",
            "\"R\": \"10\"",
            "m.json:8: boundary_conditions[1] \"OUT\".bc_values.R: expected a number, found \"10\"",
        ),
        (
            "\"R\": 10.0",
            "\"R\": -1",
            "boundary_conditions[1] \"OUT\".bc_values.R: -1 must be zero or positive",
        ),
        (
            "\"outlet_vessels\": [1]",
            "\"outlet_vessels\": []",
            "m.json:14: vessels[1] \"b\": b has 0 inlets, but needs one",
        ),
        (
            "\"outlet_vessels\": [1]",
            "\"outlet_vessels\": [7]",
            "junctions[0] \"J\".outlet_vessels[0]: unknown vessel \"7\"",
        ),
        (
            "\"vessel_name\": \"b\"",
            "\"vessel_name\": \"a\"",
            "two blocks are called \"a\"",
        ),
        (
            "\"vessel_id\": 1",
            "\"vessel_id\": 0",
            "two blocks are called \"vessel 0\"",
        ),
        (
            "\"Q\": [1.0, 2.0, 1.0], \"t\": [0.0, 0.5, 1.0]",
            "\"Q\": [], \"t\": []",
            "bc_values.Q: a table needs at least one value",
        ),
        (
            "\"t\": [0.0, 0.5, 1.0]",
            "\"t\": [0.0, 1.0]",
            "Q has 3 values but 2 times",
        ),
        (
            "\"t\": [0.0, 0.5, 1.0]",
            "\"t\": [0.0, 0.5, 0.5]",
            "times must increase: 0.5 is followed by 0.5",
        ),
        (
            "\"inlet\": \"IN\"",
            "\"inlet\": \"INN\"",
            "unknown block \"INN\"; did you mean \"IN\"?",
        ),
        (
            "\"number_of_cardiac_cycles\": 2,",
            "\"number_of_cardiac_cycles\": 2.5,",
            "m.json:3: simulation_parameters.number_of_cardiac_cycles: 2.5 must be a whole number of at least 1",
        ),
        (
            "\"number_of_cardiac_cycles\": 2,",
            "\"number_of_cardiac_cycles\": 2, \"cardiac_period\": 0.9,",
            "the cardiac cycle lasts 1 here, but 0.9 in simulation_parameters.cardiac_period",
        ),
        (
            "\"number_of_cardiac_cycles\": 2,",
            "\"cycles\": 2,",
            "simulation_parameters: \"number_of_cardiac_cycles\" is missing",
        ),
        (
            "\"number_of_cardiac_cycles\": 2,",
            "\"number_of_cardiac_cycles\": 1e999,",
            "a number in the range of double precision",
        ),
        (
            "\"junctions\"",
            "\"junktions\"",
            "unknown parameter \"junktions\"; did you mean \"junctions\"?",
        ),
        (
            "\"Pd\": 2.0",
            "\"Pd\": 2.0, \"Pd\": 3.0",
            "\"Pd\" occurs twice",
        ),
        (
            "\"inlet_vessels\": [0],",
            "",
            "m.json:19: junctions[0] \"J\": \"inlet_vessels\" is missing",
        ),
        (
            "\"inlet_vessels\": [0], \"outlet_vessels\": [1]",
            "\"inlet_blocks\": [\"a\"]",
            "\"outlet_blocks\" is missing",
        ),
        // A missing key is suggested before a key that the object has already.
        (
            "\"R\": 10.0, \"Pd\"",
            "\"R\": 10.0, \"Pdd\"",
            "unknown parameter \"Pdd\"; did you mean \"Pd\"?",
        ),
    ] {
        let found = message(from, to);
        assert!(
            found.contains(expected),
            "{to}\n  found    {found}\n  expected {expected}"
        );
    }
}

#[test]
fn a_connection_named_by_both_blocks_is_one_with_a_warning() {
    // A valve names the junction behind it, and the junction names the valve.
    let (junctions, vessel) = ("\"junctions\": [", "\"inlet_vessels\": [0]");
    let with_valve = |inlets: &str| {
        let valve = "\"valves\": [{\"name\": \"V\", \"type\": \"PiecewiseValve\", \"params\": \
                     {\"Rmin\": 0.1, \"Rmax\": 1e3, \"upstream_block\": \"a\", \"downstream_block\": \"J\"}}], ";
        let text = GOOD.replacen(junctions, &format!("{valve}{junctions}"), 1);
        let blocks = format!("\"inlet_blocks\": [{inlets}], \"outlet_blocks\": [\"b\"]");
        let text = text.replacen(&format!("{vessel}, \"outlet_vessels\": [1]"), &blocks, 1);
        svzerod::read("m.json", &text).unwrap()
    };
    let (once, twice) = (with_valve(""), with_valve("\"V\""));
    assert!(once.warnings.is_empty());
    assert_eq!(
        twice.warnings,
        [
            "V and J are connected twice, in junctions[0] \"J\".inlet_blocks[0] and in valves[0] \
             \"V\".params.downstream_block: taken as one connection (svZeroDSolver makes two of it)"
        ]
    );
    assert_eq!(once.connections.len(), twice.connections.len());
}

#[test]
fn unknown_keys_are_ignored_unless_they_look_misspelt() {
    // Entries that SimVascular writes for itself.
    let text = GOOD
        .replace("\"vessel_id\"", "\"vessel_D\": 1.0, \"vessel_id\"")
        .replace(
            "\"bc_name\"",
            "\"face\": \"cap\", \"_note\": 1, \"bc_name\"",
        )
        .replacen("\"number_of_c", "\"density\": 1.06, \"number_of_c", 1);
    assert_eq!(
        svzerod::read("m.json", &text).unwrap().warnings,
        [
            "simulation_parameters.density is unknown and ignored",
            "boundary_conditions[0] \"IN\".face is unknown and ignored (2 times)",
            "vessels[0] \"a\".vessel_D is unknown and ignored (2 times)",
        ]
    );
    for (from, to, expected) in [
        (
            "\"boundary_conditions\": {\"inlet\"",
            "\"boundary_condition\": {\"inlet\"",
            "m.json:12: vessels[0] \"a\": unknown parameter \"boundary_condition\"; did you mean \"boundary_conditions\"?",
        ),
        (
            "\"outlet_vessels\"",
            "\"outlet_vesels\"",
            "m.json:20: junctions[0] \"J\": unknown parameter \"outlet_vesels\"; did you mean \"outlet_vessels\"?",
        ),
        (
            "\"number_of_cardiac_cycles\": 2,",
            "\"number_of_cardiac_cycles\": 2, \"steady_inital\": false,",
            "did you mean \"steady_initial\"?",
        ),
    ] {
        let found = message(from, to);
        assert!(
            found.contains(expected),
            "{to}\n  found    {found}\n  expected {expected}"
        );
    }
}

#[test]
fn the_error_of_an_unsolvable_network_names_the_place() {
    let text = GOOD.replacen(
        "\"bc_type\": \"RESISTANCE\", \"bc_values\": {\"R\": 10.0, \"Pd\": 2.0}",
        "\"bc_type\": \"FLOW\", \"bc_values\": {\"Q\": [1.0]}",
        1,
    );
    let text = text.replacen(", \"C\": 0.1", "", 1);
    let model = svzerod::read("m.json", &text).unwrap();
    let error = Circuit::of(&model).unwrap_err();
    assert!(error.contains("around `IN:a` floats"), "{error}");
}

#[test]
fn a_syntax_error_has_its_line() {
    for (text, expected) in [
        ("", "m.json: not JSON: the file is empty"),
        ("{\n  \"a\": [1, 2\n", "m.json:2: not JSON"),
        ("{} trailing", "m.json:1: not JSON"),
        ("[1, 2]", "m.json:1: expected an object, found a list"),
        ("{\"vessels\": 1}", "\"simulation_parameters\" is missing"),
        ("// no\n{}", "not JSON"),
    ] {
        let error = svzerod::read("m.json", text).unwrap_err().to_string();
        assert!(error.contains(expected), "{text:?}: {error}");
    }
    let deep = "[".repeat(100_000);
    let error = svzerod::read("m.json", &deep).unwrap_err().to_string();
    assert!(error.contains("nesting"), "{error}");
}

#[test]
fn a_huge_file_is_refused_at_once() {
    let text = format!("{{\"description\": \"{}\"}}", "x".repeat(100_000_000));
    let error = svzerod::read("m.json", &text).unwrap_err().to_string();
    assert_eq!(error, "m.json: the model has 100 MB; the limit is 64 MB");
}

#[test]
fn a_block_with_a_loose_end_is_named() {
    // A boundary condition without a connection.
    let found = message(
        "\"bc_type\": \"RESISTANCE\", \"bc_values\": {\"R\": 10.0, \"Pd\": 2.0}",
        "\"bc_type\": \"RESISTANCE\", \"bc_values\": {\"R\": 0.0, \"Pd\": 2.0}}, \
         {\"bc_name\": \"TWO\", \"bc_type\": \"PRESSURE\", \"bc_values\": {\"P\": [1.0], \"t\": [0.0]}",
    );
    assert!(
        found.contains("TWO has 0 connections, but needs one"),
        "{found}"
    );
    // A vessel without an outlet.
    let found = message("\"outlet\": \"OUT\"", "\"_outlet\": \"OUT\"");
    assert!(found.contains("b has 0 outlets, but needs one"), "{found}");
}

#[test]
fn unsupported_files_are_refused_with_the_reason() {
    let Some(root) = cases() else { return };
    for (name, parts) in [
        (
            "closedLoopHeart_singleVessel_mistmatchPeriod",
            &["1.0169", "0.67"][..],
        ),
        ("pulsatileFlow_R_RCR_mismatchPeriod", &["1 here", "1.2"]),
        ("steadyFlow_calibration", &["svzerodcalibrator"]),
    ] {
        let error = svzerod::read(name, &text(&root, name))
            .unwrap_err()
            .to_string();
        assert!(parts.iter().all(|part| error.contains(part)), "{error}");
    }
}
