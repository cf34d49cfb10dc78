use secondheart_laboratory::fake::FakeBody;
use secondheart_laboratory::record::Plan;
use secondheart_laboratory::run::Runner;
use secondheart_protocol::scenario::Scenario;

use super::*;

fn close(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not {expected}"
    );
}

fn sketch(text: &str) -> Overview {
    let timeline = Scenario::parse(text, "a.toml").unwrap().timeline();
    // The legs hang.
    let mut body = FakeBody::default()
        .with_constant("heart.right_atrium.height_cm", 120.0)
        .with_constant("leg.left.calf.saphenous_upper_vein.height_cm", 40.0)
        .with_constant("leg.left.calf.saphenous_lower_vein.height_cm", 10.0)
        .with_course("blood.net_loss_ml", |time_s| 50.0 * time_s);
    let recorder = Recorder::new(&body, Plan::standard(), &timeline, None).unwrap();
    let mut sketch = Sketch::new(&body, recorder, &timeline).unwrap();
    Runner::new(&timeline).run(&mut body, &mut sketch).unwrap();
    sketch.complete(None).unwrap().1
}

#[test]
fn the_overview_has_envelopes_loops_and_means() {
    let overview = sketch(
        "[[phase]]\nname = \"first\"\nduration = \"8 s\"\n\
         [[phase]]\nname = \"second\"\nduration = \"4 s\"\n",
    );
    assert_eq!(overview.simulated_s, 12.0);
    assert_eq!(overview.phases.len(), 2);
    let pressure = overview.channel("arterial_pressure_mmhg").unwrap();
    assert_eq!(pressure.label, "arterial pressure");
    assert_eq!(pressure.unit, "mmHg");
    let covered_s: f64 = pressure.points.iter().map(|point| point.weight_s).sum();
    close(covered_s, 12.0, 1e-9);
    for name in ["heart_rate_per_min", "cardiac_output_l_per_min"] {
        let channel = overview.channel(name).unwrap();
        let expected = if name.starts_with("heart") { 75.0 } else { 6.0 };
        assert!(
            channel
                .points
                .iter()
                .all(|point| (point.mean - expected).abs() < 0.01)
        );
    }
    let labels: Vec<&str> = overview.loops.iter().map(|l| l.label.as_str()).collect();
    assert_eq!(labels, ["first", "second"]);
    let volumes = &overview.loops[0].volume_ml;
    close(
        volumes.iter().copied().fold(f64::INFINITY, f64::min),
        60.0,
        0.1,
    );
    close(volumes.iter().copied().fold(0.0, f64::max), 140.0, 0.1);
    let names: Vec<&str> = overview.channels.iter().map(|c| c.name.as_str()).collect();
    let once: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(once.len(), names.len(), "every channel once");
}

#[test]
fn the_windows_show_the_longest_exercise_and_the_rest_after_it() {
    let overview = sketch(
        "start = \"standing\"\n[[phase]]\nname = \"still\"\nduration = \"28 s\"\n\
         [[phase]]\nname = \"a_walk\"\nduration = \"40 s\"\nactivity = \"walk\"\n\
         [[phase]]\nname = \"rest\"\nduration = \"10 s\"\nactivity = \"rest\"\n",
    );
    let pump = overview.pump_window.as_ref().unwrap();
    assert_eq!((pump.start_s, pump.end_s), (8.0, 78.0));
    assert_eq!((pump.exercise_start_s, pump.exercise_end_s), (28.0, 68.0));
    assert_eq!(pump.exercise_label, "a walk");
    assert_eq!(pump.channels[0].name, "ankle_vein_pressure_mmhg");
    assert!(pump.ambulatory_mmhg.is_some());
    // From the first onset after the middle of the walk, over two cycles of 0.8 s.
    let valves = overview.valve_window.as_ref().unwrap();
    assert!((48.0..48.2).contains(&valves.start_s), "{}", valves.start_s);
    close(valves.end_s - valves.start_s, 1.6, 0.03);
    let gait = overview.gait_window.as_ref().unwrap();
    assert_eq!(gait.exercise_label, "a walk");
    assert_eq!(gait.cycle_label, "stride from left heel strike");
    close(gait.cycle.cycles, 50.0, 0.01);
}

