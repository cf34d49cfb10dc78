use super::doppler::{peak_velocity, wall_shear};
use super::duplex::valve_cycle;
use super::echo::Settling;
use super::plethysmograph::Curve;
use super::stage::Stage;
use super::strain_gauge::shank_volume_ml;
use super::trail::{Course, Cycles, Onsets, Ring, Trail};
use super::*;
use crate::fake::{CYCLE_S, FakeBody};
use crate::record::{Plan, Record, Recorder};
use crate::run::Runner;
use secondheart_body::Activity;
use secondheart_body::quantity::unit_of;
use secondheart_protocol::scenario::Scenario;

#[test]
fn every_reading_is_defined_once_and_ends_in_its_unit() {
    let definitions = definitions();
    let names: std::collections::BTreeSet<_> = definitions.iter().map(|d| d.name).collect();
    assert_eq!(names.len(), definitions.len());
    for definition in definitions {
        assert!(!unit_of(definition.name).is_empty(), "{}", definition.name);
        assert!(!definition.definition.is_empty() && !definition.instrument.is_empty());
        if let Some(reference) = definition.reference {
            assert!(names.contains(reference), "{reference}");
        }
    }
}

#[test]
fn a_trail_is_the_mean_of_the_last_seconds() {
    let mut trail = Trail::new(3);
    assert!(trail.mean(3).is_nan());
    for i in 0..1000 {
        trail.push(0.02, if i < 900 { 5.0 } else { 8.0 });
    }
    // The last 100 samples are 2 s.
    assert!((trail.mean(2) - 8.0).abs() < 1e-9, "{}", trail.mean(2));
    assert!((trail.mean(3) - 7.0).abs() < 0.1, "{}", trail.mean(3));
    trail.clear();
    assert!(trail.mean(3).is_nan());
}

#[test]
fn a_course_is_thinned_and_still_says_when_a_level_was_reached() {
    let mut course = Course::new(64);
    for i in 0..10_000 {
        let time_s = f64::from(i) * 0.02;
        course.push(time_s, 2.0 * time_s);
    }
    let at_s = course.reaches(100.0).unwrap();
    assert!(
        (at_s - 50.0).abs() < 1e-6,
        "a straight line loses nothing: {at_s}"
    );
    assert_eq!(course.reaches(1000.0), None);
}

#[test]
fn a_ring_forgets_the_oldest() {
    let mut ring = Ring::new(10);
    (0..25).for_each(|i| ring.push(f64::from(i), 1.0));
    let times: Vec<f64> = ring.since(20.0).map(|(time_s, _)| time_s).collect();
    assert_eq!(times, [20.0, 21.0, 22.0, 23.0, 24.0]);
    assert_eq!(ring.since(0.0).count(), 10);
}

#[test]
fn an_onset_needs_slack_before_it() {
    let mut onsets = Onsets::default();
    let pressures = [0.0, 20.0, 180.0, 9.0, 20.0, 2.0, 13.0];
    let begins: Vec<bool> = pressures.iter().map(|p| onsets.begins(*p)).collect();
    assert_eq!(begins, [false, true, false, false, false, false, true]);
}

/// Contractions of 0.4 s once a second, and a vein that falls by 5 mmHg from cycle to cycle.
fn tiptoes(count: u32, cycles: &mut Cycles<1>) {
    for i in 0..count * 50 {
        let (turn, part) = (i / 50, i % 50);
        let muscle = if (2..22).contains(&part) { 100.0 } else { 0.0 };
        cycles.push(0.02, [90.0 - 5.0 * f64::from(turn)], muscle);
    }
}

#[test]
fn the_lowest_cycle_of_ten_is_the_last() {
    let mut cycles = Cycles::new();
    tiptoes(10, &mut cycles);
    assert!(cycles.lowest()[0] > 48.0, "the last is not over yet");
    cycles.end();
    assert!(
        (cycles.lowest()[0] - 45.0).abs() < 0.3,
        "{:?}",
        cycles.lowest()
    );
}

#[test]
fn without_contractions_there_are_cycles_of_a_fixed_length() {
    let mut cycles = Cycles::new();
    (0..500).for_each(|_| cycles.push(0.02, [90.0], 0.0));
    cycles.end();
    assert!((cycles.lowest()[0] - 90.0).abs() < 1e-9);
    let nothing: Cycles<1> = Cycles::new();
    assert!(nothing.lowest()[0].is_infinite());
}

