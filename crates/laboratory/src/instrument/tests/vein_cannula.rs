use super::*;

const LOW: &str = "foot_ambulatory_pressure_mmhg";
const FALL: &str = "foot_ambulatory_fall_mmhg";
const REFILL: &str = "foot_refill_time_90_s";

/// Pressure of a column of blood at 1 g, mmHg/cm: 1.06 g/cm³ · 980.665 cm/s² / 1333.22.
const COLUMN: f64 = 0.7797;

/// Standing 20 s, an exercise of 10 s, rest 40 s.
fn exercise(activity: &str) -> String {
    let activity = format!("activity = {activity}");
    let phases = [
        ("standing", 20.0, ""),
        ("exercise", 10.0, &activity),
        ("rest", 40.0, "activity = \"rest\""),
    ];
    scenario("standing", &phases)
}

const TIPTOES: &str = "{ pattern = \"tiptoe\", count = 10 }";

/// Pressure before and in the exercise (s, mmHg). Standing: 90 mmHg for the last 12 s. In the exercise
/// the third to the seventh second have a mean of 40 mmHg and swing between 30 and 50 mmHg.
fn fall() -> Vec<(f64, f64)> {
    let mut points = vec![(0.0, 120.0), (8.0, 90.0), (20.0, 90.0), (22.0, 40.0)];
    for second in 22..27 {
        let start_s = f64::from(second);
        points.extend([
            (start_s + 0.25, 30.0),
            (start_s + 0.75, 50.0),
            (start_s + 1.0, 40.0),
        ]);
    }
    points.extend([(29.0, 60.0), (30.0, 60.0)]);
    points
}

/// A body with this pressure in the vein of the foot; the soleus is pressed once a second.
fn body_with_foot(pressure: &[(f64, f64)]) -> FakeBody {
    let soleus = |time_s: f64| {
        let contracts = (0.09..0.49).contains(&time_s.fract());
        if contracts { 100.0 } else { 0.0 }
    };
    body()
        .with_constant("heart.right_atrium.height_cm", 130.0)
        .with_constant("leg.left.calf.saphenous_upper_vein.height_cm", 50.0)
        .with_constant("leg.left.calf.saphenous_lower_vein.height_cm", 30.0)
        .with_course("leg.left.soleus.pressure_mmhg", soleus)
        .with_course("leg.left.foot.dorsal_vein.pressure_mmhg", lines(pressure))
}

/// The refilling time after that fall to 40 mmHg, for the pressure after 30 s.
fn refill_s(after: &[(f64, f64)]) -> Option<f64> {
    let pressure = [&fall()[..], after].concat();
    let record = recorded(&exercise(TIPTOES), body_with_foot(&pressure));
    assert_exact(&record, "exercise", &[(LOW, 40.0), (FALL, 50.0)]);
    assert_eq!(reading(&record, "exercise", REFILL), None);
    assert_eq!(reading(&record, "standing", LOW), None);
    reading(&record, "rest", REFILL)
}

#[test]
fn refilling_ends_where_nine_tenths_of_the_fall_are_recovered() {
    // 90 % of the fall from 90 to 40 mmHg: 85 mmHg. From 60 mmHg by 1.25 mmHg/s: after 20 s.
    let time_s = refill_s(&[(54.0, 90.0)]).unwrap();
    assert!((time_s - 20.0).abs() <= LOOK_S, "{time_s}");
}

#[test]
fn a_crossing_shorter_than_a_second_is_no_refilling() {
    // Above 85 mmHg from 35.01 s to 35.99 s, and for good from 45 s.
    let brief = [
        (35.0, 60.0),
        (35.01, 88.0),
        (35.99, 88.0),
        (36.0, 60.0),
        (44.0, 84.0),
        (46.0, 86.0),
    ];
    let time_s = refill_s(&brief).unwrap();
    assert!((time_s - 15.0).abs() <= LOOK_S, "{time_s}");
    // Two crossings of 0.7 s do not add up.
    let twice = [
        (35.0, 60.0),
        (35.01, 88.0),
        (35.7, 88.0),
        (35.71, 60.0),
        (35.9, 60.0),
        (35.91, 88.0),
        (36.6, 88.0),
        (36.61, 60.0),
        (44.0, 84.0),
        (46.0, 86.0),
    ];
    let time_s = refill_s(&twice).unwrap();
    assert!((time_s - 15.0).abs() <= LOOK_S, "{time_s}");
}

