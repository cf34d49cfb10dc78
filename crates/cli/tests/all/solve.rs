//! Models of another program, solved and reported.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::process::Output;

use crate::secondheart_program;

/// Two vessels between a given flow, on average 25, and a windkessel of 1 in all.
const VESSELS: &str = r#"{
  "description": {"circuit": "IN -> trunk -> branch -> OUT", "description of test case": "Pulse through two vessels"},
  "simulation_parameters": {"number_of_cardiac_cycles": 12, "number_of_time_pts_per_cardiac_cycle": 101, "output_all_cycles": true},
  "boundary_conditions": [
    {"bc_name": "IN", "bc_type": "FLOW", "bc_values": {"Q": [0.0, 100.0, 0.0, 0.0, 0.0], "t": [0.0, 0.2, 0.4, 0.6, 0.8]}},
    {"bc_name": "OUT", "bc_type": "RCR", "bc_values": {"Rp": 0.1, "C": 1.0, "Rd": 0.9, "Pd": 0.0}}
  ],
  "vessels": [
    {"vessel_id": 0, "vessel_name": "trunk", "vessel_length": 1.0, "boundary_conditions": {"inlet": "IN"},
     "zero_d_element_type": "BloodVessel", "zero_d_element_values": {"R_poiseuille": 0.05, "C": 0.2}},
    {"vessel_id": 1, "vessel_name": "branch<1>", "vessel_length": 1.0, "boundary_conditions": {"outlet": "OUT"},
     "zero_d_element_type": "BloodVessel", "zero_d_element_values": {"R_poiseuille": 0.05}}
  ],
  "junctions": [{"junction_name": "J0", "junction_type": "NORMAL_JUNCTION", "inlet_vessels": [0], "outlet_vessels": [1]}]
}"#;

/// A ventricle between two valves, without vessels.
const VENTRICLE: &str = r#"{
  "simulation_parameters": {"number_of_cardiac_cycles": 3, "number_of_time_pts_per_cardiac_cycle": 201, "cardiac_period": 1.0, "steady_initial": false},
  "boundary_conditions": [
    {"bc_name": "VEIN", "bc_type": "PRESSURE", "bc_values": {"P": [8.0, 8.0], "t": [0.0, 1.0]}},
    {"bc_name": "BODY", "bc_type": "RESISTANCE", "bc_values": {"R": 0.5, "Pd": 60.0}}
  ],
  "vessels": [], "junctions": [],
  "valves": [
    {"type": "ValveTanh", "name": "MV", "params": {"Rmin": 0.02, "Rmax": 1000.0, "Steepness": 100.0, "upstream_block": "VEIN", "downstream_block": "LV"}},
    {"type": "ValveTanh", "name": "AV", "params": {"Rmin": 0.02, "Rmax": 1000.0, "Steepness": 100.0, "upstream_block": "LV", "downstream_block": "BODY"}}
  ],
  "chambers": [
    {"type": "ChamberElastanceInductor", "name": "LV", "values": {"Emax": 2.5, "Emin": 0.1, "Vrd": 10.0, "Vrs": 10.0, "Impedance": 0.0001},
     "activation_function": {"type": "half_cosine", "t_active": 0.2, "t_twitch": 0.4}}
  ],
  "initial_condition": {"Vc:LV": 90.0}
}"#;

