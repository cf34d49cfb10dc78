//! A run as a person meets it: files, summary, repetition.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use crate::secondheart_program;

const SCENARIO: &str = "
name = \"short\"
title = \"Up on the toes\"
[[phase]]
name = \"lying\"
duration = \"12 s\"
[[phase]]
name = \"standing\"
duration = \"31.3 s\"
posture = \"standing\"
[[phase]]
name = \"tiptoes\"
duration = \"4 s\"
activity = { pattern = \"tiptoe\", rate = \"61.7 /min\", count = 4 }
[[phase]]
name = \"still\"
duration = \"10 s\"
activity = \"rest\"
interventions = [\"stocking-class-2\"]
set = { \"muscle.pressure_gain\" = 0.9 }
[[window]]
name = \"later\"
phase = \"standing\"
start = \"10.1 s\"
end = \"20.7 s\"
";

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("secondheart-run-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("short.toml"), SCENARIO).unwrap();
        Self(path)
    }

    fn run(&self, scenario: &str, out: &str, more: &[&str]) {
        let mut command = secondheart_program();
        command
            .current_dir(&self.0)
            .env("XDG_CACHE_HOME", self.0.join("cache"))
            .args(["run", scenario, "--out", out, "--format", "csv", "--quiet"])
            .args(more);
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.0.join(file)).unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_run_can_be_repeated_to_the_last_bit_from_what_it_leaves_behind() {
    let scratch = Scratch::new("repeat");
    let set = [
        "--set",
        "valve.deep.competence=0.8",
        "--with",
        "varicose-veins-left",
        "--subject",
        "reference-woman",
        "--step",
        "3 ms",
    ];
    scratch.run("short.toml", "first", &set);
    assert_eq!(
        names(&scratch.0.join("first")),
        [
            "beats.csv",
            "report.html",
            "resolved.toml",
            "summary.json",
            "waveforms.csv"
        ]
    );
    let resolved = scratch.read("first/resolved.toml");
    assert!(resolved.contains("\"valve.deep.competence\" = { value = 0.8, source = \"given\" }"));
    assert!(resolved.contains("stature = \"163 cm\"") && resolved.contains("step = \"0.003 s\""));
    assert!(
        resolved.contains("--set valve.deep.competence=0.8"),
        "the command"
    );
    std::fs::remove_dir_all(scratch.0.join("cache")).unwrap();
    scratch.run("first/resolved.toml", "second", &[]);
    // Once more with the steady start from the cache.
    scratch.run("first/resolved.toml", "third", &[]);
    let simulated = |folder: &str| {
        let text = scratch.read(&format!("{folder}/summary.json"));
        let summary: serde_json::Value = serde_json::from_str(&text).unwrap();
        let page = scratch.read(&format!("{folder}/report.html"));
        let header = page.split("</header>").next().unwrap();
        (
            summary["simulated"].clone(),
            header.split("<header>").last().unwrap().to_owned(),
        )
    };
    let (told, header) = simulated("first");
    let start = &told["from_the_start"];
    assert_eq!(start["conditions"][0], "varicose-veins-left");
    assert_eq!(start["parameters"][0]["name"], "valve.deep.competence");
    assert_eq!(start["parameters"][0]["instead_of"], 1.0);
    assert_eq!(
        told["phases"][3]["begins"]["interventions"][0],
        "stocking-class-2"
    );
    assert_eq!(
        told["phases"][2]["activity"],
        "tiptoe at 61.7 /min, 4 times"
    );
    let line = "primary varicose veins (left leg; in both legs valve.perforator.dilation); \
                valve.deep.competence 0.8 instead of 1";
    assert!(header.contains(line), "{header}");
    assert!(resolved.contains(&format!("# from the start: {line}\n")));
    for again in ["second", "third"] {
        assert_eq!(simulated(again), (told.clone(), header.clone()), "{again}");
        for file in ["beats.csv", "waveforms.csv"] {
            let (one, other) = (format!("first/{file}"), format!("{again}/{file}"));
            assert!(
                scratch.read(&one) == scratch.read(&other),
                "{one} and {other} differ"
            );
        }
    }
}

#[test]
fn the_summary_holds_the_run_and_the_readings_of_every_phase() {
    let scratch = Scratch::new("summary");
    scratch.run("short.toml", "out", &[]);
    let summary: serde_json::Value =
        serde_json::from_str(&scratch.read("out/summary.json")).unwrap();
    for key in [
        "version",
        "scenario",
        "subject",
        "step_s",
        "simulated_s",
        "wall_s",
        "speed",
    ] {
        assert!(!summary[key].is_null(), "{key}");
    }
    let speed = summary["simulated_s"].as_f64().unwrap() / summary["wall_s"].as_f64().unwrap();
    assert!((summary["speed"].as_f64().unwrap() / speed - 1.0).abs() < 1e-9);
    let invariants = &summary["invariants"];
    assert!(invariants["volume_drift_relative"].as_f64().unwrap().abs() < 1e-12);
    assert!(invariants["smallest_volume_ml"].as_f64().unwrap() > 0.0);
    assert!(
        invariants["steps"].as_u64().unwrap() >= 5_730,
        "57.3 s of at most 10 ms: the usual step is 8"
    );
    assert!(invariants["iterated_steps"].is_u64());
    let phases: Vec<&str> = summary["phases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["name"].as_str().unwrap())
        .collect();
    assert_eq!(phases, ["lying", "standing", "tiptoes", "still"]);
    let fall = &summary["phases"][2]["readings"]["foot_ambulatory_fall_mmhg"];
    assert_eq!(summary["units"]["foot_ambulatory_fall_mmhg"], "mmHg");
    assert!(fall["value"].is_f64());
    assert!(summary["phases"][0]["readings"]["foot_ambulatory_fall_mmhg"].is_null());
    assert_eq!(summary["windows"][0]["name"], "later");
}

#[test]
fn steps_that_do_not_settle_are_in_the_summary_the_report_and_the_terminal() {
    let scratch = Scratch::new("unsettled");
    let text = "start = \"standing\"\n[[phase]]\nname = \"walking\"\nduration = \"10 s\"\n\
                activity = \"walk\"\n";
    std::fs::write(scratch.0.join("walk.toml"), text).unwrap();
    let run = |out: &str, closing_rate: &str| {
        let set = format!("valve.deep.closing_rate_per_mmhg_s={closing_rate}");
        let mut command = crate::secondheart_program();
        command
            .current_dir(&scratch.0)
            .env("XDG_CACHE_HOME", scratch.0.join("cache"))
            .args(["run", "walk.toml", "--out", out, "--set", &set]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let summary: serde_json::Value =
            serde_json::from_str(&scratch.read(&format!("{out}/summary.json"))).unwrap();
        let steps = |name: &str| summary["invariants"][name].as_u64().unwrap();
        let counts = (steps("unsettled_steps"), steps("divided_steps"));
        (String::from_utf8(output.stdout).unwrap(), counts)
    };
    let (shown, counts) = run("usual", "10.7");
    assert_eq!(counts, (0, 0));
    assert!(!shown.contains("did not settle"), "{shown}");
    // A valve that closes within a step has no settled opening in it.
    let (shown, (unsettled, divided)) = run("fast", "1e6");
    assert!(unsettled > 10, "{unsettled}");
    let told = format!("{unsettled} did not settle and {divided} were divided");
    assert!(shown.contains(&told), "{shown}");
    // What was simulated is in the terminal and in the metadata of the tables.
    let told =
        "from the start: valve.deep.closing_rate_per_mmhg_s 1000000 instead of 10.7 /(mmHg\u{b7}s)";
    assert!(shown.contains(told), "{shown}");
    for table in ["beats", "waveforms"] {
        let bytes = std::fs::read(scratch.0.join(format!("fast/{table}.parquet"))).unwrap();
        let holds = bytes
            .windows(told.len())
            .any(|bytes| bytes == told.as_bytes());
        assert!(holds, "{table}");
    }
    let row = format!("<dt>steps that did not settle</dt><dd>{unsettled}</dd>");
    assert!(scratch.read("fast/report.html").contains(&row));
}

/// Waits until something holds, and says whether it did in time.
#[cfg(unix)]
fn within(seconds: u64, mut holds: impl FnMut() -> bool) -> bool {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(seconds);
    while !holds() {
        if std::time::Instant::now() > until {
            return false;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    true
}

#[test]
fn any_signal_is_recorded_by_pattern_in_the_file_or_on_the_command_line() {
    let scratch = Scratch::new("record");
    let text = "[record]\nsignals = [\"leg.left.popliteal_vein.*_mmhg\"]\nrate = \"10 Hz\"\n\
                [[phase]]\nname = \"rest\"\nduration = \"3 s\"\n";
    std::fs::write(scratch.0.join("brief.toml"), text).unwrap();
    scratch.run("brief.toml", "out", &["--record", "blood.volume_ml"]);
    // The record of the run records the same.
    scratch.run("out/resolved.toml", "again", &[]);
    for folder in ["out", "again"] {
        let waveforms = scratch.read(&format!("{folder}/waveforms.csv"));
        let header = waveforms.lines().next().unwrap();
        for column in [
            "leg.left.popliteal_vein.transmural_pressure_mmhg [mmHg]",
            "blood.volume_ml [mL]",
            "phase,posture,activity",
        ] {
            assert!(header.contains(column), "{column}: {header}");
        }
        assert_eq!(waveforms.lines().count(), 1 + 31);
        assert!(
            waveforms
                .lines()
                .nth(1)
                .unwrap()
                .ends_with(",rest,supine,rest")
        );
    }
    let mut command = secondheart_program();
    command.current_dir(&scratch.0);
    command.args([
        "run",
        "brief.toml",
        "--record",
        "leg.left.popliteal_vein.presure_mmhg",
    ]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("popliteal_vein.pressure_mmhg\"?"), "{said}");
}

const BRIEF: &str = "[[phase]]\nname = \"rest\"\nduration = \"3 s\"\n";

impl Scratch {
    /// Runs with these arguments and gives the exit code and what the run wrote to the standard error.
    fn said(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = secondheart_program();
        command.current_dir(&self.0);
        command.env("XDG_CACHE_HOME", self.0.join("cache"));
        command.arg("run").args(arguments);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

#[test]
fn every_run_that_differs_gets_a_folder_of_its_own_and_a_repetition_replaces_itself() {
    let scratch = Scratch::new("variants");
    scratch.write("brief.toml", BRIEF);
    let longer = BRIEF.replace("3 s", "4 s");
    scratch.write("other/brief.toml", &longer);
    for (folder, mass) in [("a", "60 kg"), ("b", "65 kg")] {
        let anna = format!(
            "name = \"anna\"\nsex = \"female\"\nage = \"30 y\"\nstature = \"165 cm\"\n\
             mass = \"{mass}\"\nresting_heart_rate = \"60 /min\"\n"
        );
        scratch.write(&format!("{folder}/anna.toml"), &anna);
    }
    let variants: [(&[&str], &str); 9] = [
        (&["brief.toml"], "brief"),
        (&["brief.toml", "--step", "4 ms"], "brief-2"),
        (&["brief.toml", "--rate", "20"], "brief-3"),
        (&["brief.toml", "--record", "blood.volume_ml"], "brief-4"),
        (&["brief.toml", "--format", "csv"], "brief-5"),
        (&["other/brief.toml"], "brief-6"),
        (
            &["brief.toml", "--set", "muscle.pressure_gain=0"],
            "brief+muscle.pressure_gain=0",
        ),
        (&["brief.toml", "--subject", "a/anna.toml"], "brief+anna"),
        (&["brief.toml", "--subject", "b/anna.toml"], "brief+anna-2"),
    ];
    for round in ["first", "again"] {
        for (arguments, folder) in variants {
            // The note is a warning: it is given with --quiet too.
            let (code, said) = scratch.said(&[arguments, &["--quiet"]].concat());
            assert_eq!(code, Some(0), "{round} {arguments:?}: {said}");
            let told = format!("; these results go to out/{folder}\n");
            let numbered = folder.ends_with(|c: char| ('2'..='9').contains(&c));
            assert_eq!(
                said.contains(&told),
                numbered,
                "{round} {arguments:?}: {said}"
            );
            assert!(numbered || said.is_empty(), "{round} {arguments:?}: {said}");
        }
        let mut folders: Vec<String> = variants.iter().map(|(_, f)| (*f).to_owned()).collect();
        folders.sort();
        assert_eq!(names(&scratch.0.join("out")), folders, "{round}");
    }
    let tables = names(&scratch.0.join("out/brief-5"));
    assert!(tables.contains(&"beats.csv".to_owned()), "{tables:?}");
    let first = scratch.read("out/brief/resolved.toml");
    // A scenario that was edited is another run.
    scratch.write("brief.toml", &BRIEF.replace("3 s", "5 s"));
    let (_, said) = scratch.said(&["brief.toml", "--quiet"]);
    let told = "out/brief holds the results of another run (secondheart run brief.toml --quiet); \
                these results go to out/brief-7\n";
    assert_eq!(said, told);
    assert!(scratch.0.join("out/brief-7/summary.json").is_file());
    assert_eq!(scratch.read("out/brief/resolved.toml"), first);
    // Results that do not say what they are of are kept as well.
    std::fs::remove_file(scratch.0.join("out/brief/resolved.toml")).unwrap();
    let (_, said) = scratch.said(&["other/brief.toml", "--step", "5 ms"]);
    assert!(said.contains("results without a resolved.toml"), "{said}");
    assert!(scratch.0.join("out/brief-8/summary.json").is_file());
}

#[test]
fn a_repetition_destroys_neither_its_run_nor_the_repetition_of_another() {
    let scratch = Scratch::new("repetitions");
    for (folder, seconds) in [("here", "3 s"), ("there", "4 s")] {
        scratch.write("brief.toml", &BRIEF.replace("3 s", seconds));
        let out = format!("{folder}/brief");
        assert_eq!(scratch.said(&["brief.toml", "--out", &out]).0, Some(0));
    }
    let first = scratch.read("here/brief/resolved.toml");
    for round in ["first", "again"] {
        for (run, folder) in [("here", "brief-repeat"), ("there", "brief-repeat-2")] {
            let resolved = format!("{run}/brief/resolved.toml");
            let (code, said) = scratch.said(&[&resolved]);
            assert_eq!(code, Some(0), "{said}");
            let summary = scratch.read(&format!("out/{folder}/summary.json"));
            let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
            let simulated_s = summary["simulated_s"].as_f64().unwrap().round();
            let expected_s = if run == "here" { 3.0 } else { 4.0 };
            assert_eq!(simulated_s, expected_s, "{round}: {folder}");
        }
        let folders = names(&scratch.0.join("out"));
        assert_eq!(folders, ["brief-repeat", "brief-repeat-2"], "{round}");
    }
    let resolved = "here/brief/resolved.toml";
    let (code, said) = scratch.said(&[resolved, "--out", "here/brief"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("it holds the run that is repeated"), "{said}");
    assert_eq!(scratch.read(resolved), first);
}

#[test]
fn a_folder_that_is_asked_for_is_replaced_and_the_run_in_it_is_told() {
    let scratch = Scratch::new("asked");
    scratch.write("brief.toml", BRIEF);
    let out = ["brief.toml", "--out", "mine", "--quiet"];
    assert_eq!(scratch.said(&out), (Some(0), String::new()));
    assert_eq!(scratch.said(&out), (Some(0), String::new()));
    let told = "The folder holds the results of another run, which this one replaces: secondheart \
                run brief.toml --out mine --quiet\n";
    for variant in [["--format", "csv"], ["--set", "muscle.pressure_gain=0"]] {
        let (code, said) = scratch.said(&[&out[..], &variant].concat());
        assert_eq!(code, Some(0), "{said}");
        let first = said.starts_with("The folder holds") && said.lines().count() == 1;
        assert!(first, "{variant:?}: {said}");
        if variant[0] == "--format" {
            assert_eq!(said, told);
        }
    }
    // The tables of the run before, in another format, are not left beside the new ones.
    let tables = names(&scratch.0.join("mine"));
    assert!(!tables.contains(&"beats.csv".to_owned()), "{tables:?}");
    assert!(!scratch.0.join("out").exists());
}

/// Starts the command, waits until `written` holds, sends it the signal, and gives what it wrote to the
/// standard error and its exit code.
#[cfg(unix)]
fn interrupted(
    scratch: &Scratch,
    arguments: &[&str],
    signal: &str,
    written: impl Fn() -> bool,
) -> (String, Option<i32>) {
    let mut run = secondheart_program()
        .current_dir(&scratch.0)
        .env("XDG_CACHE_HOME", scratch.0.join("cache"))
        .args(arguments)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let running = within(300, written);
    // Into the run, past the first look at the flag.
    std::thread::sleep(std::time::Duration::from_millis(300));
    let alive = run.try_wait().unwrap().is_none();
    let kill = format!("kill -{signal} {}", run.id());
    let sent = std::process::Command::new("sh")
        .args(["-c", &kill])
        .status();
    let ended = within(60, || run.try_wait().unwrap().is_some());
    if !ended {
        run.kill().unwrap();
    }
    let output = run.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(running && alive && sent.unwrap().success(), "{told}");
    assert!(ended, "it went on for a minute");
    (told, output.status.code())
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let scratch = Scratch::new("interrupt");
    // A day takes minutes: the signal comes long before its end.
    let text = "[[phase]]\nname = \"rest\"\nduration = \"24 h\"\n";
    std::fs::write(scratch.0.join("day.toml"), text).unwrap();
    let out = scratch.0.join("out");
    // Its files stand in the folder under other names while it runs.
    let written = || std::fs::read_dir(&out).is_ok_and(|files| files.count() > 0);
    for signal in ["INT", "TERM", "HUP"] {
        let arguments = ["run", "day.toml", "--out", "out", "--quiet"];
        let (told, code) = interrupted(&scratch, &arguments, signal, written);
        assert_eq!(code, Some(130), "{signal}: {told}");
        assert!(told.contains("interrupted at "), "{signal}: {told}");
        assert!(!out.exists(), "{signal}: {:?}", names(&out));
        assert_eq!(names(&scratch.0), ["cache", "day.toml", "short.toml"]);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_validation_leaves_nothing_behind() {
    let scratch = Scratch::new("interrupt-validate");
    let out = scratch.0.join("out");
    let arguments = ["validate", "--out", "out"];
    let (told, code) = interrupted(&scratch, &arguments, "TERM", || out.exists());
    assert_eq!(code, Some(130), "{told}");
    assert!(told.contains("interrupted; nothing was written"), "{told}");
    assert!(!out.exists(), "{:?}", names(&out));
}