#[test]
fn the_windows_show_a_walk_rather_than_a_longer_fidgeting() {
    let overview = sketch(
        "start = \"standing\"\n[[phase]]\nname = \"still\"\nduration = \"28 s\"\n\
         [[phase]]\nname = \"a_walk\"\nduration = \"20 s\"\nactivity = \"walk\"\n\
         [[phase]]\nname = \"sitting\"\nduration = \"60 s\"\nposture = \"sitting\"\n\
         activity = \"fidget\"\n",
    );
    let pump = overview.pump_window.as_ref().unwrap();
    assert_eq!(pump.exercise_label, "a walk");
    assert_eq!(overview.gait_window.unwrap().exercise_label, "a walk");
}

#[test]
fn blood_lost_is_noted_as_it_is_at_the_end_of_each_phase() {
    let overview = sketch(
        "[[phase]]\nname = \"first\"\nduration = \"8 s\"\n\
         [[phase]]\nname = \"second\"\nduration = \"4 s\"\n",
    );
    let lost_ml = overview
        .phases
        .iter()
        .map(|phase| phase.end.blood_lost_ml.unwrap());
    for (lost_ml, expected) in lost_ml.zip([400.0, 600.0]) {
        close(lost_ml, expected, 0.5);
    }
}

#[test]
fn many_phases_keep_an_even_choice_of_loops() {
    let overview = sketch("[[phase]]\nname = \"a\"\nduration = \"1 s\"\nrepeat = 150\n");
    assert_eq!(overview.phases.len(), 150);
    let labels: Vec<&str> = overview.loops.iter().map(|l| l.label.as_str()).collect();
    assert!((30..=60).contains(&labels.len()), "{}", labels.len());
    let number = |label: &str| {
        label
            .split(' ')
            .next_back()
            .unwrap()
            .parse::<u32>()
            .unwrap()
    };
    let steps: Vec<u32> = labels
        .windows(2)
        .map(|two| number(two[1]) - number(two[0]))
        .collect();
    assert!(steps.iter().all(|step| *step == steps[0]), "{labels:?}");
}

#[test]
fn windows_have_their_own_values_at_their_ends_in_the_order_of_the_scenario() {
    // The second window ends before the first, the third with its phase.
    let window = |name: &str, start_s: u32, end_s: u32| {
        format!(
            "[[window]]\nname = \"{name}\"\nphase = \"long\"\nstart = \"{start_s} s\"\n\
             end = \"{end_s} s\"\n"
        )
    };
    let windows = window("late", 2, 9) + &window("early", 1, 4) + &window("end", 8, 12);
    let phase = "[[phase]]\nname = \"long\"\nduration = \"12 s\"\n";
    let overview = sketch(&format!("{phase}{windows}"));
    let lost = overview
        .window_ends
        .iter()
        .map(|end| end.blood_lost_ml.unwrap());
    let lost: Vec<f64> = lost.collect();
    assert_eq!(lost.len(), 3);
    for (lost_ml, end_s) in lost.iter().zip([9.0, 4.0, 12.0]) {
        close(*lost_ml, 50.0 * end_s, 1e-6);
    }
    assert_eq!(overview.phases[0].end, overview.window_ends[2]);
}

#[test]
fn a_loss_of_blood_has_a_course_and_a_small_one_has_none() {
    let phase = |s: u32| format!("[[phase]]\nname = \"a\"\nduration = \"{s} s\"\n");
    // The fake body loses 50 mL a second.
    assert_eq!(sketch(&phase(1)).bleeding, None);
    let course = sketch(&phase(8)).bleeding.unwrap().lost;
    let most = course.points.iter().map(|point| point.max);
    close(most.fold(0.0, f64::max), 400.0, 2.0);
    assert_eq!(course.unit, "mL");
}
