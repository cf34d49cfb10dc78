//! The instruments on the simulated body.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use secondheart_body::{Body, Parameters, Subject};
use secondheart_laboratory::instrument;
use secondheart_laboratory::record::{Plan, Record, Recorder};
use secondheart_laboratory::run::Runner;
use secondheart_laboratory::start::{Cache, steady};
use secondheart_protocol::scenario::Scenario;

fn start(scenario: &Scenario) -> Body {
    let parameters = Parameters::shipped().unwrap();
    steady(
        &parameters,
        &Subject::default(),
        &scenario.timeline(),
        &Cache::off(),
    )
    .unwrap()
}

fn record(scenario: &Scenario) -> Record {
    let mut body = start(scenario);
    let timeline = scenario.timeline();
    let mut recorder = Recorder::new(&body, Plan::standard(), &timeline, None).unwrap();
    Runner::new(&timeline)
        .run(&mut body, &mut recorder)
        .unwrap();
    recorder.finish().unwrap()
}

fn value(record: &Record, span: &str, name: &str) -> Option<f64> {
    let mut spans = record.phases.iter().chain(&record.windows);
    let span = spans.find(|record| record.span.name == span).unwrap();
    span.reading(name).map(|reading| reading.value)
}

#[test]
fn every_reading_is_read_in_a_protocol_that_has_it_and_nowhere_else() {
    let apg = record(&Scenario::find("apg").unwrap());
    let walk = record(&Scenario::find("walk").unwrap());
    let stand = record(&Scenario::find("active-stand").unwrap());
    let saline = record(&Scenario::find("saline-2-litres").unwrap());
    let kicks = record(&Scenario::find("knee-extension").unwrap());
    let cuffs = [
        "calf-cuff-step",
        "thigh-cuff-release",
        "thigh-cuff-compliance",
    ];
    let cuffs = cuffs.map(|name| record(&Scenario::find(name).unwrap()));
    let mut read = BTreeSet::new();
    let spans = apg.phases.iter().chain(&walk.phases).chain(&stand.phases);
    let spans = spans.chain(cuffs.iter().flat_map(|record| &record.phases));
    for span in spans.chain(&saline.phases).chain(&kicks.phases) {
        for (name, reading) in &span.readings {
            assert!(reading.value.is_finite(), "{name} in {}", span.span.name);
            read.insert(*name);
        }
    }
    for definition in instrument::definitions() {
        assert!(
            read.contains(definition.name),
            "{} is never read",
            definition.name
        );
    }
    for (span, absent) in [
        ("legs_raised", "venous_volume_ml"),
        ("legs_raised", "muscle_power_mw"),
        ("legs_raised", "foot_refill_time_90_s"),
        ("standing", "ankle_ambulatory_fall_mmhg"),
        ("one_tiptoe", "residual_volume_fraction_pct"),
        ("one_tiptoe", "ankle_ambulatory_fall_mmhg"),
        ("ten_tiptoes", "ejection_fraction_calf_pct"),
        ("one_tiptoe", "residual_volume_ml"),
        ("standing", "ankle_brachial_index_ratio"),
        ("standing", "knee_flow_ml_per_min"),
        ("standing", "output_steady_after_min"),
        ("ten_tiptoes", "femoral_valve_open_s"),
        ("refill_10", "dip_time_s"),
        ("standing", "heart_rate_fall_after_exercise_per_min"),
        ("ten_tiptoes", "heart_rate_fall_after_exercise_per_min"),
        ("standing", "infusion_outside_vessels_pct"),
    ] {
        assert_eq!(value(&apg, span, absent), None, "{absent} in {span}");
    }
    // Shares are of all blood, and one measure agrees with another.
    for span in &apg.phases {
        let of = |name: &str| span.reading(name).unwrap().value;
        let shares = [
            "systemic_venous",
            "systemic_arterial",
            "microvascular",
            "pulmonary",
            "heart",
        ];
        let sum: f64 = shares
            .iter()
            .map(|share| of(&format!("{share}_share_pct")))
            .sum();
        assert!((sum - 100.0).abs() < 1e-6, "{sum} in {}", span.span.name);
        let output = of("stroke_volume_ml") * of("heart_rate_per_min") / 1000.0;
        assert!((output / of("cardiac_output_l_per_min") - 1.0).abs() < 0.02);
    }
    let fall = value(&walk, "walking", "ankle_ambulatory_fall_mmhg").unwrap();
    let low = value(&walk, "walking", "ankle_ambulatory_pressure_mmhg").unwrap();
    let standing = value(&walk, "standing", "ankle_vein_pressure_mmhg").unwrap();
    assert!(
        (fall + low - standing).abs() < 2.0,
        "{fall} + {low} against {standing}"
    );
    // Contraction drives blood up the knee, relaxation lets hardly any back, and both add up.
    let of = |name: &str| value(&walk, "walking", name).unwrap();
    let up = 0.01 * of("calf_contracting_share_pct");
    let (contracting, relaxing) = (
        of("knee_flow_contracting_ml_per_min"),
        of("knee_flow_relaxing_ml_per_min"),
    );
    let mean = of("knee_flow_ml_per_min");
    assert!((up * contracting + (1.0 - up) * relaxing - mean).abs() < 1e-6 * mean);
    let lines = of("knee_flow_deep_ml_per_min") + of("knee_flow_superficial_ml_per_min");
    assert!((lines - mean).abs() < 1e-6 * mean);
    assert!(
        contracting > 2.0 * mean && relaxing > -0.05 * mean,
        "{contracting} {relaxing}"
    );
    assert!(
        (of("knee_flow_both_ml_per_min") - 2.0 * mean).abs() < 0.05 * mean,
        "two legs"
    );
    assert!(
        (35.0..60.0).contains(&of("knee_peak_flow_at_pct")),
        "late stance"
    );
}

