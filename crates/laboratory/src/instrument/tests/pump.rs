use super::*;

/// One mmHg mL/s in mW: 133.322 Pa · 1e-6 m³/s.
const MW: f64 = 0.133_322;

/// A loop of pressure and volume in 0.8 s: the pressure rises; both fall together; the volume rises
/// again. Its work is half the difference of the pressures times the difference of the volumes.
fn with_loop(
    body: FakeBody,
    pressure: &str,
    volume: &str,
    mmhg: [f64; 2],
    ml: [f64; 2],
) -> FakeBody {
    let ([low, high], [small, large]) = (mmhg, ml);
    let pressures = [(0.0, low), (0.2, high), (0.6, low), (0.8, low)];
    let volumes = [(0.0, large), (0.2, large), (0.6, small), (0.8, large)];
    body.with_course(pressure, periodic(0.8, &pressures))
        .with_course(volume, periodic(0.8, &volumes))
}

/// The ventricles work half of 90 · 70 and of 20 · 70 mmHg mL in 0.8 s.
fn with_heart(body: FakeBody) -> FakeBody {
    let ventricle = |side: &str, what: &str| format!("heart.{side}_ventricle.{what}");
    let mut body = body;
    for (side, mmhg) in [("left", [10.0, 100.0]), ("right", [5.0, 25.0])] {
        let (pressure, volume) = (
            ventricle(side, "pressure_mmhg"),
            ventricle(side, "volume_ml"),
        );
        body = with_loop(body, &pressure, &volume, mmhg, [50.0, 120.0]);
    }
    body
}

/// Veins and other vessels: muscle pressure from 10 mmHg to the highest, volume from 20 mL to the largest.
fn with_vessel(body: FakeBody, place: Place, highest_mmhg: f64, largest_ml: f64) -> FakeBody {
    let (pressure, volume) = (
        format!("{}.muscle_pressure_mmhg", place.name),
        format!("{}.volume_ml", place.name),
    );
    let body = body.with_places([place]);
    let (mmhg, ml) = ([10.0, highest_mmhg], [20.0, largest_ml]);
    with_loop(body, &pressure, &volume, mmhg, ml)
}

const HEART_MW: f64 = MW * 0.5 * (90.0 + 20.0) * 70.0 / 0.8;
const PUMP_MW: f64 = MW * 0.5 * (100.0 * 5.0 + 50.0 * 8.0) / 0.8;

fn pumping_body() -> FakeBody {
    let mut body = with_heart(body());
    for (place, highest_mmhg, largest_ml) in [
        (
            place("leg.left.calf.soleus_vein", "leg_muscle_vein"),
            110.0,
            25.0,
        ),
        (
            place("leg.right.popliteal_vein", "leg_deep_vein"),
            60.0,
            28.0,
        ),
        // No veins of the legs.
        (place("leg.left.tibial_artery", "artery"), 110.0, 100.0),
        (place("abdomen.vein", "deep_vein"), 110.0, 100.0),
        (
            Place {
                off_leg: true,
                ..place("leg.left.iliac_vein", "leg_deep_vein")
            },
            110.0,
            100.0,
        ),
    ] {
        body = with_vessel(body, place, highest_mmhg, largest_ml);
    }
    body
}

#[test]
fn power_is_the_work_of_pressure_and_volume_over_time() {
    let phases = [("rest", 8.0, ""), ("walk", 8.0, "activity = \"walk\"")];
    let record = recorded(&scenario("standing", &phases), pumping_body());
    assert_exact(&record, "rest", &[("heart_power_mw", HEART_MW)]);
    assert_exact(
        &record,
        "walk",
        &[("heart_power_mw", HEART_MW), ("muscle_power_mw", PUMP_MW)],
    );
    for absent in ["muscle_power_mw", "pump_useful_power_mw", "pump_share_pct"] {
        assert_eq!(reading(&record, "rest", absent), None);
    }
    let text = scenario("standing", &[("walk", 2.0, "activity = \"walk\"")]);
    let record = recorded(&text, with_heart(body()));
    assert_eq!(
        reading(&record, "walk", "muscle_power_mw"),
        None,
        "no veins"
    );
}