#[test]
fn a_crossing_of_more_than_a_second_is_a_refilling() {
    let crossing = [
        (35.0, 60.0),
        (35.01, 88.0),
        (36.06, 88.0),
        (36.07, 60.0),
        (44.0, 84.0),
        (46.0, 86.0),
    ];
    let time_s = refill_s(&crossing).unwrap();
    assert!((time_s - 5.01).abs() <= LOOK_S, "{time_s}");
}

#[test]
fn a_vein_that_does_not_recover_has_no_refilling_time() {
    assert_eq!(refill_s(&[(40.0, 84.9)]), None);
}

#[test]
fn refilling_is_measured_until_the_next_exercise_alone() {
    let pressure = [&fall()[..], &[(60.0, 84.0), (71.0, 90.0)]].concat();
    let phases = [
        ("standing", 20.0, ""),
        (
            "one",
            10.0,
            "activity = { pattern = \"tiptoe\", count = 10 }",
        ),
        (
            "two",
            10.0,
            "activity = { pattern = \"tiptoe\", count = 1 }",
        ),
        ("rest", 60.0, "activity = \"rest\""),
    ];
    let record = recorded(&scenario("standing", &phases), body_with_foot(&pressure));
    assert_exact(&record, "one", &[(FALL, 50.0)]);
    // One tiptoe empties no veins: there is no ambulatory pressure and nothing to refill.
    assert_eq!(reading(&record, "two", LOW), None);
    assert_eq!(reading(&record, "rest", REFILL), None);
}

#[test]
fn falls_below_two_mmhg_have_no_refilling_time() {
    for (fall_mmhg, refills) in [(1.9, false), (2.1, true)] {
        let low = 90.0 - fall_mmhg;
        let pressure = [(20.0, 90.0), (21.0, low), (30.0, low), (32.0, 90.0)];
        let record = recorded(&exercise(TIPTOES), body_with_foot(&pressure));
        assert_reads(&record, "exercise", FALL, fall_mmhg, 1e-6);
        let time_s = reading(&record, "rest", REFILL);
        assert_eq!(time_s.is_some(), refills, "{time_s:?}");
    }
}

/// A body with this pressure in the saphenous vein at the ankle. The place of the reading lies
/// 0.4 · 20 cm below the place of the vein.
fn body_with_ankle(pressure: &[(f64, f64)]) -> FakeBody {
    body_with_foot(&[(0.0, 90.0)]).with_course(
        "leg.left.calf.saphenous_lower_vein.pressure_mmhg",
        lines(pressure),
    )
}

#[test]
fn foot_and_ankle_have_readings_of_their_own() {
    let pressure = [&fall()[..], &[(54.0, 90.0)]].concat();
    let record = recorded(&exercise("\"walk\""), body_with_ankle(&pressure));
    let ankle = |what: &str| format!("ankle_{what}");
    for (name, value) in [
        (ankle("ambulatory_pressure_mmhg"), 40.0 + 8.0 * COLUMN),
        (ankle("ambulatory_fall_mmhg"), 50.0),
        (LOW.to_owned(), 90.0),
        (FALL.to_owned(), 0.0),
    ] {
        assert_reads(&record, "exercise", &name, value, 1e-6);
    }
    let time_s = reading(&record, "rest", "ankle_refill_time_90_s").unwrap();
    assert!((time_s - 20.0).abs() <= LOOK_S, "{time_s}");
    assert_eq!(reading(&record, "rest", REFILL), None);
}

#[test]
fn legs_that_do_not_hang_have_no_ambulatory_pressure() {
    let pressure = [&fall()[..], &[(54.0, 90.0)]].concat();
    for (heart_cm, hangs) in [(59.0, false), (61.0, true)] {
        let body = body()
            .with_constant("heart.right_atrium.height_cm", heart_cm)
            .with_constant("leg.left.calf.saphenous_lower_vein.height_cm", 30.0)
            .with_course("leg.left.foot.dorsal_vein.pressure_mmhg", lines(&pressure));
        let record = recorded(&exercise(TIPTOES), body);
        assert_eq!(reading(&record, "exercise", LOW).is_some(), hangs);
        assert_eq!(reading(&record, "rest", REFILL).is_some(), hangs);
    }
}