/// A folder of its own for a test, removed when it ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, model: &str) -> Self {
        let name = format!("secondheart-solve-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir(&path).unwrap();
        std::fs::write(path.join("model.json"), model).unwrap();
        Self(path)
    }

    fn solve(&self, arguments: &[&str]) -> Output {
        let mut command = secondheart_program();
        command.args(["solve", "model.json"]).args(arguments);
        command.env("NO_COLOR", "1").current_dir(&self.0);
        command.output().unwrap()
    }

    /// The names of the files in it, sorted.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<String> = entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The page that a solution is reported in.
    fn report(&self, arguments: &[&str]) -> String {
        let mut all = vec!["--report", "report.html"];
        all.extend(arguments);
        let output = self.solve(&all);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{errors}");
        assert!(output.stdout.is_empty(), "no table beside the report");
        assert!(errors.contains("of stepping"), "{errors}");
        std::fs::read_to_string(self.0.join("report.html")).unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The numbers in the first row of a table that has the text.
fn row(page: &str, name: &str) -> Vec<f64> {
    let row = page
        .split("<tr")
        .skip(1)
        .find(|row| row.contains(name))
        .unwrap();
    let cells = row.split("<td").skip(1);
    let text = cells.map(|cell| cell.split(['>', '<']).nth(1).unwrap());
    text.map(|text| text.replace('\u{2212}', "-").parse().unwrap())
        .collect()
}

#[test]
fn a_report_is_one_page_with_figures_and_a_table_of_the_last_cycle() {
    let scratch = Scratch::new("vessels", VESSELS);
    let page = scratch.report(&["--cycles", "20"]);
    assert_eq!(scratch.files(), ["model.json", "report.html"]);
    for words in [
        "<h1>Pulse through two vessels</h1>",
        "IN -&gt; trunk -&gt; branch -&gt; OUT",
        "model.json",
        "<dd>20</dd><dt>cycles computed</dt>",
        "<dd>0.8 s</dd><dt>length of a cycle</dt>",
        "<span>--report</span> <span>report.html</span>",
        "id=\"figure-pressure\"",
        "id=\"figure-flow\"",
        ">trunk out</text>",
        "branch&lt;1&gt; in",
        "not a medical device",
        env!("CARGO_PKG_VERSION"),
    ] {
        assert!(page.contains(words), "{words}");
    }
    // Mean inflow equals mean outflow, and 25 flow through 0.1 + 0.9 and the vessels.
    let (inlet, outlet) = (
        row(&page, "trunk <span class=\"unit\">in"),
        row(&page, "1&gt; <span class=\"unit\">out"),
    );
    assert_eq!(inlet[..3], [25.0, 0.0, 100.0]);
    assert!((outlet[0] - 25.0).abs() < 0.01, "{outlet:?}");
    assert!((inlet[3] - 27.5).abs() < 0.02, "{inlet:?}");
    assert!((outlet[3] - 25.0).abs() < 0.02, "{outlet:?}");
    assert!(outlet[4] < outlet[3] && outlet[3] < outlet[5], "{outlet:?}");
}

#[test]
fn a_chamber_has_a_loop_and_a_model_without_vessels_shows_its_connections() {
    let scratch = Scratch::new("ventricle", VENTRICLE);
    let page = scratch.report(&[]);
    for words in [
        "<h1>model.json</h1>",
        "id=\"figure-chambers\"",
        "id=\"figure-loops\"",
        "Pressure over volume of the chambers",
        "Flow in the connections",
        "VEIN:MV",
    ] {
        assert!(page.contains(words), "{words}");
    }
    // Filled by at most 8 at an elastance of 0.1 above 10; ejecting against 60.
    let chamber = row(&page, ">LV<");
    assert!((85.0..=90.0).contains(&chamber[2]), "{chamber:?}");
    assert!((60.0..200.0).contains(&chamber[5]), "{chamber:?}");
}

#[test]
fn table_and_report_are_written_together() {
    let scratch = Scratch::new("both", VESSELS);
    let page = scratch.report(&["--out", "table.csv"]);
    assert_eq!(scratch.files(), ["model.json", "report.html", "table.csv"]);
    assert!(page.contains("--out"));
    let table = std::fs::read_to_string(scratch.0.join("table.csv")).unwrap();
    assert!(table.starts_with("name,time,flow_in"), "{table}");
}

#[test]
fn an_unwritable_report_is_an_error_before_solving() {
    let scratch = Scratch::new("unwritable", VESSELS);
    // Only the solver finds a step longer than the cycle.
    let cases: [(&[&str], &str); 5] = [
        (
            &["--report", "no/such/report.html"],
            "results cannot be written to no/such/report.html",
        ),
        (
            &["--report", "."],
            "results cannot be written to .: it is a folder",
        ),
        (
            &["--report", "one", "--out", "one"],
            "table and report need separate files",
        ),
        (
            &["--report", "./one", "--out", "one"],
            "table and report need separate files",
        ),
        (&["--out", "./model.json"], "it is the model"),
    ];
    for (arguments, expected) in cases {
        let all: Vec<&str> = arguments.iter().copied().chain(["--step", "10"]).collect();
        let output = scratch.solve(&all);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(expected), "{errors}");
        assert_eq!(scratch.files(), ["model.json"], "nothing is left behind");
    }
}