#[test]
fn what_happens_between_two_exercises_is_no_work_of_the_pump() {
    // The calf holds its muscle pressure of 10 mmHg, loses 50 mL in the rest and nothing in either
    // exercise.
    let vein = "leg.left.calf.soleus_vein";
    let volume = lines(&[(5.0, 100.0), (9.0, 50.0)]);
    let body = with_heart(body())
        .with_places([place(vein, "leg_muscle_vein")])
        .with_constant(&format!("{vein}.muscle_pressure_mmhg"), 10.0)
        .with_course(&format!("{vein}.volume_ml"), volume);
    let phases = [
        ("one", 4.0, "activity = \"walk\""),
        ("rest", 6.0, "activity = \"rest\""),
        ("two", 4.0, "activity = \"walk\""),
    ];
    let record = recorded(&scenario("standing", &phases), body);
    assert_eq!(reading(&record, "one", "muscle_power_mw"), Some(0.0));
    assert_eq!(reading(&record, "two", "muscle_power_mw"), Some(0.0));
}

#[test]
fn pump_flow_is_the_net_flow_at_both_knees() {
    let body = body()
        .with_constant("leg.left.popliteal_outlet.flow_ml_per_s", 5.0)
        .with_constant("leg.left.calf.saphenous_upper_outlet.flow_ml_per_s", -1.0)
        .with_course(
            "leg.right.popliteal_outlet.flow_ml_per_s",
            lines(&[(0.0, 2.0), (10.0, 6.0)]),
        )
        .with_constant("leg.right.calf.saphenous_upper_outlet.flow_ml_per_s", 0.5);
    let record = recorded(&scenario("standing", &[("stand", 10.0, "")]), body);
    // 5 - 1 + 4 + 0.5 mL/s.
    assert_exact(
        &record,
        "stand",
        &[("knee_flow_both_ml_per_min", 60.0 * 8.5)],
    );
}

#[test]
fn useful_power_is_the_flow_at_the_knees_times_the_mean_fall_at_the_ankle() {
    // Standing at 90 mmHg; in the exercise the pressure falls at once to 40 mmHg for nine tenths
    // of it and to 30 mmHg for the rest.
    let pressure = [
        (20.0, 90.0),
        (20.0001, 40.0),
        (27.2, 40.0),
        (27.2001, 30.0),
        (28.0, 30.0),
        (28.0001, 90.0),
    ];
    let walk = |hangs: bool| {
        let soleus = periodic(1.0, &[(0.0, 0.0), (0.1, 100.0), (0.5, 0.0), (1.0, 0.0)]);
        let body = with_heart(body())
            .with_places([place("leg.left.calf.soleus_vein", "leg_muscle_vein")])
            .with_constant(
                "heart.right_atrium.height_cm",
                if hangs { 130.0 } else { 30.0 },
            )
            .with_constant("leg.left.calf.saphenous_upper_vein.height_cm", 30.0)
            .with_constant("leg.left.calf.saphenous_lower_vein.height_cm", 30.0)
            .with_course("leg.left.soleus.pressure_mmhg", soleus)
            .with_course(
                "leg.left.calf.saphenous_lower_vein.pressure_mmhg",
                lines(&pressure),
            )
            .with_constant("leg.left.popliteal_outlet.flow_ml_per_s", 9.0)
            .with_constant("leg.right.popliteal_outlet.flow_ml_per_s", 7.0)
            .with_constant("leg.left.calf.saphenous_upper_outlet.flow_ml_per_s", 0.0)
            .with_constant("leg.right.calf.saphenous_upper_outlet.flow_ml_per_s", 0.0);
        let phases = [("standing", 20.0, ""), ("walk", 8.0, "activity = \"walk\"")];
        recorded(&scenario("standing", &phases), body)
    };
    let record = walk(true);
    let useful = MW * 16.0 * (0.9 * 50.0 + 0.1 * 60.0);
    assert_reads(
        &record,
        "walk",
        "pump_useful_power_mw",
        useful,
        1e-2 * useful,
    );
    let share = 100.0 * useful / (useful + HEART_MW);
    assert_reads(&record, "walk", "pump_share_pct", share, 1e-2 * share);
    assert_eq!(reading(&walk(false), "walk", "pump_useful_power_mw"), None);
}
