//! The foot: volume from the start, flow, and the surrogate of transcutaneous oxygen.

use super::super::foot::transcutaneous_oxygen;
use super::*;

#[test]
fn oxygen_on_the_skin_follows_the_two_measured_slopes_and_ends_at_zero() {
    let healthy = transcutaneous_oxygen(85.0, 10.0);
    assert!((healthy - 71.2).abs() < 1e-9);
    // 1 % for each mmHg of arterial pressure, at the beginning.
    let raised = transcutaneous_oxygen(84.9, 10.0);
    assert!(((1.0 - raised / healthy) / 0.1 - 0.01).abs() < 1e-4);
    // 0.5 % for each mmHg in artery and vein together.
    let hanging = transcutaneous_oxygen(85.1, 10.1);
    assert!(((hanging / healthy - 1.0) / 0.1 - 0.005).abs() < 1e-4);
    assert_eq!(transcutaneous_oxygen(30.0, 10.0), 0.0);
    assert_eq!(transcutaneous_oxygen(0.0, 40.0), 0.0);
}

#[test]
fn volume_counts_from_the_start_and_flow_is_a_mean_a_minute() {
    let place = |name: &str, wall: &str| Place {
        name: name.to_owned(),
        wall: wall.to_owned(),
        off_leg: false,
        in_abdomen: false,
    };
    let body = body()
        .with_places([
            place("leg.left.foot.dorsal_vein", "leg_superficial_vein"),
            place("leg.left.foot.interstitium", "interstitium"),
            place("leg.right.foot.interstitium", "interstitium"),
        ])
        .with_constant("leg.left.foot.dorsal_vein.volume_ml", 10.0)
        .with_course("leg.left.foot.interstitium.volume_ml", |t| 200.0 + t)
        .with_course("leg.right.foot.interstitium.volume_ml", |t| 200.0 + 9.0 * t)
        .with_constant("leg.left.foot.arteriole.flow_ml_per_s", 0.5)
        .with_constant("leg.left.foot.artery.pressure_mmhg", 85.0)
        .with_constant("leg.left.foot.dorsal_vein.pressure_mmhg", 10.0);
    let record = recorded(&scenario("supine", &[("lying", 20.0, "")]), body);
    let foot_ml = 1000.0 * 0.0145 * Subject::default().mass_kg / 1.09;
    assert_exact(
        &record,
        "lying",
        &[
            ("foot_volume_change_pct", 100.0 * 10.0 / foot_ml),
            ("foot_flow_ml_per_min", 30.0),
            ("foot_transcutaneous_oxygen_mmhg", 71.2),
        ],
    );
}
