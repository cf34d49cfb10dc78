use super::*;

#[test]
fn pressures_are_means_over_time_and_resistance_follows_from_three_means() {
    let body = body()
        .with_course(
            "heart.right_atrium.pressure_mmhg",
            lines(&[(0.0, 2.0), (10.0, 6.0)]),
        )
        .with_course(
            "lung.artery.pressure_at_heart_mmhg",
            lines(&[(0.0, 10.0), (10.0, 20.0)]),
        )
        .with_course(
            "lung.segmental_vein.pressure_at_heart_mmhg",
            lines(&[(0.0, 5.0), (10.0, 8.0)]),
        )
        .with_constant("aorta.ascending.pressure_at_heart_mmhg", 94.0)
        .with_constant("heart.aortic_valve.flow_ml_per_s", 100.0);
    let record = recorded(&scenario("supine", &[("lying", 10.0, "")]), body);
    // 100 mL/s are 6 L/min: (94 - 4) / 6 = 15 mmHg min/L.
    assert_exact(
        &record,
        "lying",
        &[
            ("central_venous_pressure_mmhg", 4.0),
            ("pulmonary_artery_pressure_mmhg", 15.0),
            ("pulmonary_wedge_pressure_mmhg", 6.5),
            ("cardiac_output_l_per_min", 6.0),
            ("total_peripheral_resistance_mmhg_min_per_l", 15.0),
        ],
    );
}

#[test]
fn the_wedge_pressure_of_the_last_tenth_of_a_breath_is_read_apart_from_its_mean() {
    // Breaths of 4 s; the pressure is 12 mmHg while the phase is above 0.9 and 2 mmHg before.
    let phase = |time_s: f64| (time_s / 4.0 + 1e-9).fract();
    let body = body()
        .with_course("respiration.phase_fraction", phase)
        .with_course(
            "lung.segmental_vein.pressure_at_heart_mmhg",
            move |time_s| {
                if phase(time_s) >= 0.9 { 12.0 } else { 2.0 }
            },
        );
    let phases = [("lying", 40.0, ""), ("short", 2.0, "")];
    let record = recorded(&scenario("supine", &phases), body);
    let at_end = "pulmonary_wedge_pressure_end_expiration_mmhg";
    assert_exact(&record, "lying", &[(at_end, 12.0)]);
    assert_reads(&record, "lying", "pulmonary_wedge_pressure_mmhg", 3.0, 0.05);
    assert_eq!(reading(&record, "short", at_end), None, "no breath ends");
}
