use super::*;

const FLOW: &str = "leg.left.popliteal_outlet.flow_ml_per_s";
const TIME: &str = "popliteal_reflux_time_ms";
const PEAK: &str = "popliteal_peak_reverse_velocity_cm_per_s";

/// A popliteal vein of 0.5 cm², in which blood flows back by at most 4 mL/s from 3 s to 3.4 s, and a trickle
/// afterwards.
fn vein() -> FakeBody {
    let points = [(0.0, 2.0), (3.0, 0.0), (3.2, -4.0), (3.4, 0.0), (6.0, -0.2)];
    body()
        .with_course(FLOW, lines(&points))
        .with_constant("leg.left.popliteal_vein.volume_ml", 8.9)
}

#[test]
fn reflux_lasts_while_blood_flows_back_faster_than_the_wall_filter() {
    let text = scenario("standing", &[("first", 3.0, ""), ("second", 3.0, "")]);
    let record = recorded(&text, vein());
    // Of 4 mL/s an eighth is 1 cm/s: from 3.025 to 3.375 s.
    assert_reads(&record, "second", TIME, 350.0, 20.0);
    assert_reads(&record, "second", PEAK, 8.0, 1e-6);
    assert_eq!(reading(&record, "first", TIME), Some(0.0));
    assert_eq!(reading(&record, "first", PEAK), Some(0.0));
}

#[test]
fn two_refluxes_do_not_add_up_and_exercise_has_none() {
    let points = [
        (0.0, -2.0),
        (1.0, -2.0),
        (1.01, 2.0),
        (1.5, 2.0),
        (1.51, -2.0),
        (2.0, -2.0),
    ];
    let flows = |body: FakeBody| {
        body.with_course(FLOW, lines(&points))
            .with_constant("leg.left.popliteal_vein.volume_ml", 8.9)
    };
    let text = scenario("standing", &[("quiet", 2.0, "")]);
    assert_reads(&recorded(&text, flows(body())), "quiet", TIME, 1000.0, 20.0);
    let text = scenario("standing", &[("tiptoes", 2.0, "activity = \"tiptoe\"")]);
    assert_eq!(
        reading(&recorded(&text, flows(body())), "tiptoes", TIME),
        None
    );
}
