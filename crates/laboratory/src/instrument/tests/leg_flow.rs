use super::*;

const HALF_TIME: &str = "femoral_artery_flow_half_time_s";
const PER_WATT: &str = "femoral_artery_flow_rise_l_per_min_per_w";

fn cycle(power: &str) -> String {
    format!("activity = {{ pattern = \"cycle\", power = \"{power} W\" }}")
}

#[test]
fn the_onset_and_the_slope_of_flow_follow_from_steady_ends() {
    // Beats of a second. Flow rises from 5 to 25 mL/s within 20 s of work, then to 45 mL/s.
    let flow = lines(&[(60.0, 5.0), (80.0, 25.0), (120.0, 25.0), (130.0, 45.0)]);
    let body = body()
        .with_beat_ends((1..=240).map(f64::from))
        .with_course("leg.left.femoral_inflow.flow_ml_per_s", flow);
    let phases = [
        ("rest", 60.0, ""),
        ("light", 60.0, &*cycle("50")),
        ("hard", 60.0, &*cycle("90")),
        ("easy", 30.0, &*cycle("20")),
        ("after", 30.0, "activity = \"rest\""),
    ];
    let record = recorded(&scenario("sitting", &phases), body);
    // 15 mL/s is halfway, 10 s after the start.
    assert_reads(&record, "light", HALF_TIME, 10.0, 0.02);
    assert_reads(&record, "hard", PER_WATT, 0.06 * 20.0 / 40.0, 1e-4);
    for span in ["rest", "hard", "easy", "after"] {
        assert_eq!(reading(&record, span, HALF_TIME), None, "{span}");
    }
    for span in ["rest", "light", "easy", "after"] {
        assert_eq!(reading(&record, span, PER_WATT), None, "{span}");
    }
}
