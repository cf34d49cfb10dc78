use super::*;

const WEDGE: &str = "pulmonary_wedge_pressure_mmhg";

/// A body whose wedge pressure follows a course.
fn body_with_wedge(course: impl Fn(f64) -> f64 + Send + Sync + 'static) -> FakeBody {
    body().with_course("lung.segmental_vein.pressure_at_heart_mmhg", course)
}

#[test]
fn a_gauge_is_averaged_over_exactly_its_phase_or_window() {
    // Phases and the window begin and end between two looks of the output rate.
    let phases = [("first", 4.03, ""), ("second", 5.96, "")];
    let window = "[[window]]\nname = \"part\"\nphase = \"second\"\nstart = \"1.01 s\"\n\
                  end = \"3.04 s\"\n";
    let record = recorded(
        &(scenario("supine", &phases) + window),
        body_with_wedge(|time_s| 2.0 * time_s),
    );
    // A straight line 2 t: the mean is the sum of both ends.
    // Extremes are of means over whole beats of 0.8 s: twice the middle of the first and of the last
    // (the beat that was under way at the start of the run is not seen whole).
    for (span, start_s, end_s, first_s, last_s) in [
        ("first", 0.0, 4.03, 2.0, 3.6),
        ("second", 4.03, 9.99, 5.2, 9.2),
        ("part", 5.04, 7.07, 6.0, 6.0),
    ] {
        assert_exact(&record, span, &[(WEDGE, start_s + end_s)]);
        let mut spans = record.phases.iter().chain(&record.windows);
        let span = spans.find(|own| own.span.name == span).unwrap();
        let (lowest, highest) = span.reading(WEDGE).unwrap().extremes.unwrap();
        assert!((lowest - 2.0 * first_s).abs() < 2.0 * LOOK_S, "{lowest}");
        assert!((highest - 2.0 * last_s).abs() < 2.0 * LOOK_S, "{highest}");
    }
}

#[test]
fn instruments_look_at_the_output_rate_and_integrate_every_step() {
    // A pressure that is 1 mmHg for a step between two looks is not seen at 50 looks a second.
    let between = |time_s: f64| f64::from((time_s * 100.0).round() as i64 % 2 == 1);
    let body = body_with_wedge(between)
        .with_course("leg.left.popliteal_outlet.flow_ml_per_s", move |time_s| {
            10.0 * between(time_s)
        });
    let body = [
        "leg.left.calf.saphenous_upper_outlet",
        "leg.right.popliteal_outlet",
    ]
    .into_iter()
    .chain(["leg.right.calf.saphenous_upper_outlet"])
    .fold(body, |body, edge| {
        body.with_constant(&format!("{edge}.flow_ml_per_s"), 0.0)
    });
    let record = recorded(
        &scenario("supine", &[("start", 1.0, ""), ("lying", 4.0, "")]),
        body,
    );
    assert_eq!(reading(&record, "lying", WEDGE), Some(0.0));
    // Triangles of 10 mL/s: 5 mL/s in the mean.
    assert_exact(&record, "lying", &[("knee_flow_both_ml_per_min", 300.0)]);
}
