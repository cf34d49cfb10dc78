use super::super::echo::Settling;
use super::*;

#[test]
fn output_that_falls_exponentially_is_steady_when_five_per_cent_are_left() {
    let mut settling = Settling::new();
    settling.begin(100.0);
    // 5 (1 + exp(-t/60 s)) L/min: within 5 % of its end after 60 ln 20 = 180 s.
    for i in 0..600 {
        let t_s = f64::from(i) + 0.5;
        let output = 5.0 * (1.0 + (-t_s / 60.0).exp());
        settling.push(100.0 + t_s + 0.5, 1.0, output);
    }
    let steady_s = settling.steady_after_s().unwrap();
    assert!((steady_s - 180.0).abs() <= 20.0, "{steady_s}");
    settling.begin(0.0);
    assert_eq!(settling.steady_after_s(), None);
    for i in 0..600 {
        settling.push(f64::from(i + 1), 1.0, 4.0 + f64::from(i) / 100.0);
    }
    assert_eq!(settling.steady_after_s(), None, "output still rises");
}

#[test]
fn output_is_steady_from_the_end_of_the_last_block_that_differs() {
    // 8 L/min for 100 s, then 5 L/min. Beats of 1 s fill blocks of 20 s.
    let settled = |seconds: u32| {
        let mut settling = Settling::new();
        settling.begin(50.0);
        for i in 1..=seconds {
            let output = if i <= 100 { 8.0 } else { 5.0 };
            settling.push(50.0 + f64::from(i), 1.0, output);
        }
        settling.steady_after_s()
    };
    assert_eq!(settled(400), Some(100.0));
    // A steady state of 120 s is one, and one of a block less is none.
    assert_eq!(settled(220), Some(100.0));
    assert_eq!(settled(200), None);
}

#[test]
fn output_within_five_per_cent_of_the_last_minute_is_steady() {
    let settled = |deviation: f64| {
        let mut settling = Settling::new();
        settling.begin(0.0);
        for i in 1..=400 {
            let output = if i <= 200 {
                5.0 * (1.0 + deviation)
            } else {
                5.0
            };
            settling.push(f64::from(i), 1.0, output);
        }
        settling.steady_after_s()
    };
    assert_eq!(settled(0.049), Some(0.0));
    assert_eq!(settled(-0.049), Some(0.0));
    assert_eq!(settled(0.051), Some(200.0));
    assert_eq!(settled(-0.051), Some(200.0));
}

#[test]
fn a_block_is_the_mean_over_its_beats_by_duration() {
    // Blocks of a beat of 15 s at 4 L/min and one of 5 s at 8 L/min: 5 L/min, as in the last minute.
    let mut settling = Settling::new();
    settling.begin(0.0);
    let mut end_s = 0.0;
    for _ in 0..10 {
        for (duration_s, output) in [(15.0, 4.0), (5.0, 8.0)] {
            end_s += duration_s;
            settling.push(end_s, duration_s, output);
        }
    }
    for _ in 0..60 {
        end_s += 1.0;
        settling.push(end_s, 1.0, 5.0);
    }
    assert_eq!(settling.steady_after_s(), Some(0.0));
}

#[test]
fn the_steady_output_is_read_after_movements_in_phases_of_five_minutes() {
    let name = "output_steady_after_min";
    // 8 L/min until 59.5 s after the movement at 300 s, then 5 L/min; beats of 1 s end at halves of
    // seconds.
    let flow = |time_s: f64| {
        if time_s < 359.45 {
            8.0 / 0.06
        } else {
            5.0 / 0.06
        }
    };
    let body = FakeBody::with_step(0.1)
        .with_beat_ends((0..1000).map(|beat| f64::from(beat) + 0.5))
        .with_course("heart.aortic_valve.flow_ml_per_s", flow);
    let phases = [
        ("lying", 300.0, ""),
        ("standing", 300.0, "posture = \"standing\""),
        ("short", 299.0, "posture = \"supine\""),
    ];
    let window = "[[window]]\nname = \"window\"\nphase = \"standing\"\nstart = \"0 s\"\n\
                  end = \"300 s\"\n";
    let record = recorded(&(scenario("supine", &phases) + window), body);
    assert_exact(&record, "standing", &[(name, 59.5 / 60.0)]);
    for absent in ["lying", "short", "window"] {
        assert_eq!(reading(&record, absent, name), None, "{absent}");
    }
}

#[test]
fn volumes_and_stroke_are_read_for_each_beat() {
    // Beats of 0.8 s. The left ventricle goes from 100 mL to its largest volume, to 50 mL and back;
    // the largest volume is 120 and 150 mL in turn. The right one moves between 60 and 140 mL.
    // 90 mL flow through the aortic valve in a beat, and 10 mL flow back.
    let left = [
        (0.0, 100.0),
        (0.2, 120.0),
        (0.6, 50.0),
        (0.8, 100.0),
        (1.0, 150.0),
        (1.4, 50.0),
        (1.6, 100.0),
    ];
    let right = [(0.0, 100.0), (0.2, 140.0), (0.6, 60.0), (0.8, 100.0)];
    let flow = [
        (0.0, 0.0),
        (0.2, 450.0),
        (0.4, 0.0),
        (0.6, -50.0),
        (0.8, 0.0),
    ];
    let body = body()
        .with_beat_ends((0..100).map(|beat| 0.8 * f64::from(beat)))
        .with_course("heart.left_ventricle.volume_ml", periodic(1.6, &left))
        .with_course("heart.right_ventricle.volume_ml", periodic(0.8, &right))
        .with_course("heart.aortic_valve.flow_ml_per_s", periodic(0.8, &flow));
    let phases = [("lying", 8.4, ""), ("later", 8.0, "")];
    let record = recorded(&scenario("supine", &phases), body);
    let surface_m2 = (176.0_f64 * 73.0 / 3600.0).sqrt();
    assert_exact(
        &record,
        "later",
        &[
            ("end_diastolic_volume_ml", 135.0),
            ("end_systolic_volume_ml", 50.0),
            // The mean over beats of 70/120 and 100/150.
            (
                "ejection_fraction_pct",
                50.0 * (70.0 / 120.0 + 100.0 / 150.0),
            ),
            ("right_end_diastolic_volume_ml", 140.0),
            ("right_end_systolic_volume_ml", 60.0),
            ("stroke_volume_ml", 80.0),
            ("stroke_index_ml_per_m2", 80.0 / surface_m2),
            ("cardiac_output_l_per_min", 6.0),
        ],
    );
}

#[test]
fn cardiopulmonary_volume_is_the_blood_of_heart_and_lungs_over_body_surface() {
    let mut body = body();
    for (name, wall, volume_ml) in [
        ("heart.left_atrium", "chamber", 300.0),
        ("lung.vein", "vein", 450.0),
        ("lung.interstitium", "interstitium", 1000.0),
        ("aorta.arch", "artery", 3000.0),
    ] {
        body = body
            .with_places([place(name, wall)])
            .with_constant(&format!("{name}.volume_ml"), volume_ml);
    }
    let text = scenario("supine", &[("lying", 2.0, "")]);
    let record = recorded(&text, body);
    let name = "cardiopulmonary_volume_ml_per_m2";
    let surface_m2 = (176.0_f64 * 73.0 / 3600.0).sqrt();
    assert_exact(&record, "lying", &[(name, 750.0 / surface_m2)]);
    let record = recorded(&text, FakeBody::default());
    assert_eq!(reading(&record, "lying", name), None);
}
