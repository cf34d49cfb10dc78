use super::*;

/// Places of every kind with their volumes, mL: 1000 mL of blood in all, and tissue fluid.
fn places() -> Vec<(Place, f64)> {
    let in_trunk = Place {
        off_leg: true,
        ..place("leg.left.iliac_vein", "deep_vein")
    };
    vec![
        (place("heart.left_atrium", "chamber"), 50.0),
        (place("lung.artery", "artery_pulmonary"), 30.0),
        (place("lung.capillaries", "capillary"), 25.0),
        (place("lung.vein", "vein"), 45.0),
        (place("aorta.arch", "artery"), 80.0),
        (place("arm.capillaries", "capillary"), 20.0),
        (place("arm.vein", "vein"), 110.0),
        (place("abdomen.vein", "vein"), 200.0),
        (place("abdomen.artery", "artery_muscular"), 40.0),
        (in_trunk, 60.0),
        (place("leg.left.popliteal_vein", "leg_deep_vein"), 100.0),
        (place("leg.left.tibial_artery", "artery"), 35.0),
        (place("leg.left.capillaries", "capillary"), 15.0),
        (place("leg.right.popliteal_vein", "leg_deep_vein"), 150.0),
        (place("leg.right.tibial_artery", "artery"), 40.0),
        (place("leg.left.interstitium", "interstitium"), 3000.0),
        (place("leg.right.interstitium", "interstitium"), 3500.0),
        (place("abdomen.interstitium", "interstitium"), 5000.0),
    ]
}

#[test]
fn blood_is_shared_out_by_wall_and_region() {
    let mut body = body();
    for (place, volume_ml) in places() {
        body = body
            .with_constant(&format!("{}.volume_ml", place.name), volume_ml)
            .with_places([place]);
    }
    let record = recorded(&scenario("supine", &[("lying", 2.0, "")]), body);
    let blood_below = 200.0 + 40.0 + 60.0 + 100.0 + 35.0 + 15.0 + 150.0 + 40.0;
    assert_exact(
        &record,
        "lying",
        &[
            ("blood_volume_ml", 1000.0),
            ("heart_share_pct", 5.0),
            ("pulmonary_share_pct", 10.0),
            (
                "systemic_arterial_share_pct",
                (80.0 + 40.0 + 35.0 + 40.0) / 10.0,
            ),
            ("microvascular_share_pct", 3.5),
            (
                "systemic_venous_share_pct",
                (110.0 + 200.0 + 60.0 + 100.0 + 150.0) / 10.0,
            ),
            ("blood_below_diaphragm_ml", blood_below),
            ("leg_volume_left_ml", 100.0 + 35.0 + 15.0 + 3000.0),
            ("leg_volume_right_ml", 150.0 + 40.0 + 3500.0),
            ("leg_venous_volume_both_ml", 100.0 + 150.0),
        ],
    );
}

#[test]
fn a_body_that_names_no_places_has_no_volumes() {
    let record = recorded(&scenario("supine", &[("lying", 2.0, "")]), body());
    for name in ["blood_volume_ml", "heart_share_pct", "leg_volume_left_ml"] {
        assert_eq!(reading(&record, "lying", name), None);
    }
}

#[test]
fn plasma_that_leaves_the_blood_is_a_loss() {
    // 3000 mL at the start; 0.5 mL/s leave for 20 s, then 0.2 mL/s come back.
    let plasma = lines(&[(0.0, 3000.0), (20.0, 2990.0), (40.0, 2994.0)]);
    let body = body().with_course("blood.plasma_volume_ml", plasma);
    let phases = [("out", 20.0, ""), ("back", 20.0, "")];
    let record = recorded(&scenario("supine", &phases), body);
    for (span, mean_loss_ml, rate) in [("out", 5.0, 30.0), ("back", 8.0, -12.0)] {
        assert_exact(
            &record,
            span,
            &[
                ("plasma_volume_loss_ml", mean_loss_ml),
                ("plasma_volume_loss_pct", mean_loss_ml / 30.0),
                ("plasma_loss_rate_ml_per_min", rate),
            ],
        );
    }
}