#[test]
fn a_movement_after_the_exercise_ends_the_refilling() {
    let pressure = [&fall()[..], &[(54.0, 90.0)]].concat();
    let activity = format!("activity = {TIPTOES}");
    let lies = "activity = \"rest\"\nposture = \"supine\"";
    let phases = [
        ("standing", 20.0, ""),
        ("exercise", 10.0, &activity),
        ("lying", 40.0, lies),
    ];
    let record = recorded(&scenario("standing", &phases), body_with_foot(&pressure));
    assert_exact(&record, "exercise", &[(FALL, 50.0)]);
    assert_eq!(reading(&record, "lying", REFILL), None);
}

#[test]
fn the_column_below_the_vein_weighs_what_gravity_makes_it() {
    let moon = "posture = { trunk = \"90 deg\", gravity = \"0.5 g\" }\nramp = \"1 s\"";
    let phases = [("standing", 10.0, ""), ("moon", 10.0, moon)];
    let record = recorded(
        &scenario("standing", &phases),
        body_with_ankle(&[(0.0, 60.0), (20.0, 80.0)]),
    );
    let name = "ankle_vein_pressure_mmhg";
    assert_exact(&record, "moon", &[(name, 75.0 + 4.0 * COLUMN)]);
    // The look at 10 s, the last of the first phase, already has the new gravity.
    let last_look = 0.5 * LOOK_S / 10.0 * 4.0 * COLUMN;
    assert_exact(
        &record,
        "standing",
        &[(name, 65.0 + 8.0 * COLUMN - last_look)],
    );
}

#[test]
fn foot_pressure_is_the_mean_over_time() {
    let foot = [(0.0, 60.0), (10.0, 80.0)];
    let record = recorded(
        &scenario("standing", &[("standing", 10.0, "")]),
        body_with_foot(&foot),
    );
    assert_exact(&record, "standing", &[("foot_vein_pressure_mmhg", 70.0)]);
}

#[test]
fn an_exercise_that_follows_a_change_of_posture_has_no_fall_and_no_refilling_time() {
    let tiptoes = format!("activity = {TIPTOES}");
    let rise = format!("posture = \"standing\"\n{tiptoes}");
    let rest = "activity = \"rest\"";
    let still = "posture = \"standing\"";
    // The body rises with the exercise, 4 s before it, and 12 s before it.
    for (phases, falls) in [
        (
            vec![("sitting", 20.0, ""), ("exercise", 10.0, &*rise)],
            false,
        ),
        (
            vec![
                ("sitting", 16.0, ""),
                ("still", 4.0, still),
                ("exercise", 10.0, &*tiptoes),
            ],
            false,
        ),
        (
            vec![
                ("sitting", 8.0, ""),
                ("still", 12.0, still),
                ("exercise", 10.0, &*tiptoes),
            ],
            true,
        ),
    ] {
        let phases = [&phases[..], &[("rest", 40.0, rest)]].concat();
        let pressure = [&fall()[..], &[(54.0, 90.0)]].concat();
        let record = recorded(&scenario("sitting", &phases), body_with_foot(&pressure));
        assert_exact(&record, "exercise", &[(LOW, 40.0)]);
        let fall = reading(&record, "exercise", FALL);
        assert_eq!(fall.is_some(), falls, "{phases:?}");
        assert_eq!(
            reading(&record, "rest", REFILL).is_some(),
            falls,
            "{phases:?}"
        );
    }
}

#[test]
fn transmural_pressures_leave_out_the_pressure_of_a_stocking() {
    // 90 mmHg at the foot under 25 mmHg, 70 mmHg in the saphenous vein under 20 mmHg.
    let body = body_with_ankle(&[(0.0, 70.0)])
        .with_constant("leg.left.foot.dorsal_vein.transmural_pressure_mmhg", 65.0)
        .with_constant(
            "leg.left.calf.saphenous_lower_vein.transmural_pressure_mmhg",
            50.0,
        );
    let record = recorded(&scenario("standing", &[("standing", 10.0, "")]), body);
    assert_exact(
        &record,
        "standing",
        &[
            ("foot_vein_transmural_pressure_mmhg", 65.0),
            ("ankle_vein_pressure_mmhg", 70.0 + 8.0 * COLUMN),
            ("ankle_vein_transmural_pressure_mmhg", 50.0 + 8.0 * COLUMN),
        ],
    );
}