/// Openings of a valve: closed 0.44 s, opening 0.28 s, open 0.64 s, closing 0.42 s.
fn valve(time_s: f64) -> f64 {
    let part_s = time_s % 1.78;
    match part_s {
        part_s if part_s < 0.44 => 0.0,
        part_s if part_s < 0.72 => (part_s - 0.44) / 0.28,
        part_s if part_s < 1.36 => 1.0,
        part_s => 1.0 - (part_s - 1.36) / 0.42,
    }
}

#[test]
fn the_phases_of_a_valve_are_timed() {
    let course = (0..3000)
        .map(|i| f64::from(i) * 0.01)
        .map(|time_s| (time_s, valve(time_s)));
    let cycle = valve_cycle(course).unwrap();
    for (value, expected) in [
        (cycle.closed_s, 0.44 + 0.05 * 0.70),
        (cycle.opening_s, 0.28 * 0.9),
        (cycle.open_s, 0.64 + 0.05 * 0.70),
        (cycle.closing_s, 0.42 * 0.9),
        (cycle.per_min, 60.0 / 1.78),
    ] {
        assert!(
            (value - expected).abs() < 0.03 * expected.max(1.0),
            "{value} {expected}"
        );
    }
}

#[test]
fn a_valve_that_hardly_moves_or_moves_once_has_no_cycle() {
    let still = (0..100).map(|i| (f64::from(i), 0.5 + 0.001 * f64::from(i % 7)));
    assert_eq!(valve_cycle(still), None);
    let once = (0..150)
        .map(|i| f64::from(i) * 0.01)
        .map(|time_s| (time_s, valve(time_s)));
    assert_eq!(valve_cycle(once), None);
    assert_eq!(valve_cycle(std::iter::empty()), None);
}

#[test]
fn a_stage_knows_exercise_and_movement() {
    let stages = Stage::all(&Scenario::find("apg").unwrap().timeline());
    let of = |name: &str| stages.iter().find(|stage| stage.name == name).unwrap();
    assert!(of("legs_raised").moves && of("standing").moves);
    assert!(!of("refill_1").moves && of("refill_1").activity.is_none());
    assert_eq!(of("one_tiptoe").activity.as_ref().unwrap().count, Some(1));
    let stages = Stage::all(&Scenario::find("active-stand").unwrap().timeline());
    let of = |name: &str| stages.iter().find(|stage| stage.name == name).unwrap();
    assert!(of("first_30_s").moves && !of("first_30_s").is_phase && !of("minute_5").moves);
}

fn record(text: &str, step_s: f64) -> Record {
    let timeline = Scenario::parse(text, "a.toml").unwrap().timeline();
    let mut body = FakeBody::with_step(step_s);
    let mut recorder = Recorder::new(&body, Plan::standard(), &timeline, None).unwrap();
    Runner::new(&timeline)
        .run(&mut body, &mut recorder)
        .unwrap();
    recorder.finish().unwrap()
}

/// Integral of sin²(πx) from 0 to x.
fn square_sine(x: f64) -> f64 {
    let pi = std::f64::consts::PI;
    0.5 * x - (2.0 * pi * x).sin() / (4.0 * pi)
}

