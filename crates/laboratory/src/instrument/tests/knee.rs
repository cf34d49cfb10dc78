use super::*;

/// Integral of sin²(πx) from 0 to x.
fn square_sine(x: f64) -> f64 {
    let pi = std::f64::consts::PI;
    0.5 * x - (2.0 * pi * x).sin() / (4.0 * pi)
}

#[test]
fn flow_at_the_knee_is_sorted_by_contraction_and_phase() {
    let text = "start = \"standing\"\n[[phase]]\nname = \"walk\"\nduration = \"40 s\"\n\
                activity = \"walk\"\n[[phase]]\nname = \"rest\"\nduration = \"4 s\"\n\
                activity = \"rest\"\n";
    let record = recorded(text, FakeBody::with_step(0.001));
    let of = |name: &str| record.phases[0].reading(name).unwrap().value;
    // Both lines carry 200 sin² mL/s; the muscle has 100 sin² mmHg, above 12 from `from` on and
    // below 6 from `to` on.
    let from = 0.12_f64.sqrt().asin() / std::f64::consts::PI;
    let to = 1.0 - 0.06_f64.sqrt().asin() / std::f64::consts::PI;
    let contracting = square_sine(to) - square_sine(from);
    for (name, expected) in [
        ("knee_flow_ml_per_min", 60.0 * 400.0 * 0.5),
        ("knee_flow_deep_ml_per_min", 60.0 * 200.0 * 0.5),
        ("knee_flow_superficial_ml_per_min", 60.0 * 200.0 * 0.5),
        ("calf_contracting_share_pct", 100.0 * (to - from)),
        (
            "knee_flow_contracting_ml_per_min",
            60.0 * 400.0 * contracting / (to - from),
        ),
        (
            "knee_flow_relaxing_ml_per_min",
            60.0 * 400.0 * (0.5 - contracting) / (1.0 - (to - from)),
        ),
        ("knee_peak_flow_ml_per_s", 400.0),
    ] {
        let value = of(name);
        assert!(
            (value / expected - 1.0).abs() < 0.02,
            "{name}: {value} {expected}"
        );
    }
    let at_pct = of("knee_peak_flow_at_pct");
    assert!((at_pct - 50.0).abs() <= 1.0 + 1e-9, "{at_pct}");
    assert_eq!(record.phases[1].reading("knee_flow_ml_per_min"), None);
    assert_eq!(record.phases[1].knee_cycle, None);
    let window = record.phases[0].knee_cycle.as_ref().unwrap();
    assert!(
        (window.cycles - 40.0 / CYCLE_S).abs() < 0.01,
        "{}",
        window.cycles
    );
    assert!(
        (window.cycle_s - CYCLE_S).abs() < 1e-3,
        "{}",
        window.cycle_s
    );
    for (i, phase_pct) in window.phase_pct.iter().enumerate() {
        let expected = 200.0 * (std::f64::consts::PI * phase_pct / 100.0).sin().powi(2);
        assert!(
            (window.deep_ml_per_s[i] - expected).abs() < 2.0,
            "{phase_pct} %"
        );
    }
}

#[test]
fn counted_cycles_end_the_fold() {
    let text = "start = \"standing\"\n[[phase]]\nname = \"up\"\nduration = \"20 s\"\n\
                activity = { pattern = \"tiptoe\", count = 10 }\n";
    let record = recorded(text, FakeBody::with_step(0.002));
    let window = record.phases[0].knee_cycle.as_ref().unwrap();
    assert!((window.cycles - 10.0).abs() < 0.01, "{}", window.cycles);
}

