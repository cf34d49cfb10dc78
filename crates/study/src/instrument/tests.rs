use super::duplex::valve_cycle;
use super::protocol::Stage;
use super::trail::{Course, Cycles, Onsets, Ring, Trail};
use super::*;
use crate::record::unit_of;
use crate::scenario::Scenario;

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
    assert_eq!(
        cycles.last().map(|last| (last[0] - 45.0).abs() < 0.3),
        Some(true)
    );
}

#[test]
fn without_contractions_there_are_cycles_of_a_fixed_length() {
    let mut cycles = Cycles::new();
    (0..500).for_each(|_| cycles.push(0.02, [90.0], 0.0));
    cycles.end();
    assert!((cycles.lowest()[0] - 90.0).abs() < 1e-9);
    let nothing: Cycles<1> = Cycles::new();
    assert!(nothing.lowest()[0].is_infinite() && nothing.last().is_none());
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