#[test]
fn flow_at_the_knee_is_sorted_by_contraction_and_phase() {
    let text = "start = \"standing\"\n[[phase]]\nname = \"walk\"\nduration = \"40 s\"\n\
                activity = \"walk\"\n[[phase]]\nname = \"rest\"\nduration = \"4 s\"\n\
                activity = \"rest\"\n";
    let record = record(text, 0.001);
    let of = |name: &str| record.phases[0].reading(name).unwrap().value;
    // Both lines carry 200 sin² mL/s; the muscle has 100 sin² mmHg, above 12 from `from` on and
    // below 6 from `to` on.
    let from = 0.12_f64.sqrt().asin() / std::f64::consts::PI;
    let to = 1.0 - 0.06_f64.sqrt().asin() / std::f64::consts::PI;
    let contracting = square_sine(to) - square_sine(from);
    for (name, expected) in [
        ("knee_flow_ml_per_min", 60.0 * 400.0 * 0.5),
        ("knee_flow_deep_ml_per_min", 60.0 * 200.0 * 0.5),
        ("knee_flow_superficial_ml_per_min", 60.0 * 200.0 * 0.5),
        ("calf_contracting_share_pct", 100.0 * (to - from)),
        (
            "knee_flow_contracting_ml_per_min",
            60.0 * 400.0 * contracting / (to - from),
        ),
        (
            "knee_flow_relaxing_ml_per_min",
            60.0 * 400.0 * (0.5 - contracting) / (1.0 - (to - from)),
        ),
        ("knee_peak_flow_ml_per_s", 400.0),
    ] {
        let value = of(name);
        assert!(
            (value / expected - 1.0).abs() < 0.02,
            "{name}: {value} {expected}"
        );
    }
    let at_pct = of("knee_peak_flow_at_pct");
    assert!((at_pct - 50.0).abs() <= 1.0 + 1e-9, "{at_pct}");
    assert_eq!(record.phases[1].reading("knee_flow_ml_per_min"), None);
    assert_eq!(record.phases[1].knee_cycle, None);
    let window = record.phases[0].knee_cycle.as_ref().unwrap();
    assert!(
        (window.cycles - 40.0 / CYCLE_S).abs() < 0.01,
        "{}",
        window.cycles
    );
    assert!(
        (window.cycle_s - CYCLE_S).abs() < 1e-3,
        "{}",
        window.cycle_s
    );
    for (i, phase_pct) in window.phase_pct.iter().enumerate() {
        let expected = 200.0 * (std::f64::consts::PI * phase_pct / 100.0).sin().powi(2);
        assert!(
            (window.deep_ml_per_s[i] - expected).abs() < 2.0,
            "{phase_pct} %"
        );
    }
}

#[test]
fn counted_cycles_end_the_fold() {
    let text = "start = \"standing\"\n[[phase]]\nname = \"up\"\nduration = \"20 s\"\n\
                activity = { pattern = \"tiptoe\", count = 10 }\n";
    let record = record(text, 0.002);
    let window = record.phases[0].knee_cycle.as_ref().unwrap();
    assert!((window.cycles - 10.0).abs() < 0.01, "{}", window.cycles);
}

#[test]
fn beats_of_equal_pressure_have_an_index_of_one_and_a_lowest_that_is_the_mean() {
    let text = "start = \"supine\"\n[[phase]]\nname = \"rest\"\nduration = \"20 s\"\n";
    let record = record(text, 0.002);
    let of = |name: &str| record.phases[0].reading(name).unwrap().value;
    assert!((of("ankle_brachial_index_ratio") - 1.0).abs() < 1e-9);
    assert!((of("lowest_mean_arterial_pressure_mmhg") - 100.0).abs() < 1e-3);
    assert!((of("lowest_systolic_pressure_mmhg") - 120.0).abs() < 1e-3);
    assert!((of("highest_heart_rate_per_min") - 75.0).abs() < 1e-6);
    // The pressure in the chest falls in the second half of a cycle, in which half the flow passes.
    let share = of("femoral_inspiratory_share_pct");
    assert!((share - 50.0).abs() < 0.5, "{share}");
}

/// Emptied 400 mL; standing, 100 (1 - exp(-t/20 s)) mL more; tiptoes at 1 Hz from the plateau that
/// leave 60, then 50, 40 ... mL and rise by 5 mL between; then nothing.
fn plethysmogram(count: u32) -> Readings {
    let mut curve = Curve::new();
    let mut readings = Readings::new();
    let mut time_s = 0.0;
    let mut run =
        |curve: &mut Curve, from_s: f64, for_s: f64, volume: &dyn Fn(f64) -> (f64, f64)| {
            curve.begin();
            for i in 1..=(50.0 * for_s).round() as u32 {
                time_s = from_s + 0.02 * f64::from(i);
                let (volume_ml, muscle_mmhg) = volume(time_s - from_s);
                curve.push(time_s, 0.02, volume_ml, muscle_mmhg);
            }
        };
    run(&mut curve, 0.0, 60.0, &|_| (400.0, 0.0));
    curve.plateau(0.0, true, &mut readings);
    run(&mut curve, 60.0, 200.0, &|t| {
        (500.0 - 100.0 * (-t / 20.0).exp(), 0.0)
    });
    curve.plateau(60.0, false, &mut readings);
    run(&mut curve, 260.0, f64::from(count), &|t| {
        let (turn, part) = ((t - 1e-6).floor(), (t - 1e-6).fract());
        let lowest_ml = 460.0 - 10.0 * turn;
        if (0.1..0.5).contains(&part) {
            (lowest_ml, 100.0)
        } else {
            (lowest_ml + 5.0, 0.0)
        }
    });
    let activity = Activity {
        count: Some(count),
        ..Activity::named("tiptoe")
    };
    curve.tiptoes(&activity, &mut readings);
    readings
}

