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
            ("blood_above_diaphragm_ml", 1000.0 - blood_below),
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

#[test]
fn lungs_and_abdominal_organs_hold_their_own_blood_and_no_tissue_fluid() {
    let mut body = body();
    for (name, wall, volume_ml) in [
        ("lung.artery", "artery_pulmonary", 30.0),
        ("lung.vein", "vein", 45.0),
        ("splanchnic.liver", "vein", 600.0),
        ("splanchnic.interstitium", "interstitium", 900.0),
        ("renal.vein", "vein", 50.0),
        ("cava.abdominal", "vein", 200.0),
    ] {
        body = body
            .with_constant(&format!("{name}.volume_ml"), volume_ml)
            .with_places([place(name, wall)]);
    }
    let record = recorded(&scenario("supine", &[("lying", 2.0, "")]), body);
    let expected = [
        ("lung_blood_volume_ml", 75.0),
        ("abdominal_organs_blood_ml", 650.0),
    ];
    assert_exact(&record, "lying", &expected);
}

#[test]
fn the_half_time_of_plasma_is_read_after_a_movement() {
    // Half of 400 mL have come back after 5 min.
    let plasma = |time_s: f64| 3000.0 - 400.0 * (0.5_f64).powf((time_s - 60.0) / 300.0);
    let body = body().with_course("blood.plasma_volume_ml", plasma);
    let phases = [
        ("standing", 60.0, ""),
        ("lying", 1500.0, "posture = \"supine\""),
        ("on", 600.0, ""),
    ];
    let record = recorded(&scenario("standing", &phases), body);
    assert_reads(&record, "lying", "plasma_half_time_min", 5.0, 0.01);
    for span in ["standing", "on"] {
        assert_eq!(reading(&record, span, "plasma_half_time_min"), None);
    }
}

#[test]
fn an_infusion_that_does_not_raise_the_blood_volume_has_left_the_vessels() {
    // 600 mL run in within 60 s; the blood volume rises by 240 mL, of which 60 mL are lost again.
    let body = body()
        .with_course("blood.net_loss_ml", lines(&[(10.0, 0.0), (70.0, -600.0)]))
        .with_course(
            "arm.vein.volume_ml",
            lines(&[(10.0, 5000.0), (70.0, 5240.0), (100.0, 5180.0)]),
        )
        .with_places([place("arm.vein", "vein")]);
    let phases = [
        ("before", 10.0, ""),
        ("infusing", 60.0, ""),
        ("wait", 30.0, ""),
        ("end", 5.0, ""),
    ];
    let record = recorded(&scenario("supine", &phases), body);
    let name = "infusion_outside_vessels_pct";
    assert_eq!(reading(&record, "before", name), None);
    assert_exact(&record, "end", &[(name, 100.0 * (1.0 - 180.0 / 600.0))]);
}
