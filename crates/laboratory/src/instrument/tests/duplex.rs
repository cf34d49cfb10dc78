use super::super::duplex::{ValveCycle, valve_cycle};
use super::*;

/// Openings of a valve: closed 0.44 s, opening 0.28 s, open 0.64 s, closing 0.42 s.
fn valve(time_s: f64) -> f64 {
    let part_s = time_s % 1.78;
    match part_s {
        part_s if part_s < 0.44 => 0.0,
        part_s if part_s < 0.72 => (part_s - 0.44) / 0.28,
        part_s if part_s < 1.36 => 1.0,
        part_s => 1.0 - (part_s - 1.36) / 0.42,
    }
}

#[test]
fn the_phases_of_a_valve_are_timed() {
    let course = (0..3000)
        .map(|i| f64::from(i) * 0.01)
        .map(|time_s| (time_s, valve(time_s)));
    let cycle = valve_cycle(course).unwrap();
    for (value, expected) in [
        (cycle.closed_s, 0.44 + 0.05 * 0.70),
        (cycle.opening_s, 0.28 * 0.9),
        (cycle.open_s, 0.64 + 0.05 * 0.70),
        (cycle.closing_s, 0.42 * 0.9),
        (cycle.per_min, 60.0 / 1.78),
    ] {
        assert!(
            (value - expected).abs() < 0.03 * expected.max(1.0),
            "{value} {expected}"
        );
    }
}

#[test]
fn a_valve_that_hardly_moves_or_moves_once_has_no_cycle() {
    let still = (0..100).map(|i| (f64::from(i), 0.5 + 0.001 * f64::from(i % 7)));
    assert_eq!(valve_cycle(still), None);
    let once = (0..150)
        .map(|i| f64::from(i) * 0.01)
        .map(|time_s| (time_s, valve(time_s)));
    assert_eq!(valve_cycle(once), None);
    assert_eq!(valve_cycle(std::iter::empty()), None);
}

#[test]
fn parts_of_cycles_at_both_ends_do_not_count() {
    // The course begins in an open valve, 3 s before it closes, and ends with 5 s of a closed one.
    // In between lie three cycles: closed 0.5 s, opening 0.36 s, open 0.5 s, closing 0.36 s.
    let mut points = vec![(0.0, 1.0)];
    let mut add = |for_s: f64, value: f64| {
        let (end_s, _) = points[points.len() - 1];
        points.push((end_s + for_s, value));
    };
    add(3.0, 1.0);
    add(0.36, 0.0);
    for _ in 0..4 {
        add(0.5, 0.0);
        add(0.36, 1.0);
        add(0.5, 1.0);
        add(0.36, 0.0);
    }
    add(5.0, 0.0);
    let opening = lines(&points);
    let times = (0..760).map(|look| LOOK_S * f64::from(look));
    let cycle = valve_cycle(times.map(|time_s| (time_s, opening(time_s)))).unwrap();
    assert_cycle(cycle, [0.9 * 0.36, 0.536, 0.9 * 0.36, 0.536]);
}

/// Each phase is found to a look; the length of the cycle is a whole number of looks.
fn assert_cycle(cycle: ValveCycle, phases_s: [f64; 4]) {
    let found_s = [
        cycle.opening_s,
        cycle.open_s,
        cycle.closing_s,
        cycle.closed_s,
    ];
    for (found_s, expected_s) in found_s.iter().zip(phases_s) {
        assert!((found_s - expected_s).abs() <= LOOK_S, "{cycle:?}");
    }
    let length_s: f64 = phases_s.iter().sum();
    assert!((cycle.per_min - 60.0 / length_s).abs() < ROUNDING * 60.0 / length_s);
}

#[test]
fn an_opening_that_stays_below_the_open_state_does_not_end_a_cycle() {
    // A flutter to half of the range belongs to the cycle that it lies in.
    let cycle = [
        (0.0, 0.0),
        (0.1, 0.0),
        (0.2, 0.5),
        (0.3, 0.0),
        (0.5, 0.0),
        (0.7, 1.0),
        (1.0, 1.0),
        (1.2, 0.0),
        (1.4, 0.0),
    ];
    let opening = periodic(1.4, &cycle);
    let times = (0..700).map(|look| LOOK_S * f64::from(look));
    let cycle = valve_cycle(times.map(|time_s| (time_s, opening(time_s)))).unwrap();
    assert!((cycle.per_min - 60.0 / 1.4).abs() < 1e-6, "{cycle:?}");
}

#[test]
fn the_cycle_of_the_femoral_valve_is_read_at_rest_from_the_phase_alone() {
    let cycle = [
        (0.0, 0.1),
        (0.5, 0.1),
        (0.86, 0.9),
        (1.36, 0.9),
        (1.72, 0.1),
    ];
    let slow = periodic(1.72, &cycle);
    // Before 10 s, the valve opens twice as often, and wider.
    let fast = periodic(0.86, &[(0.0, 0.0), (0.43, 1.0), (0.86, 0.0)]);
    let opening = move |t: f64| if t < 10.0 { fast(t) } else { slow(t - 10.0) };
    let body = body().with_course("leg.left.femoral_outlet.opening_fraction", opening);
    let phases = [
        ("before", 10.0, ""),
        ("rest", 12.0, ""),
        ("walk", 10.0, "activity = \"walk\""),
    ];
    let record = recorded(&scenario("supine", &phases), body);
    for (name, expected_s) in [
        ("femoral_valve_opening_s", 0.9 * 0.36),
        ("femoral_valve_open_s", 0.5 + 0.05 * 0.72),
        ("femoral_valve_closing_s", 0.9 * 0.36),
        ("femoral_valve_closed_s", 0.5 + 0.05 * 0.72),
    ] {
        assert_reads(&record, "rest", name, expected_s, LOOK_S);
        assert_eq!(reading(&record, "walk", name), None);
    }
    assert_exact(
        &record,
        "rest",
        &[("femoral_valve_cycles_per_min", 60.0 / 1.72)],
    );
}

