use super::super::strain_gauge::shank_volume_ml;
use super::*;

const CUFF: &str = "leg.left.cuff.thigh.pressure_mmhg";
const DEEP: &str = "leg.left.calf.soleal_vein";
const SKIN: &str = "leg.left.calf.saphenous_upper_vein";

fn shank_ml() -> f64 {
    shank_volume_ml(Subject::default().mass_kg)
}

fn calf() -> FakeBody {
    body().with_places([
        place(DEEP, "leg_muscle_vein"),
        place(SKIN, "leg_superficial_vein"),
        place("leg.left.thigh.vein", "leg_deep_vein"),
    ])
}

/// The line of a phase that inflates the cuff, which the body by formula ignores.
const WITH_CUFF: &str = "cuff = { site = \"thigh\", pressure = \"60 mmHg\" }";

#[test]
fn a_parabola_of_volume_over_pressure_gives_its_compliance_back() {
    let volume =
        |pressure: f64| shank_ml() / 100.0 * (0.06 * pressure - 0.0005 * pressure * pressure);
    let cuff = lines(&[(0.0, 60.0), (60.0, 0.0)]);
    let body = calf()
        .with_course(CUFF, lines(&[(0.0, 60.0), (60.0, 0.0)]))
        .with_course(&format!("{DEEP}.volume_ml"), move |t| volume(cuff(t)))
        .with_constant(&format!("{SKIN}.volume_ml"), 10.0);
    let record = recorded(&scenario("supine", &[("deflating", 60.0, WITH_CUFF)]), body);
    assert_reads(
        &record,
        "deflating",
        "calf_compliance_at_zero_ml_per_100ml_per_mmhg",
        0.06,
        1e-6,
    );
    assert_reads(
        &record,
        "deflating",
        "calf_compliance_half_slope_ml_per_100ml_per_mmhg2",
        -0.0005,
        1e-8,
    );
}

#[test]
fn the_outflow_is_the_share_of_what_the_cuff_held_back() {
    // 20 mL before the cuff, 60 mL under it, 30 mL a second after its release: three quarters have left.
    let volume = [
        (0.0, 20.0),
        (10.0, 20.0),
        (20.0, 60.0),
        (21.0, 30.0),
        (25.0, 20.0),
    ];
    let body = calf()
        .with_course(
            CUFF,
            lines(&[(9.99, 0.0), (10.0, 80.0), (20.0, 80.0), (20.3, 0.0)]),
        )
        .with_course(&format!("{DEEP}.volume_ml"), lines(&volume))
        .with_constant(&format!("{SKIN}.volume_ml"), 5.0);
    let phases = [
        ("lying", 10.0, ""),
        ("held", 10.0, WITH_CUFF),
        ("released", 5.0, ""),
    ];
    let record = recorded(&scenario("supine", &phases), body);
    let outflow = "calf_outflow_fraction_pct";
    assert_reads(&record, "released", outflow, 75.0, 0.1);
    assert_eq!(reading(&record, "held", outflow), None);
    assert_eq!(reading(&record, "lying", outflow), None);
}

#[test]
fn the_deep_veins_have_their_share_of_the_swelling() {
    let body = calf()
        .with_constant(CUFF, 40.0)
        .with_course(
            &format!("{DEEP}.volume_ml"),
            lines(&[(0.0, 50.0), (10.0, 77.0)]),
        )
        .with_course(
            &format!("{SKIN}.volume_ml"),
            lines(&[(0.0, 10.0), (10.0, 13.0)]),
        );
    let record = recorded(&scenario("supine", &[("held", 10.0, WITH_CUFF)]), body);
    assert_exact(&record, "held", &[("calf_deep_share_of_change_pct", 90.0)]);
    assert_exact(&record, "held", &[("thigh_cuff_pressure_mmhg", 40.0)]);
}

#[test]
fn a_calf_that_was_pressed_fills_and_without_cuffs_nothing_is_read() {
    let volumes = |body: FakeBody| {
        body.with_course(
            &format!("{DEEP}.volume_ml"),
            lines(&[(0.0, 50.0), (20.0, 70.0)]),
        )
        .with_constant(&format!("{SKIN}.volume_ml"), 10.0)
        .with_constant(CUFF, 0.0)
    };
    let pressed = "leg.left.cuff.calf.pressure_mmhg";
    let body = volumes(calf()).with_course(pressed, lines(&[(0.0, 15.0), (9.0, 15.0), (9.1, 0.0)]));
    let phases = [("pressed", 10.0, WITH_CUFF), ("released", 10.0, "")];
    let record = recorded(&scenario("supine", &phases), body);
    let rate = ("calf_filling_rate_pct_per_s", 100.0 / shank_ml());
    assert_exact(&record, "released", &[rate]);
    let without = recorded(&scenario("supine", &[("lying", 10.0, "")]), volumes(calf()));
    assert_eq!(
        reading(&without, "lying", "calf_filling_rate_pct_per_s"),
        None
    );
    assert_eq!(reading(&without, "lying", "calf_cuff_pressure_mmhg"), None);
}
