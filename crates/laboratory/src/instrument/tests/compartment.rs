use super::*;

#[test]
fn peaks_are_the_highest_pressures_during_the_exercise() {
    let body = body()
        .with_course(
            "leg.left.soleus.pressure_mmhg",
            lines(&[
                (5.0, 0.0),
                (6.0, 190.0),
                (7.0, 0.0),
                (13.0, 0.0),
                (14.0, 150.0),
                (15.0, 0.0),
            ]),
        )
        .with_course(
            "leg.left.anterior.pressure_mmhg",
            lines(&[(10.0, 2.0), (16.0, 50.0), (18.0, 2.0)]),
        );
    let phases = [("before", 10.0, ""), ("walk", 10.0, "activity = \"walk\"")];
    let record = recorded(&scenario("standing", &phases), body);
    let peaks = [
        ("soleus_pressure_peak_mmhg", 150.0),
        ("anterior_pressure_peak_mmhg", 50.0),
    ];
    assert_exact(&record, "walk", &peaks);
    for (name, _) in peaks {
        assert_eq!(reading(&record, "before", name), None);
    }
}

/// A body with these pressures in the arteries of the lower leg and in the tissue of its muscles, mmHg.
fn body_with(artery: impl Fn(f64) -> f64 + Send + Sync + 'static, tissue: [f64; 3]) -> FakeBody {
    let mut body = body().with_course("leg.left.tibial_artery.pressure_mmhg", artery);
    for (muscle, pressure) in ["soleus", "gastrocnemius", "anterior"].iter().zip(tissue) {
        let bed = format!("leg.left.calf.{muscle}");
        body = body
            .with_constant(&format!("{bed}_capillary.tissue_pressure_mmhg"), pressure)
            .with_constant(&format!("{bed}_arteriole.flow_ml_per_s"), 0.01 * pressure);
    }
    body
}

#[test]
fn perfusion_pressure_is_what_the_tissue_leaves_of_the_arterial_pressure() {
    let body = body_with(|t| 70.0 + t, [10.0, 20.0, 40.0]);
    let record = recorded(&scenario("supine", &[("lying", 10.0, "")]), body);
    assert_exact(
        &record,
        "lying",
        &[
            ("soleus_perfusion_pressure_mmhg", 65.0),
            ("gastrocnemius_perfusion_pressure_mmhg", 55.0),
            ("anterior_perfusion_pressure_mmhg", 35.0),
            ("anterior_tissue_pressure_mmhg", 40.0),
            ("soleus_muscle_flow_ml_per_min", 6.0),
            ("anterior_muscle_flow_ml_per_min", 24.0),
        ],
    );
}

#[test]
fn muscle_fails_while_one_perfusion_pressure_stays_below_thirty() {
    let phases = [("before", 100.0, ""), ("after", 100.0, "")];
    let of = |tissue, artery: fn(f64) -> f64| {
        let record = recorded(&scenario("supine", &phases), body_with(artery, tissue));
        let name = "calf_muscle_failing_share_pct";
        ["before", "after"].map(|span| (1e6 * reading(&record, span, name).unwrap()).round() * 1e-6)
    };
    assert_eq!(of([7.0, 7.0, 49.0], |_| 80.0), [0.0, 0.0]);
    assert_eq!(of([7.0, 7.0, 51.0], |_| 80.0), [100.0, 100.0]);
    // A pulse that goes below the limit and back does no harm.
    assert_eq!(of([7.0; 3], |t| 45.0 + 20.0 * (9.0 * t).sin()), [0.0, 0.0]);
    let [before, after] = of([7.0, 7.0, 40.0], |t| if t < 100.0 { 80.0 } else { 50.0 });
    // From 40 towards 10 mmHg with 20 s: 30 mmHg after 20 ln 1.5 s.
    assert_eq!(before, 0.0);
    assert!(
        (after - (100.0 - 20.0 * 1.5_f64.ln())).abs() < 0.1,
        "{after}"
    );
}
