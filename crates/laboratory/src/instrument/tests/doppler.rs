use super::super::doppler::{peak_velocity, wall_shear};
use super::*;

const SHARE: &str = "femoral_inspiratory_share_pct";

#[test]
fn velocity_and_shear_follow_a_parabolic_profile() {
    // 1 mL/s through 1 cm²: 1 cm/s in the mean, 2 in the middle; d = 2/√π cm.
    assert_eq!(peak_velocity(1.0, 1.0), 2.0);
    let diameter_cm = 2.0 / std::f64::consts::PI.sqrt();
    assert!((wall_shear(1.0, 1.0) - 8.0 / diameter_cm).abs() < 1e-12);
}

#[test]
fn velocities_and_shear_follow_from_flow_volume_and_stature() {
    // At half the reference stature every vessel is half as long.
    let subject = Subject {
        stature_cm: 88.0,
        ..Subject::default()
    };
    let body = body()
        .with_course(
            "leg.left.popliteal_outlet.flow_ml_per_s",
            lines(&[(0.0, 2.0), (10.0, 6.0)]),
        )
        .with_constant("leg.left.popliteal_vein.volume_ml", 8.9)
        .with_course(
            "leg.left.common_femoral_outlet.flow_ml_per_s",
            lines(&[(0.0, 6.0), (10.0, 10.0)]),
        )
        .with_constant("leg.left.common_femoral_vein.volume_ml", 4.65)
        .with_course(
            "leg.left.popliteal_inflow.flow_ml_per_s",
            lines(&[(0.0, 1.0), (10.0, 3.0)]),
        )
        .with_constant("leg.left.popliteal_artery.volume_ml", 0.5 + 18.65 / 8.0);
    let text = scenario("supine", &[("lying", 10.0, "")]);
    let record = recorded_of(&subject, &text, body);
    // Areas: 8.9 mL on 8.9 cm are 1 cm², 4.65 mL on 2.325 cm are 2 cm², and the artery has 0.25 cm² beside
    // 0.5 mL of branches, so that its diameter is 1/√π cm. Mean flows: 4, 8 and 2 mL/s.
    let shear = 8.0 * (2.0 / 0.25) * std::f64::consts::PI.sqrt();
    assert_exact(
        &record,
        "lying",
        &[
            ("popliteal_vein_peak_velocity_cm_per_s", 2.0 * 4.0),
            ("common_femoral_vein_mean_velocity_cm_per_s", 8.0 / 2.0),
            ("common_femoral_vein_peak_velocity_cm_per_s", 8.0),
            // The mean velocity rises to 5 cm/s, 1 above its average.
            ("common_femoral_vein_highest_velocity_cm_per_s", 8.0 + 1.0),
            ("popliteal_artery_shear_per_s", shear),
        ],
    );
}

/// The pressure in the chest falls for one second in four. Then 6 mL flow, and 3 mL in the others.
fn breathing() -> FakeBody {
    body()
        .with_course(
            "thorax.pressure_mmhg",
            periodic(4.0, &[(0.0, -2.0), (1.0, -6.0), (4.0, -2.0)]),
        )
        .with_course(
            "leg.left.common_femoral_outlet.flow_ml_per_s",
            periodic(
                4.0,
                &[(0.0, 0.0), (0.5, 12.0), (1.0, 0.0), (2.0, 2.0), (4.0, 0.0)],
            ),
        )
}

#[test]
fn the_inspiratory_share_is_the_volume_while_the_pressure_in_the_chest_falls() {
    let phases = [
        ("lying", 8.0, ""),
        // A movement and an exercise press abdomen and chest by themselves.
        ("rise", 8.0, "posture = \"standing\""),
        ("tiptoes", 8.0, "activity = \"tiptoe\""),
        ("half", 2.0, "activity = \"rest\""),
    ];
    let record = recorded(&scenario("supine", &phases), breathing());
    assert_exact(&record, "lying", &[(SHARE, 100.0 * 6.0 / 9.0)]);
    // The first half of a breath: 6 mL while the pressure falls, 1 mL after it.
    assert_exact(&record, "half", &[(SHARE, 100.0 * 6.0 / 7.0)]);
    assert_eq!(reading(&record, "rise", SHARE), None);
    assert_eq!(reading(&record, "tiptoes", SHARE), None);
}

#[test]
fn the_pulse_of_the_femoral_artery_is_its_peak_over_its_mean() {
    // 0.2 s of a wave that peaks at 30 mL/s, then 0.8 s of 1.25 mL/s: 3 and 1 mL in a second.
    let wave = [
        (0.0, 0.0),
        (0.1, 30.0),
        (0.2, 0.0),
        (0.21, 1.25),
        (0.99, 1.25),
        (1.0, 0.0),
    ];
    let ends_s = (1..=20).map(f64::from);
    let pulsing = body()
        .with_course(
            "leg.left.femoral_inflow.flow_ml_per_s",
            periodic(1.0, &wave),
        )
        .with_beat_ends(ends_s.clone());
    let name = "femoral_artery_peak_over_mean_ratio";
    let text = scenario("supine", &[("lying", 10.0, "")]);
    assert_reads(&recorded(&text, pulsing), "lying", name, 30.0 / 4.0, 0.1);
    let occluded = body()
        .with_constant("leg.left.femoral_inflow.flow_ml_per_s", 0.0)
        .with_beat_ends(ends_s);
    assert_eq!(reading(&recorded(&text, occluded), "lying", name), None);
}
