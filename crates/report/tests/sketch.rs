//! What a sketch of the simulated body shows around the exercise.

#![allow(clippy::unwrap_used)]

use secondheart_body::Subject;
use secondheart_laboratory::experiment::{Experiment, Options};
use secondheart_laboratory::start::Cache;
use secondheart_protocol::scenario::Scenario;
use secondheart_report::overview::Overview;

fn overview(name: &str) -> Overview {
    let (scenario, subject) = (Scenario::find(name).unwrap(), Subject::default());
    let options = Options {
        cache: Cache::off(),
        ..Options::default()
    };
    let experiment = Experiment::prepare(&scenario, &subject, options).unwrap();
    secondheart_report::run(experiment).unwrap().overview
}

#[test]
fn the_windows_hold_two_tiptoes_and_the_walk() {
    let window = overview("apg").valve_window.unwrap();
    assert!(
        (1.5..2.5).contains(&(window.end_s - window.start_s)),
        "two tiptoes at 1 Hz"
    );
    let window = overview("walk").pump_window.unwrap();
    assert_eq!(
        (window.exercise_start_s, window.exercise_end_s),
        (180.0, 480.0)
    );
}

#[test]
fn the_plethysmogram_s_levels_lie_on_its_curve() {
    let shown = overview("apg").plethysmogram.unwrap();
    let names: Vec<&str> = shown
        .phases
        .iter()
        .map(|phase| phase.name.as_str())
        .collect();
    let expected = [
        "legs_raised",
        "standing",
        "one_tiptoe",
        "refill_1",
        "ten_tiptoes",
        "refill_10",
    ];
    assert_eq!(names, expected);
    let lowest = |from_s: f64, to_s: f64| {
        let points = shown.curve.points.iter();
        let inside = points.filter(|point| (from_s..=to_s).contains(&point.t_s));
        inside.map(|point| point.min).fold(f64::INFINITY, f64::min)
    };
    let (one, ten) = (shown.ejection.unwrap(), shown.residue.unwrap());
    for tiptoes in [one, ten] {
        let read = lowest(tiptoes.start_s, tiptoes.end_s);
        assert!((read - tiptoes.lowest_ml).abs() < 1.0, "{read} {tiptoes:?}");
    }
    let standing_s = shown.standing_s;
    assert!((lowest(standing_s - 10.0, standing_s) - shown.emptied_ml).abs() < 1.0);
    assert!((one.fraction_pct - 100.0 * one.volume_ml / shown.venous_volume_ml).abs() < 1e-9);
}

#[test]
fn the_beat_at_rest_has_its_waves_in_their_order() {
    let beat = overview("supine-rest").resting_beat.unwrap();
    assert!((15..30).contains(&beat.beats), "{} in 20 s", beat.beats);
    assert!((60.0 / beat.period_s - 62.0).abs() < 3.0);
    let share_at_peak = |wave: &[f64]| {
        let peak = wave.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        peak.unwrap().0 as f64 / (wave.len() - 1) as f64
    };
    // Ejection, then filling.
    let (ventricle, mitral) = (&beat.left_ventricle_mmhg, &beat.mitral_ml_per_s);
    assert!((0.05..0.3).contains(&share_at_peak(ventricle)));
    assert!((0.4..0.8).contains(&share_at_peak(mitral)));
    // The flow through the valve is the stroke volume, mL.
    let mean = mitral[1..].iter().sum::<f64>() / (mitral.len() - 1) as f64;
    let stroke_ml = mean * beat.period_s;
    assert!((90.0..140.0).contains(&stroke_ml), "{stroke_ml}");
}

#[test]
fn a_straining_is_shown_from_before_its_start_to_after_its_end() {
    let shown = overview("valsalva");
    assert!(shown.bleeding.is_none() && shown.graded_exercise.is_empty());
    let straining = shown.straining.unwrap();
    assert_eq!((straining.start_s, straining.end_s), (120.0, 135.0));
    assert_eq!((straining.from_s, straining.to_s), (105.0, 175.0));
    let chest = straining.chest.points.iter();
    let inside = chest.filter(|point| (125.0..134.0).contains(&point.t_s));
    let lowest = inside.map(|point| point.min).fold(f64::INFINITY, f64::min);
    assert!(lowest > 30.0, "{lowest}");
    assert_eq!(straining.beats.len(), 5);
    assert!(
        straining
            .beats
            .iter()
            .all(|channel| channel.points.len() > 40)
    );
}
