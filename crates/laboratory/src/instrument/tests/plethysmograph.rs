use super::super::plethysmograph::Curve;
use super::*;

/// Emptied 400 mL; standing, 100 (1 - exp(-t/20 s)) mL more; tiptoes at 1 Hz from the plateau that
/// leave 60, then 50, 40 ... mL and rise by 5 mL between; then nothing.
fn plethysmogram(count: u32) -> Readings {
    let mut curve = Curve::new();
    let mut readings = Readings::new();
    let mut time_s = 0.0;
    let mut run =
        |curve: &mut Curve, from_s: f64, for_s: f64, volume: &dyn Fn(f64) -> (f64, f64)| {
            curve.begin();
            for i in 1..=(50.0 * for_s).round() as u32 {
                time_s = from_s + 0.02 * f64::from(i);
                let (volume_ml, muscle_mmhg) = volume(time_s - from_s);
                curve.push(time_s, 0.02, volume_ml, muscle_mmhg);
            }
        };
    run(&mut curve, 0.0, 60.0, &|_| (400.0, 0.0));
    curve.plateau(0.0, true, &mut readings);
    run(&mut curve, 60.0, 200.0, &|t| {
        (500.0 - 100.0 * (-t / 20.0).exp(), 0.0)
    });
    curve.plateau(60.0, false, &mut readings);
    run(&mut curve, 260.0, f64::from(count), &|t| {
        let (turn, part) = ((t - 1e-6).floor(), (t - 1e-6).fract());
        let lowest_ml = 460.0 - 10.0 * turn;
        if (0.1..0.5).contains(&part) {
            (lowest_ml, 100.0)
        } else {
            (lowest_ml + 5.0, 0.0)
        }
    });
    let activity = Activity {
        count: Some(count),
        ..Activity::named("tiptoe")
    };
    curve.tiptoes(&activity, &mut readings);
    readings
}

#[test]
fn the_volumes_of_an_air_plethysmogram_follow_its_definition() {
    let of = |readings: &Readings, name: &str| readings.get(name).map(|reading| reading.value);
    let near = |value: Option<f64>, expected: f64, what: &str| {
        let value = value.unwrap();
        assert!(
            (value - expected).abs() < 0.01 * expected,
            "{what}: {value}"
        );
    };
    let one = plethysmogram(1);
    near(of(&one, "venous_volume_ml"), 100.0, "VV");
    // 90 % after ln 10 time constants.
    let index = 90.0 / (20.0 * 10.0_f64.ln());
    near(of(&one, "venous_filling_index_ml_per_s"), index, "VFI");
    near(of(&one, "ejected_volume_ml"), 40.0, "EV");
    near(of(&one, "ejection_fraction_calf_pct"), 40.0, "EF");
    assert_eq!(of(&one, "residual_volume_ml"), None);
    let five = plethysmogram(5);
    near(of(&five, "residual_volume_ml"), 20.0, "RV");
    near(of(&five, "residual_volume_fraction_pct"), 20.0, "RVF");
    assert_eq!(of(&five, "ejected_volume_ml"), None);
}

#[test]
fn residual_volume_is_read_after_the_last_tiptoe_not_the_deepest() {
    let mut curve = Curve::new();
    let mut readings = Readings::new();
    let levels = [(400.0, 60), (500.0, 60)];
    for (raised, (volume_ml, for_s)) in [true, false].into_iter().zip(levels) {
        curve.begin();
        (0..50 * for_s).for_each(|i| curve.push(0.02 * f64::from(i), 0.02, volume_ml, 0.0));
        curve.plateau(-1.0, raised, &mut readings);
    }
    curve.begin();
    for (volume_ml, muscle_mmhg) in [(430.0, 50.0), (470.0, 0.0), (450.0, 50.0), (460.0, 0.0)] {
        (0..25).for_each(|i| curve.push(0.02 * f64::from(i), 0.02, volume_ml, muscle_mmhg));
    }
    curve.tiptoes(&Activity::named("tiptoe"), &mut readings);
    let residual_ml = readings["residual_volume_ml"].value;
    assert!((residual_ml - 50.0).abs() < 1e-6, "{residual_ml}");
}

/// A calf whose vein follows a course (s, mL) beside 40 mL of tissue fluid. The leg is raised by
/// 20 cm until 60 s; from 140 s on, the soleus is pressed for 0.5 s once a second.
fn body_with_calf(volume: &[(f64, f64)]) -> FakeBody {
    body_with_calf_lowered_to(10.0, volume)
}

/// The same with the ankle at a height (cm) from 60 s on; the heart is at 100 cm.
fn body_with_calf_lowered_to(height_cm: f64, volume: &[(f64, f64)]) -> FakeBody {
    let vein = "leg.left.calf.soleus_vein";
    let tissue = "leg.left.calf.interstitium";
    let thigh = "leg.left.thigh.vein";
    let soleus = |time_s: f64| {
        let contracts = time_s > 140.0 && (0.09..0.59).contains(&time_s.fract());
        if contracts { 100.0 } else { 0.0 }
    };
    body()
        .with_places([
            place(vein, "leg_muscle_vein"),
            place(tissue, "interstitium"),
            place(thigh, "leg_deep_vein"),
        ])
        .with_course(&format!("{vein}.volume_ml"), lines(volume))
        .with_constant(&format!("{tissue}.volume_ml"), 40.0)
        .with_course("leg.left.soleus.pressure_mmhg", soleus)
        .with_constant("heart.right_atrium.height_cm", 100.0)
        .with_course("leg.left.calf.saphenous_lower_vein.height_cm", move |t| {
            if t < 60.005 { 120.0 } else { height_cm }
        })
}

