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
            "lung.vein.pressure_at_heart_mmhg",
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
