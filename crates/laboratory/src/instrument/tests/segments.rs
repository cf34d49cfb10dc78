//! Segmental pressures are peaks of whole beats, gradients and flows are means.

use super::*;

#[test]
fn segments_have_the_peaks_of_their_own_artery_and_gradients_their_mean_difference() {
    let peaks = |peak: f64| {
        lines(&[
            (0.0, 60.0),
            (0.5, peak),
            (1.0, 60.0),
            (1.5, peak),
            (2.0, 60.0),
        ])
    };
    let at_heart = |artery: &str| format!("leg.left.{artery}.pressure_at_heart_mmhg");
    let body = body()
        .with_beat_ends([1.0, 2.0])
        .with_course(&at_heart("superficial_femoral_artery"), peaks(130.0))
        .with_course(&at_heart("popliteal_artery"), peaks(120.0))
        .with_course(&at_heart("tibial_artery"), peaks(110.0))
        .with_constant("aorta.abdominal.pressure_at_heart_mmhg", 90.0)
        .with_course(&at_heart("common_femoral_artery"), |t| 80.0 + t)
        .with_constant(&at_heart("profunda_artery"), 78.0)
        .with_constant("leg.left.tibial_inflow.flow_ml_per_s", 1.0)
        .with_constant("leg.left.calf.gastrocnemius_arteriole.flow_ml_per_s", 0.2)
        .with_constant("leg.left.collateral.malleolar.flow_ml_per_s", 0.1)
        .with_constant("leg.left.popliteal_outlet.flow_ml_per_s", 1.1);
    let record = recorded(&scenario("supine", &[("lying", 2.0, "")]), body);
    assert_exact(
        &record,
        "lying",
        &[
            ("thigh_systolic_pressure_mmhg", 130.0),
            ("calf_systolic_pressure_mmhg", 120.0),
            ("ankle_systolic_pressure_mmhg", 110.0),
            ("iliac_mean_gradient_mmhg", 9.0),
            ("profunda_mean_gradient_mmhg", 3.0),
            ("popliteal_artery_flow_ml_per_min", 78.0),
            ("popliteal_vein_flow_ml_per_min", 66.0),
        ],
    );
}