#[test]
fn a_run_does_not_depend_on_being_recorded() {
    let text = "start = \"standing\"\n[[phase]]\nname = \"walk\"\nduration = \"10 s\"\nactivity = \"walk\"\n";
    let scenario = Scenario::parse(text, "a.toml").unwrap();
    let timeline = scenario.timeline();
    let mut watched = start(&scenario);
    let mut alone = watched.clone();
    let mut recorder = Recorder::new(&watched, Plan::standard(), &timeline, None).unwrap();
    Runner::new(&timeline)
        .run(&mut watched, &mut recorder)
        .unwrap();
    for timed in &timeline.changes {
        alone.apply(&timed.change, timed.at_s).unwrap();
    }
    alone.advance_to(timeline.end_s).unwrap();
    for name in alone.signal_names() {
        assert_eq!(
            alone.read(&name).unwrap().to_bits(),
            watched.read(&name).unwrap().to_bits(),
            "{name}"
        );
    }
}

#[test]
fn cuffs_squeeze_blood_out_of_the_legs_but_are_no_muscle_pump() {
    let text = "start = \"standing\"\ninterventions = [\"pneumatic-compression\"]\n\
                set = { \"muscle.pressure_gain\" = 0.0 }\n\
                [[phase]]\nname = \"pressed\"\nduration = \"70 s\"\nactivity = \"ankle-pump\"\n";
    let record = record(&Scenario::parse(text, "cuffs.toml").unwrap());
    let flow = value(&record, "pressed", "knee_flow_both_ml_per_min").unwrap();
    assert!(flow > 50.0, "{flow}");
    // Muscles without pressure do no work, whatever presses from outside.
    let power = value(&record, "pressed", "muscle_power_mw").unwrap();
    assert_eq!(power, 0.0);
}

#[test]
fn a_broken_pump_does_less_useful_work() {
    let useful_mw = |broken: &str| {
        let text = format!(
            "start = \"standing\"\n{broken}\n\
             [[phase]]\nname = \"standing\"\nduration = \"30 s\"\n\
             [[phase]]\nname = \"walking\"\nduration = \"60 s\"\nactivity = \"walk\"\n"
        );
        let record = record(&Scenario::parse(&text, "pump.toml").unwrap());
        value(&record, "walking", "pump_useful_power_mw").unwrap()
    };
    let healthy = useful_mw("");
    let varicose = useful_mw("conditions = [\"varicose-veins\"]");
    let without_valves = useful_mw("conditions = [\"deep-vein-incompetence\", \"varicose-veins\"]");
    let without_muscle = useful_mw("set = { \"muscle.pressure_gain\" = 0.0 }");
    assert!(
        healthy > 1.2 * varicose && varicose > 2.0 * without_valves,
        "{healthy} {varicose} {without_valves}"
    );
    assert!(without_muscle.abs() < 0.1 * healthy, "{without_muscle}");
}
