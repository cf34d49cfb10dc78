use super::*;

/// A beat of one second: the aortic valve is open from 0.06 to 0.36 s, the mitral before 0.03 and from
/// 0.44 s on; the left atrium has a hump just before the ventricles contract.
pub(super) fn beat() -> RestingBeat {
    let wave = |of: fn(f64) -> f64| (0..=200).map(|i| of(f64::from(i) / 200.0)).collect();
    RestingBeat {
        phase: "rest".to_owned(),
        period_s: 1.0,
        atrial_lead_s: 0.19,
        beats: 20,
        left_ventricle_mmhg: wave(|t| if t < 0.4 { 110.0 } else { 8.0 }),
        aorta_mmhg: wave(|t| 110.0 - 30.0 * t),
        left_atrium_mmhg: wave(|t| 6.0 + if t > 0.85 { 4.0 } else { 3.0 * t }),
        right_atrium_mmhg: wave(|t| 2.0 + if t > 0.85 { 3.0 } else { t }),
        mitral_ml_per_s: wave(|t| match t {
            t if t > 0.44 && t < 0.6 => 400.0,
            t if t > 0.85 => 250.0,
            _ => 0.0,
        }),
        tricuspid_ml_per_s: wave(|t| if t > 0.45 { 200.0 } else { 0.0 }),
        pulmonary_veins_ml_per_s: wave(|t| if t > 0.85 { -50.0 } else { 120.0 }),
        venae_cavae_ml_per_s: wave(|t| if t < 0.4 { 140.0 } else { 60.0 }),
        mitral_opening: wave(|t| if (0.03..=0.44).contains(&t) { 0.0 } else { 1.0 }),
        aortic_opening: wave(|t| if (0.06..0.36).contains(&t) { 1.0 } else { 0.0 }),
    }
}

#[test]
fn the_parts_of_the_beat_follow_its_valves() {
    let times = Times::of(&beat()).expect("both valves move");
    let near = |a: f64, b: f64| (a - b).abs() < 0.011;
    assert!(
        near(times.mitral_closes_s, 0.03) && near(times.aortic_opens_s, 0.06),
        "{times:?}"
    );
    assert!(
        near(times.aortic_closes_s, 0.36) && near(times.mitral_opens_s, 0.44),
        "{times:?}"
    );
    let phases = times.phases();
    assert!(
        phases
            .windows(2)
            .all(|pair| pair[0].end_s == pair[1].start_s)
    );
    let (from_s, to_s) = times.span_s();
    assert!(near(to_s - from_s, 1.0) && near(phases[5].end_s, to_s));
}

#[test]
fn a_valve_that_stays_shut_gives_no_figure() {
    let overview = |aortic_opening| Overview {
        resting_beat: Some(RestingBeat {
            aortic_opening,
            ..beat()
        }),
        ..Overview::default()
    };
    assert!(draw(&overview(beat().aortic_opening), &Layout::WIDE).is_some());
    assert!(draw(&overview(vec![0.0; 201]), &Layout::WIDE).is_none());
    assert!(draw(&Overview::default(), &Layout::WIDE).is_none());
}

#[test]
fn a_wave_is_turned_so_that_its_end_comes_first() {
    let beat = beat();
    let times = Times::of(&beat).expect("both valves move");
    let points = turned(&beat.left_atrium_mmhg, &times);
    assert!(points.windows(2).all(|pair| pair[0].t_s < pair[1].t_s));
    let a = extreme(&points, (times.atria_s(), times.aortic_opens_s), true);
    let (t_s, mmhg) = a.expect("a wave");
    assert!(t_s < 0.0 && (mmhg - 10.0).abs() < 1e-9, "{t_s} {mmhg}");
    let covered = points.last().expect("points").t_s - points[0].t_s;
    assert!((covered - 1.0).abs() < 0.011, "{covered}");
}

#[test]
fn a_line_that_only_rises_has_no_wave() {
    let times = Times::of(&beat()).expect("both valves move");
    let rising: Vec<f64> = (0..=200).map(f64::from).collect();
    let points = turned(&rising, &times);
    assert_eq!(extreme(&points, (0.1, 0.4), true), None);
    assert_eq!(extreme(&points, (0.1, 0.4), false), None);
    let peak = extreme(&points, (-0.2, 0.1), true);
    assert!(peak.is_some_and(|(t_s, _)| t_s.abs() < 0.011), "{peak:?}");
}