/// Filling: emptied to 100 mL in the last 12 s with the leg raised; up to 140 mL within 10 s of
/// standing, then by 1 mL/s to the plateau of 160 mL at 90 s.
const FILLING: [(f64, f64); 6] = [
    (0.0, 300.0),
    (30.0, 300.0),
    (48.0, 100.0),
    (60.0, 100.0),
    (70.0, 140.0),
    (90.0, 160.0),
];

#[test]
fn filling_is_read_from_the_raised_leg_to_the_plateau_of_standing() {
    let phases = [
        ("raised", 60.0, "posture = \"legs-raised\""),
        ("standing", 45.0, "posture = \"standing\""),
        ("still", 20.0, ""),
    ];
    let record = recorded(&scenario("supine", &phases), body_with_calf(&FILLING));
    // 90 % of 60 mL are 54 mL: 154 mL at 84 s, 24 s after standing up.
    assert_exact(&record, "standing", &[("venous_volume_ml", 60.0)]);
    let index = "venous_filling_index_ml_per_s";
    assert_reads(&record, "standing", index, 54.0 / 24.0, 1e-6);
    for absent in ["raised", "still"] {
        assert_eq!(reading(&record, absent, "venous_volume_ml"), None);
        assert_eq!(reading(&record, absent, index), None);
    }
    // All that swells, tissue fluid too.
    assert_exact(&record, "still", &[("calf_fluid_volume_ml", 200.0)]);
}

#[test]
fn a_leg_that_is_lowered_to_lying_has_no_venous_volume() {
    let phases = [
        ("raised", 60.0, "posture = \"legs-raised\""),
        ("lowered", 45.0, "posture = \"supine\""),
    ];
    let body = body_with_calf_lowered_to(95.0, &FILLING);
    let record = recorded(&scenario("supine", &phases), body);
    for absent in ["venous_volume_ml", "venous_filling_index_ml_per_s"] {
        assert_eq!(reading(&record, "lowered", absent), None, "{absent}");
    }
}

#[test]
fn ejected_and_residual_volume_are_shares_of_the_venous_volume() {
    let course = [
        &FILLING[..],
        &[
            // Before the tiptoe: 170 mL. In it the lowest is 130 mL.
            (105.0, 160.0),
            (125.0, 170.0),
            (140.0, 170.0),
            (141.0, 130.0),
            (142.0, 165.0),
            // Before the last of five tiptoes the lowest is 110 mL, in the last one 126 mL.
            (162.0, 165.0),
            (164.0, 110.0),
            (166.0, 150.0),
            (166.4, 126.0),
            (167.0, 150.0),
        ],
    ]
    .concat();
    let phases = [
        ("raised", 60.0, "posture = \"legs-raised\""),
        ("standing", 45.0, "posture = \"standing\""),
        ("still", 35.0, ""),
        (
            "one",
            2.0,
            "activity = { pattern = \"tiptoe\", rate = \"30 /min\", count = 1 }",
        ),
        ("refill", 20.0, "activity = \"rest\""),
        (
            "five",
            5.0,
            "activity = { pattern = \"tiptoe\", rate = \"60 /min\", count = 5 }",
        ),
        ("walk", 5.0, "activity = \"walk\""),
    ];
    let record = recorded(&scenario("supine", &phases), body_with_calf(&course));
    assert_exact(
        &record,
        "one",
        &[
            ("ejected_volume_ml", 170.0 - 130.0),
            ("ejection_fraction_calf_pct", 100.0 * 40.0 / 60.0),
        ],
    );
    assert_exact(
        &record,
        "five",
        &[
            ("residual_volume_ml", 126.0 - 100.0),
            ("residual_volume_fraction_pct", 100.0 * 26.0 / 60.0),
        ],
    );
    for (span, absent) in [
        ("one", "residual_volume_ml"),
        ("one", "residual_volume_fraction_pct"),
        ("five", "ejected_volume_ml"),
        ("five", "ejection_fraction_calf_pct"),
        ("walk", "residual_volume_ml"),
    ] {
        assert_eq!(reading(&record, span, absent), None, "{absent} in {span}");
    }
}

#[test]
fn without_an_emptied_leg_or_a_plateau_there_is_no_venous_volume() {
    let tiptoes = "activity = { pattern = \"tiptoe\", count = 5 }";
    let phases = [
        // A leg that is raised by 14 cm is not emptied.
        ("raised", 60.0, ""),
        ("standing", 45.0, "posture = \"standing\""),
        ("five", 5.0, tiptoes),
    ];
    let low = body()
        .with_places([place("leg.left.calf.soleus_vein", "leg_muscle_vein")])
        .with_course("leg.left.calf.soleus_vein.volume_ml", lines(&FILLING))
        .with_constant("heart.right_atrium.height_cm", 100.0)
        .with_course("leg.left.calf.saphenous_lower_vein.height_cm", |t| {
            if t < 60.005 { 114.0 } else { 10.0 }
        });
    let record = recorded(&scenario("supine", &phases), low);
    assert_eq!(reading(&record, "standing", "venous_volume_ml"), None);
    assert_eq!(reading(&record, "five", "residual_volume_ml"), None);
    // Ten seconds of standing are no plateau; the volume is read in the phase after it.
    let phases = [
        ("raised", 60.0, "posture = \"legs-raised\""),
        ("short", 10.0, "posture = \"standing\""),
        ("standing", 35.0, ""),
    ];
    let record = recorded(&scenario("supine", &phases), body_with_calf(&FILLING));
    assert_eq!(reading(&record, "short", "venous_volume_ml"), None);
    assert_exact(&record, "standing", &[("venous_volume_ml", 60.0)]);
}
