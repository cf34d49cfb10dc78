use super::*;

#[test]
fn flows_below_the_kidneys_are_sums_and_plasma_flow_leaves_out_the_cells() {
    let of = |name: &str| format!("{name}.flow_ml_per_s");
    let flows = [
        ("leg.left.iliac_inflow", 4.0),
        ("leg.right.iliac_inflow", 5.0),
        ("leg.left.collateral.iliac", 0.5),
        ("leg.right.collateral.iliac", 0.5),
        ("pelvis.inflow", 2.0),
        ("leg.left.iliac_outlet", 6.0),
        ("leg.right.iliac_outlet", 7.0),
        ("leg.left.collateral.lumbar_vein", 1.0),
        ("leg.right.collateral.lumbar_vein", 1.0),
        ("pelvis.vein_outlet", 3.0),
        ("leg.left.superficial_femoral_inflow", 2.0),
        ("renal.arteriole", 20.0),
    ];
    let mut body = body().with_constant("blood.haematocrit_pct", 40.0);
    for (name, flow) in flows {
        body = body.with_constant(&of(name), flow);
    }
    let record = recorded(&scenario("supine", &[("lying", 2.0, "")]), body);
    assert_exact(
        &record,
        "lying",
        &[
            ("infrarenal_aortic_flow_l_per_min", 0.06 * 12.0),
            ("infrarenal_caval_flow_ml_per_min", 60.0 * 18.0),
            ("superficial_femoral_artery_flow_ml_per_min", 60.0 * 2.0),
            ("renal_plasma_flow_ml_per_min", 60.0 * 20.0 * 0.6),
            ("haematocrit_pct", 40.0),
        ],
    );
}

#[test]
fn flow_and_uptake_of_arms_and_trunk_and_of_the_skin_are_sums_of_their_beds() {
    let mut body = body()
        .with_constant("oxygen.arm_uptake_ml_per_min", 50.0)
        .with_constant("oxygen.pelvis_uptake_ml_per_min", 30.0)
        .with_constant("oxygen.skin_uptake_ml_per_min", 7.0)
        .with_constant("arm.arteriole.flow_ml_per_s", 10.0)
        .with_constant("pelvis.arteriole.flow_ml_per_s", 2.0);
    for leg in ["left", "right"] {
        for bed in [
            "thigh.skin_arteriole",
            "calf.skin_arteriole",
            "foot.arteriole",
        ] {
            body = body.with_constant(&format!("leg.{leg}.{bed}.flow_ml_per_s"), 0.25);
        }
    }
    let record = recorded(&scenario("supine", &[("lying", 2.0, "")]), body);
    assert_exact(
        &record,
        "lying",
        &[
            ("arms_and_trunk_oxygen_uptake_ml_per_min", 80.0),
            ("arms_and_trunk_flow_ml_per_min", 60.0 * 12.0),
            ("leg_skin_oxygen_uptake_both_ml_per_min", 7.0),
            ("leg_skin_flow_both_ml_per_min", 60.0 * 1.5),
        ],
    );
}

#[test]
fn conductance_of_the_legs_is_their_flow_over_mean_arterial_pressure() {
    let body = body()
        .with_beat_ends((0..4).map(f64::from))
        .with_constant("aorta.ascending.pressure_at_heart_mmhg", 80.0)
        .with_constant("leg.left.iliac_inflow.flow_ml_per_s", 3.0)
        .with_constant("leg.right.iliac_inflow.flow_ml_per_s", 5.0);
    let record = recorded(&scenario("supine", &[("lying", 3.0, "")]), body);
    let expected = 60.0 * 8.0 / 80.0;
    let name = "leg_vascular_conductance_ml_per_min_per_mmhg";
    assert_exact(&record, "lying", &[(name, expected)]);
}
