use super::*;

/// Beats by duration (s) and pulse pressure (mmHg). The pressure is 80 mmHg in the first half of a
/// beat and rises and falls on straight lines in the second: the mean is 80 mmHg and a quarter of the
/// pulse pressure.
fn body_with_beats(beats: &[(f64, f64)]) -> FakeBody {
    let (mut points, mut ends_s, mut start_s) = (vec![(0.0, 80.0)], Vec::new(), 0.0);
    for (duration_s, pulse) in beats {
        points.push((start_s + 0.5 * duration_s, 80.0));
        points.push((start_s + 0.75 * duration_s, 80.0 + pulse));
        start_s += duration_s;
        points.push((start_s, 80.0));
        ends_s.push(start_s);
    }
    body()
        .with_course("aorta.ascending.pressure_at_heart_mmhg", lines(&points))
        .with_beat_ends(ends_s)
}

/// Lying until 24.4 s, in the middle of a beat, then standing for 60 s.
fn lying_and_standing() -> Record {
    let beats = [
        vec![(0.8, 40.0); 29],
        // Two short beats end with the lying phase, and a usual one ends in the standing phase.
        vec![(0.4, 40.0); 2],
        vec![(0.8, 40.0); 6],
        // The dip from 28.8 s to 29.6 s, then three fast beats, and one short beat among usual ones.
        vec![(0.8, 20.0)],
        vec![(0.6, 40.0); 3],
        vec![(0.8, 40.0); 2],
        vec![(0.4, 40.0)],
        vec![(0.8, 40.0); 28],
        // After 30 s of standing: lower and faster.
        vec![(0.4, 4.0); 3],
        vec![(0.8, 40.0); 40],
    ]
    .concat();
    let late =
        "[[window]]\nname = \"late\"\nphase = \"standing\"\nstart = \"30 s\"\nend = \"50 s\"\n";
    let phases = [
        ("lying", 24.4, ""),
        ("standing", 60.0, "posture = \"standing\""),
    ];
    let text = scenario("supine", &phases) + late;
    recorded(&text, body_with_beats(&beats))
}

#[test]
fn pressures_are_means_over_the_beats_that_end_in_a_phase() {
    // Lying to 4.4 s holds the beats that end at 1.2, 2.0 ... 4.4 s; the first beat is not seen whole.
    let beats = [
        vec![(0.4, 0.0)],
        vec![(0.8, 40.0); 3],
        vec![(1.6, 80.0)],
        vec![(0.8, 40.0); 9],
    ]
    .concat();
    let phases = [("lying", 4.8, ""), ("after", 4.0, "")];
    let record = recorded(&scenario("supine", &phases), body_with_beats(&beats));
    // By duration: 2.4 s of 120, 80, 90 mmHg and 1.6 s of 160, 80, 100 mmHg in 4 beats.
    assert_exact(
        &record,
        "lying",
        &[
            ("systolic_pressure_mmhg", (2.4 * 120.0 + 1.6 * 160.0) / 4.0),
            ("diastolic_pressure_mmhg", 80.0),
            ("pulse_pressure_mmhg", (2.4 * 40.0 + 1.6 * 80.0) / 4.0),
            (
                "mean_arterial_pressure_mmhg",
                (2.4 * 90.0 + 1.6 * 100.0) / 4.0,
            ),
            ("heart_rate_per_min", 60.0 * 4.0 / 4.0),
            ("lowest_mean_arterial_pressure_mmhg", 90.0),
            ("lowest_systolic_pressure_mmhg", 120.0),
            ("highest_systolic_pressure_mmhg", 160.0),
            ("highest_heart_rate_per_min", 180.0 / 2.4),
        ],
    );
    assert_exact(
        &record,
        "after",
        &[
            ("systolic_pressure_mmhg", 120.0),
            ("mean_arterial_pressure_mmhg", 90.0),
            ("heart_rate_per_min", 75.0),
        ],
    );
    assert_eq!(reading(&record, "lying", "dip_time_s"), None);
}

#[test]
fn the_dip_is_the_lowest_beat_of_the_first_half_minute() {
    let record = lying_and_standing();
    assert_exact(
        &record,
        "standing",
        &[
            ("lowest_mean_arterial_pressure_first_30_s_mmhg", 85.0),
            ("lowest_systolic_pressure_first_30_s_mmhg", 100.0),
            ("lowest_mean_arterial_pressure_mmhg", 81.0),
            ("lowest_systolic_pressure_mmhg", 84.0),
            // From the movement at 24.4 s to the middle of the beat at 29.2 s.
            ("dip_time_s", 4.8),
        ],
    );
    // Three beats of 81 mmHg have their middles at 56.0, 56.4 and 56.8 s; any of them may be the lowest.
    let time = "lowest_mean_arterial_pressure_time_s";
    assert_reads(&record, "standing", time, 32.0, 0.41);
    assert_reads(&record, "late", time, 2.0, 0.41);
    // Where nothing moves, all beats count.
    assert_exact(
        &record,
        "late",
        &[
            ("lowest_mean_arterial_pressure_mmhg", 81.0),
            ("lowest_systolic_pressure_mmhg", 84.0),
        ],
    );
    for absent in [
        "dip_time_s",
        "lowest_mean_arterial_pressure_first_30_s_mmhg",
        "highest_heart_rate_first_30_s_per_min",
    ] {
        assert_eq!(reading(&record, "late", absent), None, "{absent}");
    }
}

#[test]
fn the_highest_rate_is_taken_over_three_whole_beats_of_the_phase() {
    let record = lying_and_standing();
    let name = "highest_heart_rate_per_min";
    // Lying: 0.8 + 0.4 + 0.4 s. Standing: three beats of 0.6 s in the first 30 s, faster ones later;
    // the short beats before the phase do not count.
    assert_exact(&record, "lying", &[(name, 180.0 / 1.6)]);
    let first = "highest_heart_rate_first_30_s_per_min";
    assert_exact(
        &record,
        "standing",
        &[(first, 180.0 / 1.8), (name, 180.0 / 1.2)],
    );
    assert_exact(&record, "late", &[(name, 180.0 / 1.2)]);
}

#[test]
fn at_an_equal_output_conductance_is_highest_where_pressure_is_lowest() {
    let beats = [
        vec![(0.8, 40.0); 10],
        vec![(0.8, 20.0)],
        vec![(0.8, 40.0); 10],
    ]
    .concat();
    let heart = body_with_beats(&beats).with_constant("heart.aortic_valve.flow_ml_per_s", 100.0);
    let record = recorded(&scenario("supine", &[("lying", 16.0, "")]), heart);
    let name = "highest_peripheral_conductance_time_s";
    assert_reads(&record, "lying", name, 10.5 * 0.8, 0.01);
}