#[test]
fn the_volumes_of_an_air_plethysmogram_are_those_of_its_definition() {
    let of = |readings: &Readings, name: &str| readings.get(name).map(|reading| reading.value);
    let near = |value: Option<f64>, expected: f64, what: &str| {
        let value = value.unwrap();
        assert!(
            (value - expected).abs() < 0.01 * expected,
            "{what}: {value}"
        );
    };
    let one = plethysmogram(1);
    near(of(&one, "venous_volume_ml"), 100.0, "VV");
    // 90 % after ln 10 time constants.
    let index = 90.0 / (20.0 * 10.0_f64.ln());
    near(of(&one, "venous_filling_index_ml_per_s"), index, "VFI");
    near(of(&one, "ejected_volume_ml"), 40.0, "EV");
    near(of(&one, "ejection_fraction_calf_pct"), 40.0, "EF");
    assert_eq!(of(&one, "residual_volume_ml"), None);
    let five = plethysmogram(5);
    near(of(&five, "residual_volume_ml"), 20.0, "RV");
    near(of(&five, "residual_volume_fraction_pct"), 20.0, "RVF");
    assert_eq!(of(&five, "ejected_volume_ml"), None);
}

#[test]
fn residual_volume_is_that_of_the_last_tiptoe_and_not_of_the_deepest() {
    let mut curve = Curve::new();
    let mut readings = Readings::new();
    let levels = [(400.0, 60), (500.0, 60)];
    for (raised, (volume_ml, for_s)) in [true, false].into_iter().zip(levels) {
        curve.begin();
        (0..50 * for_s).for_each(|i| curve.push(0.02 * f64::from(i), 0.02, volume_ml, 0.0));
        curve.plateau(-1.0, raised, &mut readings);
    }
    curve.begin();
    for (volume_ml, muscle_mmhg) in [(430.0, 50.0), (470.0, 0.0), (450.0, 50.0), (460.0, 0.0)] {
        (0..25).for_each(|i| curve.push(0.02 * f64::from(i), 0.02, volume_ml, muscle_mmhg));
    }
    curve.tiptoes(&Activity::named("tiptoe"), &mut readings);
    let residual_ml = readings["residual_volume_ml"].value;
    assert!((residual_ml - 50.0).abs() < 1e-6, "{residual_ml}");
}

#[test]
fn output_that_falls_exponentially_is_steady_when_five_per_cent_are_left() {
    let mut settling = Settling::new();
    settling.begin(100.0);
    // 5 (1 + exp(-t/60 s)) L/min: within 5 % of its end after 60 ln 20 = 180 s.
    for i in 0..600 {
        let t_s = f64::from(i) + 0.5;
        let output = 5.0 * (1.0 + (-t_s / 60.0).exp());
        settling.push(100.0 + t_s + 0.5, 1.0, output);
    }
    let steady_s = settling.steady_after_s().unwrap();
    assert!((steady_s - 180.0).abs() <= 20.0, "{steady_s}");
    settling.begin(0.0);
    assert_eq!(settling.steady_after_s(), None);
    for i in 0..600 {
        settling.push(f64::from(i + 1), 1.0, 4.0 + f64::from(i) / 100.0);
    }
    assert_eq!(settling.steady_after_s(), None, "output still rises");
}

#[test]
fn velocity_and_shear_are_those_of_a_parabola() {
    // 1 mL/s through 1 cm²: 1 cm/s in the mean, 2 in the middle; d = 2/√π cm.
    assert_eq!(peak_velocity(1.0, 1.0), 2.0);
    let diameter_cm = 2.0 / std::f64::consts::PI.sqrt();
    assert!((wall_shear(1.0, 1.0) - 8.0 / diameter_cm).abs() < 1e-12);
    assert!((shank_volume_ml(73.0) - 3114.0).abs() < 1.0);
}
