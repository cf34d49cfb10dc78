use super::*;

/// A body inside the checked range, but for the courses given.
fn body_with(courses: &[(&str, &[(f64, f64)])]) -> FakeBody {
    let mut body = body();
    for (name, points) in courses {
        body = body.with_course(name, lines(points));
    }
    for (name, value) in [
        ("blood.volume_ml", 5000.0),
        ("heart.rate_of_highest_fraction", 0.5),
        ("muscle.intensity_fraction", 0.0),
        ("oxygen.deficit_ml_per_kg", 0.0),
        ("oxygen.brain_extraction_fraction", 0.31),
        ("heart.rate_per_min", 60.0),
        ("posture.gravity_g", 1.0),
    ] {
        if courses.iter().all(|(own, _)| *own != name) {
            body = body.with_constant(name, value);
        }
    }
    body
}

fn departures(body: FakeBody) -> Vec<(String, Option<f64>, f64)> {
    let record = recorded(&scenario("supine", &[("lying", 20.0, "")]), body);
    let departures = record.departures.into_iter();
    departures
        .map(|own| (own.quantity, own.at_s, own.value))
        .collect()
}

#[test]
fn a_body_inside_the_checked_range_departs_from_nothing() {
    assert!(departures(body_with(&[])).is_empty());
}

#[test]
fn a_quantity_that_leaves_the_range_is_told_once_with_its_first_time_and_value() {
    // Out above 1 at 5 s, back at 10 s, out again at 15 s.
    let steps = [
        (4.99, 0.9),
        (5.0, 1.2),
        (10.0, 1.2),
        (10.01, 0.9),
        (14.99, 0.9),
        (15.0, 1.3),
    ];
    let told = departures(body_with(&[("muscle.intensity_fraction", &steps)]));
    assert_eq!(told.len(), 1, "{told:?}");
    let (quantity, at_s, value) = &told[0];
    assert_eq!(quantity, "intensity of the work");
    assert!((at_s.unwrap() - 5.0).abs() <= LOOK_S, "{at_s:?}");
    assert!(
        *value > 100.0,
        "{value}: per cent of the highest oxygen uptake"
    );
}

#[test]
fn a_share_is_told_in_per_cent_of_its_whole() {
    let course = [(4.99, 0.9), (5.0, 1.0), (20.0, 1.0)];
    let body = body_with(&[("heart.rate_of_highest_fraction", &course)]);
    let record = recorded(&scenario("supine", &[("lying", 20.0, "")]), body);
    let told = record.departures[0].to_string();
    let start = "heart rate above 98 % of the highest rate from 5 s on, highest 100 %: ";
    assert!(told.starts_with(start), "{told}");
}

#[test]
fn a_faint_and_a_heart_that_stops_are_told_as_events() {
    let extraction = [(4.99, 0.31), (5.0, 0.7), (20.0, 0.7)];
    let rate = [(9.99, 60.0), (10.0, 0.0), (20.0, 0.0)];
    let body = body_with(&[
        ("oxygen.brain_extraction_fraction", &extraction),
        ("heart.rate_per_min", &rate),
    ]);
    let record = recorded(&scenario("supine", &[("lying", 20.0, "")]), body);
    let told: Vec<String> = record.departures.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("the subject faints at 5 s: "),
        "{told:?}"
    );
    assert!(told[1].starts_with("the heart stops at 10 s: "), "{told:?}");
}

#[test]
fn blood_counts_as_a_share_of_the_start_and_each_end_is_told() {
    // Down to 74 % of the start at 10 s, up to 121 % at 20 s.
    let course = [(0.0, 5000.0), (10.0, 3700.0), (20.0, 6050.0)];
    let told = departures(body_with(&[("blood.volume_ml", &course)]));
    let values: Vec<f64> = told.iter().map(|own| own.2).collect();
    assert_eq!(values.len(), 2, "{told:?}");
    assert!(values[0] < 75.0 && values[0] > 73.9, "{values:?}");
    assert!(values[1] > 120.0 && values[1] < 121.1, "{values:?}");
}

/// Departures of a body whose beats, one a second, have a diastolic and a systolic pressure (mmHg) and
/// a mean flow (mL/s).
fn departures_of_beats(beats: &[(f64, f64, f64)]) -> Vec<(String, f64)> {
    let (mut pressure, mut flow, mut ends_s) = (Vec::new(), Vec::new(), Vec::new());
    for (index, (diastolic, systolic, mean_flow)) in beats.iter().enumerate() {
        let start_s = index as f64;
        for (after_s, value) in [(0.0, *diastolic), (0.5, *systolic), (0.999, *diastolic)] {
            pressure.push((start_s + after_s, value));
        }
        flow.extend([(start_s, *mean_flow), (start_s + 0.999, *mean_flow)]);
        ends_s.push(start_s + 1.0);
    }
    let body = body_with(&[
        ("aorta.ascending.pressure_at_heart_mmhg", &pressure),
        ("heart.aortic_valve.flow_ml_per_s", &flow),
    ]);
    let told = departures(body.with_beat_ends(ends_s)).into_iter();
    told.map(|(quantity, _, value)| (quantity, value.round()))
        .collect()
}

#[test]
fn pressures_and_output_of_beats_are_watched_at_both_ends() {
    let usual = (70.0, 120.0, 80.0);
    // The first beat begins before the record.
    let told = |beat: (f64, f64, f64)| departures_of_beats(&[usual, usual, beat, usual, beat]);
    let systolic = "systolic arterial pressure of a beat";
    let diastolic = "diastolic arterial pressure of a beat";
    let output = "cardiac output of a beat";
    for (beat, quantity, value) in [
        ((60.0, 65.0, 80.0), systolic, 65.0),
        ((45.0, 232.0, 80.0), systolic, 232.0),
        ((38.0, 120.0, 80.0), diastolic, 38.0),
        ((112.0, 130.0, 80.0), diastolic, 112.0),
        ((70.0, 120.0, 10.0), output, 1.0),
        ((70.0, 120.0, 430.0), output, 26.0),
    ] {
        assert_eq!(told(beat), [(quantity.to_owned(), value)], "{beat:?}");
    }
    assert!(told(usual).is_empty());
}
