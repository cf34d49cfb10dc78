use super::*;

/// A beat of one second: the mitral valve closes at 0.05 s, the aortic valve is open from 0.1 to 0.4 s,
/// the mitral valve opens at 0.5 s and stays open. The early mitral wave peaks at 0.6 s with 300 mL/s,
/// the late wave at 0.9 s with 150 mL/s; through the tricuspid valve 240 and 160 mL/s.
fn heart() -> FakeBody {
    heart_of(body().with_constant("lung.vein_outlet.flow_ml_per_s", 90.0))
}

/// The same with lung veins of its own.
fn heart_of(lung: FakeBody) -> FakeBody {
    // A valve passes 5 % of full opening in the middle of a tenth that takes 0.02 s.
    let moves = |points: &[(f64, f64)]| {
        let corners = points
            .iter()
            .flat_map(|&(at_s, to)| [(at_s - 0.01, 0.1 - to), (at_s + 0.01, to)]);
        let corners: Vec<_> = corners.collect();
        corners
    };
    let aortic = moves(&[(0.1, 0.1), (0.4, 0.0)]);
    let mitral = [
        vec![(0.0, 0.1)],
        moves(&[(0.05, 0.0), (0.5, 0.1)]),
        vec![(1.0, 0.1)],
    ]
    .concat();
    let early_and_late = [
        (0.0, 0.0),
        (0.5, 0.0),
        (0.6, 300.0),
        (0.7, 0.0),
        (0.82, 0.0),
        (0.9, 150.0),
        (0.98, 0.0),
        (1.0, 0.0),
    ];
    lung.with_course(
        "heart.aortic_valve.opening_fraction",
        periodic(1.0, &aortic),
    )
    .with_course(
        "heart.mitral_valve.opening_fraction",
        periodic(1.0, &mitral),
    )
    .with_course(
        "heart.mitral_valve.flow_ml_per_s",
        periodic(1.0, &early_and_late),
    )
    .with_course("heart.tricuspid_valve.flow_ml_per_s", {
        let waves = [
            (0.0, 0.0),
            (0.5, 0.0),
            (0.6, 240.0),
            (0.7, 0.0),
            (0.82, 0.0),
            (0.9, 160.0),
            (1.0, 0.0),
        ];
        periodic(1.0, &waves)
    })
    .with_course("heart.phase_fraction", |time_s| (time_s + 0.001).fract())
    .with_constant("heart.period_s", 1.0)
    .with_constant("heart.atrial_lead_s", 0.19)
    .with_constant("cava.superior_outlet.flow_ml_per_s", 30.0)
    .with_constant("cava.hepatic_outlet.flow_ml_per_s", 60.0)
    .with_constant("heart.aortic_valve.flow_ml_per_s", 100.0)
    .with_constant("heart.pulmonary_valve.flow_ml_per_s", 100.0)
    .with_constant("heart.left_atrium.volume_ml", 80.0)
    .with_constant("heart.right_atrium.volume_ml", 80.0)
    .with_constant("heart.right_ventricle.volume_ml", 148.0)
    .with_course(
        "heart.left_ventricle.volume_ml",
        periodic(1.0, &[(0.0, 140.0), (0.5, 100.0), (1.0, 140.0)]),
    )
}

#[test]
fn intervals_waves_and_volumes_of_the_beat_are_read() {
    let record = recorded(&scenario("supine", &[("lying", 20.0, "")]), heart());
    for (name, expected, tolerance) in [
        ("ejection_time_ms", 300.0, 0.1),
        ("isovolumic_contraction_time_ms", 50.0, 0.1),
        ("isovolumic_relaxation_time_ms", 100.0, 0.1),
        ("mitral_early_over_late_ratio", 2.0, 1e-6),
        ("tricuspid_early_over_late_ratio", 1.5, 1e-6),
        // 192 mL of muscle: from 640 to 600 mL.
        ("heart_volume_variation_pct", 100.0 * 40.0 / 640.0, 1e-6),
        // 180 mL/s for the 0.4 s of systole, of 200 mL; a step more or less is 0.9 %.
        (
            "atrial_inflow_in_systole_pct",
            100.0 * 180.0 * 0.4 / 200.0,
            0.9,
        ),
    ] {
        assert_reads(&record, "lying", name, expected, tolerance);
    }
}

#[test]
fn a_pulmonary_vein_has_a_wave_in_systole_and_one_before_the_atrium_contracts() {
    let waves = [
        (0.0, 0.0),
        (0.2, 318.0),
        (0.4, 0.0),
        (0.6, 212.0),
        (0.8, 0.0),
        // While the atrium contracts: not part of the early wave.
        (0.95, 500.0),
        (1.0, 0.0),
    ];
    let lung = body().with_course("lung.vein_outlet.flow_ml_per_s", periodic(1.0, &waves));
    let record = recorded(&scenario("supine", &[("lying", 20.0, "")]), heart_of(lung));
    let (systolic, diastolic) = (
        "pulmonary_vein_systolic_peak_cm_per_s",
        "pulmonary_vein_diastolic_peak_cm_per_s",
    );
    // Through 5.3 cm²; a peak between two steps is a little lower.
    assert_reads(&record, "lying", systolic, 60.0, 1.0);
    assert_reads(&record, "lying", diastolic, 40.0, 1.0);
}

#[test]
fn a_beat_that_is_not_seen_whole_has_no_readings() {
    let record = recorded(&scenario("supine", &[("lying", 0.9, "")]), heart());
    for name in ["mitral_early_over_late_ratio", "heart_volume_variation_pct"] {
        assert_eq!(reading(&record, "lying", name), None, "{name}");
    }
}

#[test]
fn a_late_wave_below_the_wall_filter_counts_as_a_tenth_of_the_early_wave() {
    let early = [(0.0, 0.0), (0.5, 0.0), (0.6, 300.0), (0.7, 0.0), (1.0, 0.0)];
    let valve = |name: &str, points: &[(f64, f64)]| (format!("heart.{name}"), points.to_vec());
    let mut body = body().with_course("heart.phase_fraction", |time_s| (time_s + 0.001).fract());
    for (name, points) in [
        valve("mitral_valve.flow_ml_per_s", &early),
        valve(
            "aortic_valve.opening_fraction",
            &[(0.0, 0.0), (0.2, 1.0), (0.4, 0.0), (1.0, 0.0)],
        ),
    ] {
        body = body.with_course(&name, periodic(1.0, &points));
    }
    let body = body
        .with_constant("heart.period_s", 1.0)
        .with_constant("heart.atrial_lead_s", 0.19);
    let record = recorded(&scenario("supine", &[("lying", 10.0, "")]), body);
    assert_exact(&record, "lying", &[("mitral_early_over_late_ratio", 10.0)]);
}
