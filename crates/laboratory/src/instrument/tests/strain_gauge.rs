use super::super::strain_gauge::shank_volume_ml;
use super::*;

/// Volume of the shank of a man of 73 kg: 4.65 % of body mass at 1.09 g/mL.
const SHANK_ML: f64 = 73_000.0 * 0.0465 / 1.09;

#[test]
fn the_volume_of_the_shank_follows_body_mass() {
    assert!((shank_volume_ml(73.0) - SHANK_ML).abs() < 1e-9);
    assert!((SHANK_ML - 3114.0).abs() < 1.0);
}

#[test]
fn swelling_and_drift_are_shares_of_the_shank() {
    // The calf's tissue gains 0.1 mL/s, its vein 0.4 mL/s in the second phase; the thigh does not count.
    let tissue = "leg.left.calf.interstitium";
    let vein = "leg.left.calf.soleus_vein";
    let thigh = "leg.left.thigh.vein";
    let body = body()
        .with_places([
            place(tissue, "interstitium"),
            place(vein, "leg_muscle_vein"),
            place(thigh, "leg_deep_vein"),
            place("leg.left.thigh.interstitium", "interstitium"),
            place("leg.right.calf.interstitium", "interstitium"),
        ])
        .with_course(&format!("{tissue}.volume_ml"), |t| 200.0 + 0.1 * t)
        .with_course(
            &format!("{vein}.volume_ml"),
            lines(&[(10.0, 50.0), (20.0, 54.0)]),
        )
        .with_constant(&format!("{tissue}.lymph_ml_per_s"), 0.002);
    let phases = [("first", 10.0, ""), ("second", 10.0, "")];
    let record = recorded(&scenario("standing", &phases), body);
    let pct = |volume_ml: f64| 100.0 * volume_ml / SHANK_ML;
    for (span, mean_change_ml) in [("first", 0.5), ("second", 1.5 + 2.0)] {
        assert_exact(
            &record,
            span,
            &[
                ("calf_volume_change_pct", pct(mean_change_ml)),
                ("calf_extravascular_rate_pct_per_min", pct(6.0)),
                ("calf_lymph_ml_per_min_per_100ml", pct(0.12)),
            ],
        );
    }
}

#[test]
fn without_tissue_there_is_nothing_to_read() {
    let vein = place("leg.left.calf.soleus_vein", "leg_muscle_vein");
    let text = scenario("standing", &[("stand", 2.0, "")]);
    let record = recorded(&text, body().with_places([vein]));
    for name in [
        "calf_volume_change_pct",
        "calf_extravascular_rate_pct_per_min",
        "calf_lymph_ml_per_min_per_100ml",
    ] {
        assert_eq!(reading(&record, "stand", name), None);
    }
}