/// Cycles of 1 s. The popliteal vein carries 5 mL/s, and 30 mL/s more at the top of a triangle from
/// 20 % to 40 % of the cycle; the saphenous vein carries 2 mL/s. The soleus is pressed with 60 mmHg
/// on a triangle from 20 % to 80 %.
fn pumping_knee() -> FakeBody {
    let deep = [(0.0, 5.0), (0.2, 5.0), (0.3, 35.0), (0.4, 5.0), (1.0, 5.0)];
    let soleus = [(0.0, 0.0), (0.2, 0.0), (0.5, 60.0), (0.8, 0.0), (1.0, 0.0)];
    FakeBody::with_step(0.005)
        .with_course("gait.phase_fraction", |time_s| (time_s + 1e-9).fract())
        .with_course(
            "leg.left.popliteal_outlet.flow_ml_per_s",
            periodic(1.0, &deep),
        )
        .with_constant("leg.left.calf.saphenous_upper_outlet.flow_ml_per_s", 2.0)
        .with_course("leg.left.soleus.pressure_mmhg", periodic(1.0, &soleus))
}

#[test]
fn deep_and_superficial_flow_are_told_apart() {
    let phases = [("walk", 10.0, "activity = \"walk\"")];
    let record = recorded(&scenario("standing", &phases), pumping_knee());
    // The triangle holds 3 mL a cycle.
    assert_exact(
        &record,
        "walk",
        &[
            ("knee_flow_deep_ml_per_min", 60.0 * 8.0),
            ("knee_flow_superficial_ml_per_min", 60.0 * 2.0),
            ("knee_flow_ml_per_min", 60.0 * 10.0),
        ],
    );
    // Contracting from 12 mmHg at 26 % until 6 mmHg at 77 %, to a step at either end. In that time
    // flow 7 mL/s and of the triangle the part from 6/10 of its rise on: 3 - 0.5 · 0.06 · 18 mL.
    let (from, until) = (0.26, 0.77);
    let contracting_ml = 7.0 * (until - from) + 3.0 - 0.5 * 0.06 * 18.0;
    let relaxing_ml = 10.0 - contracting_ml;
    for (name, expected, tolerance) in [
        ("calf_contracting_share_pct", 100.0 * (until - from), 0.5),
        (
            "knee_flow_contracting_ml_per_min",
            60.0 * contracting_ml / (until - from),
            0.02 * 60.0 * contracting_ml,
        ),
        (
            "knee_flow_relaxing_ml_per_min",
            60.0 * relaxing_ml / (1.0 - until + from),
            0.05 * 60.0 * relaxing_ml,
        ),
        // The parts next to the peak, 2 % of the cycle each, lie 1 % from it.
        ("knee_peak_flow_ml_per_s", 5.0 + 30.0 * 0.9 + 2.0, 1e-6),
    ] {
        assert_reads(&record, "walk", name, expected, tolerance);
    }
    let at_pct = reading(&record, "walk", "knee_peak_flow_at_pct").unwrap();
    assert!((at_pct - 30.0).abs() < 1.0 + 1e-9, "{at_pct}");
    let cycle = record.phases[0].knee_cycle.as_ref().unwrap();
    assert_eq!(cycle.phase_pct.len(), 50);
    for (part, phase_pct) in cycle.phase_pct.iter().enumerate() {
        assert!((phase_pct - (2.0 * part as f64 + 1.0)).abs() < 1e-9);
        assert!((cycle.superficial_ml_per_s[part] - 2.0).abs() < 1e-9);
        // Middle of the part on the triangle of 60 mmHg.
        let expected = (60.0 - 2.0 * (phase_pct - 50.0).abs()).max(0.0);
        assert!(
            (cycle.muscle_mmhg[part] - expected).abs() < 1e-6,
            "{phase_pct} %"
        );
    }
}

#[test]
fn after_the_counted_cycles_nothing_is_added() {
    let text = "activity = { pattern = \"tiptoe\", count = 4 }";
    let flow = lines(&[(4.0, 5.0), (4.001, 500.0)]);
    let body = FakeBody::with_step(0.005)
        .with_course("gait.phase_fraction", |time_s| (time_s + 1e-9).fract())
        .with_constant("leg.left.calf.saphenous_upper_outlet.flow_ml_per_s", 0.0)
        .with_course("leg.left.popliteal_outlet.flow_ml_per_s", flow);
    let record = recorded(&scenario("standing", &[("up", 10.0, text)]), body);
    assert_exact(&record, "up", &[("knee_flow_ml_per_min", 300.0)]);
}
