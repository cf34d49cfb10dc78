//! The arteries of the body as a model of svZeroDSolver, solved by both programs.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use secondheart_body::{Body, Subject};
use secondheart_interop::svzerod::{self, Cycles, Law, Model, Options, Solution};

/// A folder for a test, removed when it ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let name = format!("secondheart-convert-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn convert(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_secondheart"))
            .arg("convert")
            .args(arguments)
            .env("NO_COLOR", "1")
            .env("XDG_CACHE_HOME", self.0.join("cache"))
            .current_dir(&self.0)
            .output()
            .unwrap()
    }

    /// The arteries of the reference man, and the warnings of the command.
    fn arteries(&self) -> (PathBuf, Model, String) {
        let output = self.convert(&["arteries", "--to", "svzerod", "--out", "arteries.json"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        assert!(output.stdout.is_empty());
        let path = self.0.join("arteries.json");
        (path.clone(), read(&path), said)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn read(path: &Path) -> Model {
    let text = std::fs::read_to_string(path).unwrap();
    svzerod::read("arteries", &text).unwrap_or_else(|error| panic!("{error}"))
}

fn solve(model: &Model, cycles: Cycles) -> Solution {
    let options = Options {
        cycles,
        ..Options::default()
    };
    svzerod::solve(model, &options, &mut |_, _| true).unwrap()
}

/// Pressure at a place of the model.
fn pressure<'a>(solution: &'a Solution, place: &str) -> &'a [f64] {
    let name = format!("pressure:{place}.junction:{place}");
    solution.values(&name).unwrap_or_else(|| panic!("{name}"))
}

fn range(values: &[f64]) -> f64 {
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high - values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// Mean over time and mean pulse of pressures at the level of the heart, over whole beats of a
/// minute.
fn in_the_body(places: &[String]) -> Vec<[f64; 2]> {
    let mut session = Body::new(&Subject::default()).unwrap();
    session.set_step_s(0.001).unwrap();
    let signals: Vec<_> = places
        .iter()
        .map(|place| {
            session
                .signal(&format!("{place}.pressure_at_heart_mmhg"))
                .unwrap()
        })
        .collect();
    let first = session.beats() + 1;
    let count = places.len();
    let (mut sums, mut pulses) = (vec![0.0; count], vec![0.0; count]);
    let mut lows = vec![f64::INFINITY; count];
    let mut highs = vec![f64::NEG_INFINITY; count];
    let (mut time_s, mut begun_s) = (session.time_s(), 0.0);
    let mut beat = session.beats();
    loop {
        session.step_towards(f64::INFINITY).unwrap();
        let step_s = session.time_s() - time_s;
        time_s = session.time_s();
        if session.beats() > beat {
            beat = session.beats();
            if beat == first {
                begun_s = time_s;
            } else {
                (0..count).for_each(|n| pulses[n] += highs[n] - lows[n]);
            }
            lows.fill(f64::INFINITY);
            highs.fill(f64::NEG_INFINITY);
            if beat > first && time_s - begun_s >= 60.0 {
                break;
            }
            if beat == first {
                continue;
            }
        }
        if beat >= first {
            for (n, signal) in signals.iter().enumerate() {
                let p = session.value(*signal);
                sums[n] += p * step_s;
                lows[n] = lows[n].min(p);
                highs[n] = highs[n].max(p);
            }
        }
    }
    let (whole_s, beats) = (time_s - begun_s, (beat - first) as f64);
    (0..count)
        .map(|n| [sums[n] / whole_s, pulses[n] / beats])
        .collect()
}

#[test]
fn the_arteries_have_the_pressures_of_the_body() {
    let scratch = Scratch::new("body");
    let (_, model, _) = scratch.arteries();
    let tolerance = 1e-6;
    let most = 100;
    let solution = solve(&model, Cycles::UntilPeriodic { tolerance, most });
    // A place is a vessel that holds volume.
    let places = model.blocks.iter().filter(|block| match &block.law {
        Law::Vessel(vessel) => vessel.capacity > 0.0,
        _ => false,
    });
    let places: Vec<String> = places.map(|block| block.name.clone()).collect();
    assert!(places.len() > 20, "{places:?}");
    let body = in_the_body(&places);
    println!("place                        mean, mmHg       pulse, mmHg");
    for (place, [mean, pulse]) in places.iter().zip(body) {
        let series = pressure(&solution, place);
        let ours = series[1..].iter().sum::<f64>() / (series.len() - 1) as f64;
        let our_pulse = range(series);
        println!("{place:26} {mean:7.2} {ours:7.2}   {pulse:7.2} {our_pulse:7.2}");
        assert!(
            (ours / mean - 1.0).abs() < 0.005,
            "{place}: {ours} for {mean} mmHg"
        );
        assert!(
            (our_pulse / pulse - 1.0).abs() < 0.10,
            "{place}: {our_pulse} for {pulse} mmHg"
        );
    }
}

/// A Python interpreter with svZeroDSolver; `None`, with a message, if there is none.
fn python() -> Option<String> {
    let name = std::env::var("SECONDHEART_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(&name).args(["-c", "import svzerod"]).output();
    if output.is_ok_and(|output| output.status.success()) {
        return Some(name);
    }
    println!("SKIPPED: {name} has no svzerod; SECONDHEART_PYTHON names another interpreter");
    None
}

/// Solves a file with svZeroDSolver and prints a line of values for every quantity named.
const SOLVER: &str = "
import sys, svzerod
solver = svzerod.Solver(sys.argv[1])
solver.run()
for name in sys.argv[2:]:
    print(*[repr(float(value)) for value in solver.get_single_result(name)])
";

#[test]
fn svzerodsolver_runs_the_arteries_and_finds_the_same_pressures() {
    let Some(python) = python() else { return };
    let scratch = Scratch::new("python");
    let (path, model, _) = scratch.arteries();
    let solution = solve(&model, Cycles::OfFile);
    let quantities = solution.quantities.iter();
    let pressures: Vec<_> = quantities
        .filter(|q| q.name.starts_with("pressure:"))
        .collect();
    let output = Command::new(python)
        .args(["-c", SOLVER])
        .arg(path)
        .args(pressures.iter().map(|q| &q.name))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(text.lines().count(), pressures.len());
    let mut worst = (0.0, "");
    for (line, ours) in text.lines().zip(&pressures) {
        let theirs: Vec<f64> = line.split(' ').map(|word| word.parse().unwrap()).collect();
        assert_eq!(theirs.len(), ours.values.len());
        let pairs = theirs.iter().zip(&ours.values);
        let apart = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) / range(&theirs);
        if apart > worst.0 {
            worst = (apart, ours.name.as_str());
        }
    }
    println!(
        "{} pressures, at most {:.2e} of range apart: {}",
        pressures.len(),
        worst.0,
        worst.1
    );
    assert!(pressures.len() > 100 && worst.0 < 0.01, "{worst:?}");
}

#[test]
fn warnings_name_what_the_format_cannot_express() {
    let scratch = Scratch::new("said");
    let (_, model, said) = scratch.arteries();
    let left_out = model.description["left out"].as_array().unwrap();
    for what in [
        "gravity",
        "nonlinear walls",
        "external pressures",
        "reflexes",
        "the heart",
    ] {
        let found = left_out.iter().filter_map(|line| line.as_str());
        let line = found.clone().find(|line| line.starts_with(what));
        let line = line.unwrap_or_else(|| panic!("{what}"));
        assert!(said.contains(&format!("warning: {line}")), "{said}");
    }
    assert_eq!(said.lines().count(), left_out.len(), "{said}");
    let what = model.description["what"].as_str().unwrap();
    assert!(
        what.contains("reference man") && what.contains("not a medical device"),
        "{what}"
    );
}

#[test]
fn another_person_has_other_arteries() {
    let scratch = Scratch::new("woman");
    let output = scratch.convert(&[
        "arteries",
        "--to",
        "svzerod",
        "--subject",
        "reference-woman",
    ]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let woman = svzerod::read("woman", &text).unwrap();
    assert!(text.contains("163 cm"));
    // 65 beats a minute.
    assert!(
        (woman.period_s - 60.0 / 65.0).abs() < 0.02,
        "{}",
        woman.period_s
    );
}

const FILE: &str = r#"{
  "_comment": "dropped",
  "simulation_parameters": { "number_of_cardiac_cycles": 2, "number_of_time_pts_per_cardiac_cycle": 5 },
  "boundary_conditions": [
    { "bc_name": "in", "bc_type": "FLOW", "bc_values": { "Q": [5.0, 5.0], "t": [0.0, 1.0] } },
    { "bc_name": "out", "bc_type": "RESISTANCE", "bc_values": { "R": 100.0, "Pd": 0.0 } } ],
  "vessels": [ { "vessel_id": 0, "vessel_name": "v", "vessel_length": 10.0,
    "zero_d_element_type": "BloodVessel", "zero_d_element_values": { "R_poiseuille": 100.0 },
    "boundary_conditions": { "inlet": "in", "outlet": "out" } } ]
}"#;

#[test]
fn a_file_is_written_in_its_canonical_form() {
    let scratch = Scratch::new("file");
    std::fs::write(scratch.0.join("model.json"), FILE).unwrap();
    let output = scratch.convert(&["model.json", "--to", "svzerod"]);
    assert!(output.status.success() && output.stderr.is_empty());
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(svzerod::read("a", FILE), svzerod::read("b", &text));
    assert!(
        text.contains("\"rho_infty\": 0.5") && !text.contains("_comment"),
        "{text}"
    );
    std::fs::write(scratch.0.join("again.json"), &text).unwrap();
    let arguments = ["again.json", "--to", "svzerod", "--out", "third.json"];
    assert!(scratch.convert(&arguments).status.success());
    assert_eq!(
        std::fs::read_to_string(scratch.0.join("third.json")).unwrap(),
        text
    );
}

#[test]
fn a_mistake_is_one_message_with_exit_code_2() {
    let scratch = Scratch::new("wrong");
    let broken = FILE.replace("R_poiseuille", "R_poisseuille");
    std::fs::write(scratch.0.join("broken.json"), broken).unwrap();
    let junctions = r#"{ "junctions": [ { "junction_name": "J", "junction_type": "NORMAL_JUNCTION",
        "inlet_vessels": [0], "outlet_vessels": [0], "junction_values": { "R_poiseuille": [1.0] } } ],"#;
    let idle = FILE.replacen('{', junctions, 1);
    std::fs::write(scratch.0.join("idle.json"), idle).unwrap();
    std::fs::write(scratch.0.join("model.json"), FILE).unwrap();
    std::fs::create_dir(scratch.0.join("folder")).unwrap();
    let to = ["--to", "svzerod"];
    let cases: [(&[&str], &str); 10] = [
        (&["artries"], "did you mean \"arteries\"?"),
        (&["walk"], "unknown model \"walk\""),
        (&["none.json"], "none.json cannot be read"),
        (&["broken.json"], "did you mean \"R_poiseuille\"?"),
        (
            &["idle.json"],
            "a junction of this type has one pressure and no values",
        ),
        (
            &["arteries", "--subject", "refrence-man"],
            "did you mean \"reference-man\"?",
        ),
        (
            &["model.json", "--subject", "reference-man"],
            "without \"arteries\"",
        ),
        (
            &["model.json", "--out", "no/such/file.json"],
            "results cannot be written to no/such/file.json",
        ),
        (
            &["arteries", "--out", "folder"],
            "results cannot be written to folder: it is a folder",
        ),
        (&["."], ". cannot be read"),
    ];
    let refused = |arguments: &[&str], expected: &str| {
        let output = scratch.convert(arguments);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
        assert!(text.contains(expected), "{arguments:?}: {text}");
        assert!(output.stdout.is_empty());
    };
    for (arguments, expected) in cases {
        refused(&[arguments, &to].concat(), expected);
    }
    refused(&["arteries", "--to", "svzero"], "did you mean \"svzerod\"?");
    refused(&["arteries", "--to", "sbml"], "valid: svzerod");
    refused(&["arteries"], "--to");
    let left = std::fs::read_dir(&scratch.0).unwrap();
    let parts = left.filter(|f| {
        f.as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains(".part")
    });
    assert_eq!(parts.count(), 0);
}