#[test]
fn calibres_follow_from_volume_length_and_stature() {
    // At half the reference stature every vein is half as long.
    let subject = Subject {
        stature_cm: 88.0,
        ..Subject::default()
    };
    let volumes = [
        ("thigh.saphenous_vein", 5.0),
        ("calf.saphenous_upper_vein", 2.51),
        ("popliteal_vein", 8.9),
        ("common_femoral_vein", 4.65),
        ("calf.tibial_lower_vein", 7.0),
        ("calf.tibial_upper_vein", 9.0),
    ];
    let mut body = body().with_course(
        "leg.left.femoral_inflow.flow_ml_per_s",
        lines(&[(0.0, 3.0), (10.0, 9.0)]),
    );
    for (vein, volume_ml) in volumes {
        body = body.with_constant(&format!("leg.left.{vein}.volume_ml"), volume_ml);
    }
    let text = scenario("supine", &[("lying", 10.0, "")]);
    let record = recorded_of(&subject, &text, body);
    // Half the lengths: 25, 25.1, 8.9, 2.325 and, for both tibial veins, 20 cm.
    let diameter_mm = |area_cm2: f64| 10.0 * (4.0 * area_cm2 / std::f64::consts::PI).sqrt();
    assert_exact(
        &record,
        "lying",
        &[
            ("common_femoral_artery_flow_ml_per_min", 60.0 * 6.0),
            ("saphenous_thigh_diameter_mm", diameter_mm(0.2)),
            ("saphenous_calf_diameter_mm", diameter_mm(0.1)),
            ("popliteal_vein_diameter_mm", diameter_mm(1.0)),
            ("common_femoral_vein_diameter_mm", diameter_mm(2.0)),
            ("popliteal_vein_area_cm2", 1.0),
            ("common_femoral_vein_area_cm2", 2.0),
            ("saphenous_calf_area_cm2", 0.1),
            ("calf_deep_veins_area_cm2", 0.8),
        ],
    );
}

#[test]
fn reflux_is_the_backward_volume_at_one_site_of_both_legs_and_no_forward_flow_makes_up_for_it() {
    // In four seconds, 4 mL flow back through the first valve while nothing flows through the
    // second, and 2 mL through the second while 30 mL/s flow forward through the first.
    let first = [
        (0.0, 0.0),
        (0.5, -8.0),
        (1.0, 0.0),
        (1.5, 30.0),
        (3.5, 30.0),
        (4.0, 0.0),
    ];
    let second = [(0.0, 0.0), (2.0, 0.0), (2.5, -4.0), (3.0, 0.0), (4.0, 0.0)];
    let body = body()
        .with_valve_site("leg.left.popliteal_outlet", "deep")
        .with_valve_site("leg.right.popliteal_outlet", "deep")
        .with_valve_site("leg.right.femoral_outlet", "deep")
        .with_valve_site("leg.left.thigh.saphenous_outlet", "superficial")
        .with_valve_site("leg.left.calf.saphenous_upper_outlet", "superficial")
        .with_course(
            "leg.left.popliteal_outlet.flow_ml_per_s",
            periodic(4.0, &first),
        )
        .with_course(
            "leg.right.popliteal_outlet.flow_ml_per_s",
            periodic(4.0, &second),
        )
        .with_constant("leg.left.thigh.saphenous_outlet.flow_ml_per_s", -50.0)
        // In series with them, so that the same blood must not count again.
        .with_constant("leg.right.femoral_outlet.flow_ml_per_s", -4.0)
        .with_constant("leg.left.calf.saphenous_upper_outlet.flow_ml_per_s", -50.0);
    let record = recorded(&scenario("standing", &[("stand", 12.0, "")]), body);
    let per_min = 60.0 * (4.0 + 2.0) / 4.0;
    assert_exact(
        &record,
        "stand",
        &[
            ("popliteal_reflux_ml_per_min", per_min),
            // 50 mL/s; the first step counts half, since nothing flowed before it.
            (
                "saphenofemoral_reflux_ml_per_min",
                60.0 * 50.0 * (1.0 - 0.5 * STEP_S / 12.0),
            ),
        ],
    );
}

#[test]
fn forward_flow_alone_is_no_reflux_and_without_valves_there_is_no_reading() {
    let text = scenario("standing", &[("stand", 4.0, "")]);
    let forward = body()
        .with_valve_site("leg.left.popliteal_outlet", "deep")
        .with_constant("leg.left.popliteal_outlet.flow_ml_per_s", 5.0);
    let record = recorded(&text, forward);
    assert_eq!(
        reading(&record, "stand", "popliteal_reflux_ml_per_min"),
        Some(0.0)
    );
    let record = recorded(&text, body());
    assert_eq!(
        reading(&record, "stand", "popliteal_reflux_ml_per_min"),
        None
    );
}
