use super::*;

const INDEX: &str = "ankle_brachial_index_ratio";
const DIFFERENCE: &str = "ankle_less_arm_systolic_pressure_mmhg";

/// Pulses from 50 mmHg to the prescribed peaks; beats end at 0.5 s, 1.5 s ..., peaks are at 1 s, 2 s ...
fn pulses(peak_mmhg: impl Fn(u32) -> f64) -> impl Fn(f64) -> f64 + Send + Sync + 'static {
    let mut points = vec![(0.0, 50.0)];
    for beat in 1..60 {
        let middle_s = f64::from(beat);
        points.push((middle_s - 0.5, 50.0));
        points.push((middle_s, peak_mmhg(beat)));
    }
    lines(&points)
}

/// A body whose ankle lies as far above the heart as `height_cm` says.
fn body_with_ankle_at(
    height_cm: impl Fn(f64) -> f64 + Send + Sync + 'static,
    ankle_mmhg: impl Fn(u32) -> f64,
    arm_mmhg: impl Fn(u32) -> f64,
) -> FakeBody {
    body()
        .with_beat_ends((0..60).map(|beat| f64::from(beat) + 0.5))
        .with_constant("heart.right_atrium.height_cm", 100.0)
        .with_course("leg.left.calf.saphenous_lower_vein.height_cm", move |t| {
            100.0 + height_cm(t)
        })
        .with_course(
            "leg.left.tibial_artery.pressure_at_heart_mmhg",
            pulses(ankle_mmhg),
        )
        .with_course("arm.artery.pressure_at_heart_mmhg", pulses(arm_mmhg))
}

#[test]
fn the_index_is_the_mean_over_whole_beats_of_ankle_over_arm() {
    // The tenth beat lies across the end of the phase.
    let ankle = |beat: u32| match beat {
        10 => 300.0,
        beat if beat % 2 == 1 => 110.0,
        _ => 120.0,
    };
    let arm = |beat: u32| match beat {
        10 => 100.0,
        beat if beat % 2 == 1 => 100.0,
        _ => 150.0,
    };
    let phases = [("lying", 10.0, ""), ("later", 10.0, "")];
    let record = recorded(
        &scenario("supine", &phases),
        body_with_ankle_at(|_| 0.0, ankle, arm),
    );
    // Beats 1 to 9: five of 110/100, four of 120/150. Beats 11 to 19 are the same.
    let expected = (5.0 * 1.1 + 4.0 * 0.8) / 9.0;
    assert_exact(&record, "lying", &[(INDEX, expected)]);
    assert_exact(&record, "later", &[(INDEX, expected)]);
    let expected_mmhg = (5.0 * 10.0 - 4.0 * 30.0) / 9.0;
    assert_exact(&record, "lying", &[(DIFFERENCE, expected_mmhg)]);
}

#[test]
fn there_is_an_index_only_where_the_ankle_is_level_with_the_heart() {
    let phases = [
        ("low", 10.0, ""),
        ("too_low", 10.0, ""),
        ("high", 10.0, ""),
        ("too_high", 10.0, ""),
    ];
    let heights = [-14.9, -15.1, 14.9, 15.1];
    let height = move |t: f64| heights[((t + 1e-6) / 10.0) as usize % 4];
    let body = body_with_ankle_at(height, |_| 132.0, |_| 120.0);
    let record = recorded(&scenario("supine", &phases), body);
    assert_exact(&record, "low", &[(INDEX, 1.1)]);
    assert_exact(&record, "high", &[(INDEX, 1.1)]);
    assert_eq!(reading(&record, "too_low", INDEX), None);
    assert_eq!(reading(&record, "too_high", INDEX), None);
}

#[test]
fn a_phase_that_ends_with_the_ankle_away_from_the_heart_has_no_index() {
    let phases = [("tilted", 10.0, ""), ("lying_again", 10.0, "")];
    let height = |t: f64| if (3.0..13.0).contains(&t) { -60.0 } else { 0.0 };
    let body = body_with_ankle_at(height, |_| 132.0, |_| 120.0);
    let record = recorded(&scenario("supine", &phases), body);
    assert_eq!(reading(&record, "tilted", INDEX), None);
    assert_exact(&record, "lying_again", &[(INDEX, 1.1)]);
}

#[test]
fn there_is_no_index_without_pressure_in_the_arm() {
    let body = body()
        .with_constant("heart.right_atrium.height_cm", 0.0)
        .with_constant("leg.left.calf.saphenous_lower_vein.height_cm", 0.0)
        .with_constant("arm.artery.pressure_at_heart_mmhg", 0.0);
    let record = recorded(&scenario("supine", &[("lying", 5.0, "")]), body);
    assert_eq!(reading(&record, "lying", INDEX), None);
}

#[test]
fn the_toe_has_an_index_lying_and_a_pressure_of_its_own_height_in_any_posture() {
    let phases = [("lying", 10.0, ""), ("sitting", 10.0, "")];
    let height = |t: f64| if t < 10.0 { 0.0 } else { -100.0 };
    let body = body_with_ankle_at(height, |_| 132.0, |_| 120.0)
        .with_course(
            "leg.left.foot.artery.pressure_at_heart_mmhg",
            pulses(|_| 114.0),
        )
        .with_course(
            "leg.left.foot.artery.pressure_mmhg",
            pulses(|beat| if beat < 10 { 108.0 } else { 180.0 }),
        );
    let record = recorded(&scenario("supine", &phases), body);
    let (index, toe) = ("toe_brachial_index_ratio", "toe_systolic_pressure_mmhg");
    assert_exact(&record, "lying", &[(index, 0.95), (toe, 108.0)]);
    assert_exact(&record, "sitting", &[(toe, 180.0)]);
    assert_eq!(reading(&record, "sitting", index), None);
}