#[test]
fn a_mistake_far_along_a_line_is_shown_with_its_surroundings() {
    let vessel = "\"R_poiseuille\": 0.05, \"C\": 0.2";
    let long = format!("{{\"description\": \"{}\",", "x".repeat(100_000));
    let model = VESSELS.replacen(vessel, "\"R_poiseuile\": 0.05", 1);
    let model = model.replace('\n', " ").replacen('{', &long, 1);
    let model = model.replacen("\"description\": {", "\"_\": {", 1);
    let scratch = Scratch::new("long", &model);
    let output = scratch.solve(&[]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(
        errors.contains("did you mean \"R_poiseuille\"?"),
        "{errors}"
    );
    assert!(errors.contains("model.json:1:10"), "{errors}");
    assert!(errors.contains("{\"R_poiseuile\": 0.05}"), "{errors}");
    assert!(errors.len() < 1000, "{errors}");
}

#[test]
fn a_model_that_is_not_solved_leaves_no_report() {
    let scratch = Scratch::new("unsolved", VESSELS);
    for step in ["10", "1e-30"] {
        let output = scratch.solve(&["--report", "report.html", "--step", step]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains("model.json: a step of 1e"), "{errors}");
        assert_eq!(scratch.files(), ["model.json"]);
    }
}

#[test]
fn few_points_are_told_to_take_several_steps_and_a_jump_to_depend_on_them() {
    let few = VESSELS.replacen("_cardiac_cycle\": 101", "_cardiac_cycle\": 6", 1);
    let scratch = Scratch::new("few", &few);
    let output = scratch.solve(&["--out", "table.csv"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert!(
        errors.contains("points 1.600e-1 s apart, 30 steps each"),
        "{errors}"
    );
    // The table begins with the steady start; the steps need no warning.
    assert_eq!(errors.matches("warning").count(), 1, "{errors}");
    assert!(
        errors.contains("warning: the first point is the steady start"),
        "{errors}"
    );
    // A pressure that jumps by 40 at the end of a cycle of 1 s, onto a capacity.
    let mut jump = VESSELS.to_owned();
    for (from, to) in [
        ("\"FLOW\"", "\"PRESSURE\""),
        ("\"Q\": [0.0, 100.0, 0.0, 0.0, 0.0]", "\"P\": [80, 80, 120]"),
        ("[0.0, 0.2, 0.4, 0.6, 0.8]", "[0.0, 0.5, 1.0]"),
        (
            "\"R_poiseuille\": 0.05, \"C\"",
            "\"R_poiseuille\": 1e-6, \"C\"",
        ),
    ] {
        assert_eq!(jump.matches(from).count(), 1, "{from}");
        jump = jump.replacen(from, to, 1);
    }
    let scratch = Scratch::new("jump", &jump);
    let output = scratch.solve(&["--out", "table.csv"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert!(errors.contains("warning: steps of "), "{errors}");
}

#[test]
fn a_byte_order_mark_is_accepted() {
    let scratch = Scratch::new("mark", &format!("\u{feff}{VESSELS}"));
    assert_eq!(scratch.solve(&[]).status.code(), Some(0));
}
