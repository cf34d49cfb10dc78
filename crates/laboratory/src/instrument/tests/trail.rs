use super::super::trail::{Course, Cycles, Onsets, Ring, Trail};

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

#[test]
fn onsets_lie_above_twelve_and_slack_below_six_mmhg() {
    let mut onsets = Onsets::default();
    let pressures = [12.0, 12.1, 6.1, 12.1, 6.0, 12.0, 12.1];
    let begins: Vec<bool> = pressures.map(|p| onsets.begins(p)).to_vec();
    assert_eq!(begins, [false, true, false, false, false, false, true]);
    assert!(onsets.contracted());
    onsets.begins(6.0);
    assert!(!onsets.contracted());
}

#[test]
fn a_course_keeps_every_second_sample_when_it_is_full() {
    let mut course = Course::new(4);
    (1..=4).for_each(|i| course.push(f64::from(i), 0.0));
    assert_eq!(course.samples().len(), 4);
    // Of the first four samples the second and fourth stay; from then on, each second one is taken.
    (5..=8).for_each(|i| course.push(f64::from(i), 0.0));
    let times = |course: &Course| course.samples().iter().map(|sample| sample.0).collect();
    let kept: Vec<f64> = times(&course);
    assert_eq!(kept, [2.0, 4.0, 5.0, 7.0]);
    course.clear();
    course.push(9.0, 0.0);
    let kept: Vec<f64> = times(&course);
    assert_eq!(kept, [9.0], "after that every sample again");
}

#[test]
fn a_level_is_reached_between_two_samples() {
    let mut course = Course::new(8);
    for (time_s, value) in [(1.0, 2.0), (3.0, 4.0), (5.0, 8.0)] {
        course.push(time_s, value);
    }
    assert_eq!(course.reaches(1.0), Some(1.0), "from the start");
    assert_eq!(course.reaches(4.0), Some(3.0));
    assert_eq!(course.reaches(5.0), Some(3.5));
}

/// Pushes a value for a time at 50 samples a second.
fn hold(cycles: &mut Cycles<1>, seconds: f64, value: f64, muscle_mmhg: f64) {
    for _ in 0..(50.0 * seconds).round() as u32 {
        cycles.push(0.02, [value], muscle_mmhg);
    }
}

/// Three cycles of 1 s with a mean of 50: 0.4 s contracting and 0.6 s slack. The sample of the onset
/// ends the cycle before it.
fn three_cycles() -> Cycles<1> {
    let mut cycles = Cycles::new();
    for _ in 0..3 {
        hold(&mut cycles, 0.4, 80.0, 100.0);
        hold(&mut cycles, 0.6, 30.0, 0.0);
    }
    // The onset of the fourth cycle; its sample ends the third.
    cycles.push(0.02, [80.0], 100.0);
    cycles
}

#[test]
fn the_lowest_mean_is_over_whole_cycles() {
    assert!((three_cycles().lowest()[0] - 50.0).abs() < 1e-9);
}

#[test]
fn a_cycle_that_the_end_of_the_exercise_cuts_counts_from_four_fifths_on() {
    for (seconds, expected) in [(0.5, 50.0), (0.78, 50.0), (0.82, 10.0)] {
        let mut cycles = three_cycles();
        hold(&mut cycles, seconds, 10.0, 100.0);
        cycles.end();
        let lowest = cycles.lowest()[0];
        assert!((lowest - expected).abs() < 1e-9, "{seconds} s: {lowest}");
    }
}

#[test]
fn the_stretch_before_the_first_onset_is_no_cycle() {
    let mut cycles = Cycles::new();
    hold(&mut cycles, 2.0, 10.0, 0.0);
    for _ in 0..2 {
        hold(&mut cycles, 0.4, 80.0, 100.0);
        hold(&mut cycles, 0.6, 30.0, 0.0);
    }
    cycles.end();
    // The sample of the first onset belongs to the stretch before it: the last cycle, which the end
    // cuts, has 19 samples of 80 and 30 of 30.
    let expected = (19.0 * 80.0 + 30.0 * 30.0) / 49.0;
    let lowest = cycles.lowest()[0];
    assert!((lowest - expected).abs() < 1e-9, "{lowest}");
}

#[test]
fn the_only_cycle_counts_from_the_shortest_length_on() {
    for (seconds, counts) in [(0.38, false), (0.42, true)] {
        let mut cycles = Cycles::new();
        hold(&mut cycles, seconds, 10.0, 0.0);
        cycles.end();
        assert_eq!(cycles.lowest()[0].is_finite(), counts, "{seconds} s");
    }
}

#[test]
fn a_bounce_of_the_muscle_is_no_cycle() {
    let mut cycles = three_cycles();
    // Slack, and contracting again 0.3 s after the last onset.
    hold(&mut cycles, 0.28, 10.0, 0.0);
    hold(&mut cycles, 0.02, 10.0, 100.0);
    assert!((cycles.lowest()[0] - 50.0).abs() < 1e-9);
    // The next cycle does not contain the samples that were dropped.
    hold(&mut cycles, 0.4, 80.0, 100.0);
    hold(&mut cycles, 0.58, 55.0, 0.0);
    hold(&mut cycles, 0.02, 55.0, 100.0);
    cycles.end();
    assert!((cycles.lowest()[0] - 50.0).abs() < 1e-9);
}

#[test]
fn a_stretch_without_an_onset_is_cut_after_four_seconds() {
    let mut cycles = Cycles::new();
    hold(&mut cycles, 3.98, 20.0, 0.0);
    assert!(cycles.lowest()[0].is_infinite());
    hold(&mut cycles, 0.06, 20.0, 0.0);
    assert!((cycles.lowest()[0] - 20.0).abs() < 1e-9);
}
