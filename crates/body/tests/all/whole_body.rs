//! Properties of the whole body: conservation, bit-exact snapshots, gravity, valves, the pump.

use crate::common::Outcome;
use secondheart_body::{
    Activity, Body, Change, Joints, Manner, Parameters, Posture, Snapshot, Subject,
};

fn stand(session: &mut Body, at_s: f64) -> Outcome {
    let standing = Change::Posture {
        to: Posture::STANDING,
        over_s: 3.0,
        manner: Manner::Active,
    };
    Ok(session.apply(&standing, at_s)?)
}

fn walk(session: &mut Body, at_s: f64) -> Outcome {
    let mut walk = Activity::named("walk");
    walk.speed_km_per_h = Some(3.0);
    Ok(session.apply(&Change::Activity(walk), at_s)?)
}

/// Mean of a signal over the time up to `until_s`.
fn mean(session: &mut Body, name: &str, until_s: f64) -> Result<f64, Box<dyn std::error::Error>> {
    let signal = session.signal(name)?;
    let (start, mut last, mut sum) = (session.time_s(), session.time_s(), 0.0);
    while session.step_towards(until_s)? {
        sum += session.value(signal) * (session.time_s() - last);
        last = session.time_s();
    }
    Ok(sum / (last - start))
}

#[test]
fn blood_and_tissue_fluid_are_conserved_while_standing_and_walking() -> Outcome {
    let mut session = Body::new(&Subject::default())?;
    stand(&mut session, 5.0)?;
    walk(&mut session, 60.0)?;
    session.advance_to(300.0)?;
    let drift = session.volume_drift_relative();
    assert!(drift.abs() < 1e-12, "{drift:e}");
    assert!(session.invariants().smallest_volume_ml > 0.0);
    let lost = session.read("blood.plasma_volume_ml")?;
    assert!(
        lost < 0.97 * 2725.0,
        "standing costs plasma: {lost} mL left"
    );
    Ok(())
}

#[test]
fn a_restored_snapshot_repeats_the_future_bit_for_bit() -> Outcome {
    let subject = Subject::default();
    let mut session = Body::new(&subject)?;
    stand(&mut session, 3.0)?;
    walk(&mut session, 20.0)?;
    // In the middle of rising, with the walk still to come.
    session.advance_to(4.2)?;
    let snapshot = session.snapshot();
    session.advance_to(40.0)?;
    let later = session.snapshot();
    session.restore(&snapshot)?;
    assert_ne!(session.snapshot(), later);
    session.advance_to(40.0)?;
    assert_eq!(session.snapshot().to_bytes(), later.to_bytes());
    // In the middle of a stride, with delays full of the past, and in a body that has none.
    session.advance_to(43.21)?;
    let stride = Snapshot::from_bytes(&session.snapshot().to_bytes())?;
    session.advance_to(70.0)?;
    let mut other = Body::unsettled(&Parameters::shipped()?, &subject, Posture::SUPINE)?;
    other.restore(&stride)?;
    other.advance_to(70.0)?;
    assert_eq!(other.snapshot().to_bytes(), session.snapshot().to_bytes());
    Ok(())
}

/// Pressures in two places and a volume, half a minute after a body with its feet at `ankle_deg`
/// has been turned over, so that gravity is `gravity_g` times that from front to back.
fn turned(ankle_deg: f64, gravity_g: f64) -> Result<[f64; 3], Box<dyn std::error::Error>> {
    let lying = Posture::SUPINE.with_legs(Joints {
        ankle_deg,
        ..Joints::STRAIGHT
    });
    let mut session = Body::with(&Parameters::shipped()?, &Subject::default(), lying)?;
    let over = Posture { gravity_g, ..lying };
    session.apply(
        &Change::Posture {
            to: over,
            over_s: 2.0,
            manner: Manner::Passive,
        },
        1.0,
    )?;
    session.advance_to(30.0)?;
    Ok([
        session.read("aorta.arch.pressure_mmhg")?,
        session.read("leg.left.foot.dorsal_vein.pressure_mmhg")?,
        session.read("heart.left_ventricle.volume_ml")?,
    ])
}

#[test]
fn a_horizontal_body_does_not_feel_gravity() -> Outcome {
    // Feet in line with the legs: every vessel at one height.
    let supine = turned(90.0, 1.0)?;
    for gravity_g in [0.0, 2.0] {
        let other = turned(90.0, gravity_g)?;
        for (a, b) in other.iter().zip(&supine) {
            assert!((a / b - 1.0).abs() < 1e-9, "{other:?} against {supine:?}");
        }
    }
    // Feet that point up are not horizontal.
    let (up, weightless) = (turned(0.0, 1.0)?[1], turned(0.0, 0.0)?[1]);
    assert!(
        weightless > up + 2.5,
        "foot vein {up} mmHg, weightless {weightless}"
    );
    Ok(())
}

/// Work of what presses on the vessels of both legs, -Σ ∫ p dV up to `until_s`, mmHg mL.
fn pump_work(session: &mut Body, until_s: f64) -> Result<f64, Box<dyn std::error::Error>> {
    let vessels = session.circuit().vessels.values();
    let in_legs = vessels.filter(|v| v.name.starts_with("leg.") && !v.in_abdomen);
    let in_legs = in_legs.filter(|v| v.class != "interstitium");
    let mut places = Vec::new();
    for vessel in in_legs {
        let of = |quantity: &str| session.signal(&format!("{}.{quantity}", vessel.name));
        let (inside, across) = (of("pressure_mmhg")?, of("transmural_pressure_mmhg")?);
        places.push((inside, across, of("volume_ml")?));
    }
    let look = |session: &Body| -> Vec<(f64, f64)> {
        let one = |&(inside, across, volume)| {
            let outside = session.value(inside) - session.value(across);
            (outside, session.value(volume))
        };
        places.iter().map(one).collect()
    };
    let (mut last, mut work) = (look(session), 0.0);
    while session.step_towards(until_s)? {
        let now = look(session);
        for (a, b) in last.iter().zip(&now) {
            work -= 0.5 * (a.0 + b.0) * (b.1 - a.1);
        }
        last = now;
    }
    Ok(work)
}

#[test]
fn without_muscle_work_the_pump_does_none() -> Outcome {
    let mut session = Body::new(&Subject::default())?;
    session.apply(
        &Change::Posture {
            to: Posture::tilted(70.0),
            over_s: 10.0,
            manner: Manner::Passive,
        },
        1.0,
    )?;
    assert_eq!(pump_work(&mut session, 20.0)?, 0.0, "tilted on a table");
    stand(&mut session, 20.0)?;
    assert_ne!(pump_work(&mut session, 23.0)?, 0.0, "rising takes muscles");
    session.advance_to(180.0)?;
    assert_eq!(pump_work(&mut session, 240.0)?, 0.0, "quiet standing");
    walk(&mut session, 240.0)?;
    assert!(pump_work(&mut session, 270.0)? > 10_000.0, "walking");
    Ok(())
}

/// Times at which a valve of the left leg begins to open in half a minute of tiptoes, s; a valve
/// that opens twice in quick succession, with a contraction and with a heart beat, counts once.
fn openings(session: &Body, valve: &str) -> Result<Vec<f64>, Box<dyn std::error::Error>> {
    let mut session = session.clone();
    let opening = session.signal(&format!("leg.left.{valve}.opening_fraction"))?;
    let (mut before, mut opened_s) = (session.value(opening), Vec::<f64>::new());
    let until_s = session.time_s() + 30.0;
    while session.step_towards(until_s)? {
        let (now, time_s) = (session.value(opening), session.time_s());
        let again = opened_s.last().is_some_and(|last| time_s - last < 0.35);
        if before < 0.1 && now >= 0.1 && !again {
            opened_s.push(time_s);
        }
        before = now;
    }
    Ok(opened_s)
}

#[test]
fn venous_valves_keep_the_time_of_the_contractions() -> Outcome {
    let valves = ["popliteal_outlet", "calf.soleal_outlet"];
    for (gain, rate_hz) in [(1.0, 0.8), (1.0, 1.2), (0.0, 0.8)] {
        let mut session = Body::new(&Subject::default())?;
        let path = "muscle.pressure_gain".to_owned();
        session.apply(&Change::Parameter { path, value: gain }, 0.0)?;
        stand(&mut session, 1.0)?;
        let mut tiptoe = Activity::named("tiptoe");
        tiptoe.rate_per_min = Some(60.0 * rate_hz);
        session.apply(&Change::Activity(tiptoe), 60.0)?;
        session.advance_to(70.0)?;
        for valve in valves {
            let opened_s = openings(&session, valve)?;
            let kept = opened_s
                .windows(2)
                .filter(|two| ((two[1] - two[0]) * rate_hz - 1.0).abs() < 0.1)
                .count() as f64;
            let cycles = 30.0 * rate_hz;
            if gain > 0.0 {
                assert!(kept > cycles - 2.5, "{valve}, {rate_hz} Hz: {opened_s:.2?}");
            } else {
                // Contractions without pressure: the valves know of no rhythm.
                assert!(kept < 0.2 * cycles, "{valve}: {opened_s:.2?}");
            }
        }
    }
    Ok(())
}

#[test]
fn contractions_and_valves_pump_only_together() -> Outcome {
    // Foot-vein pressure at the end of a minute of walking, of a standing column near 95 mmHg.
    let foot = "leg.left.foot.dorsal_vein.pressure_mmhg";
    let mut found = Vec::new();
    for (gain, competence) in [(1.0, 1.0), (0.0, 1.0), (1.0, 0.0), (0.0, 0.0)] {
        let mut parameters = Parameters::shipped()?;
        parameters.set("muscle.pressure_gain", gain)?;
        for group in ["deep", "superficial", "perforator", "muscle"] {
            parameters.set(&format!("valve.{group}.competence"), competence)?;
        }
        let mut session = Body::with(&parameters, &Subject::default(), Posture::SUPINE)?;
        stand(&mut session, 1.0)?;
        walk(&mut session, 120.0)?;
        session.advance_to(170.0)?;
        found.push(mean(&mut session, foot, 180.0)?);
    }
    assert!(
        found[0] < 45.0,
        "with both the foot vein is emptied: {found:?}"
    );
    for alone in &found[1..] {
        assert!(*alone > 75.0, "either alone leaves the column: {found:?}");
    }
    Ok(())
}

#[test]
fn a_closed_competent_valve_has_no_reflux() -> Outcome {
    let mut session = Body::new(&Subject::default())?;
    stand(&mut session, 1.0)?;
    walk(&mut session, 30.0)?;
    let name = "leg.left.popliteal_outlet";
    let flow = session.signal(&format!("{name}.flow_ml_per_s"))?;
    let opening = session.signal(&format!("{name}.opening_fraction"))?;
    let (mut closed, mut opened) = (0, 0);
    while session.step_towards(60.0)? {
        if session.value(opening) < 0.01 {
            closed += 1;
            // The step in which the leaflets meet may still end a little backflow.
            assert!(session.value(flow) > -1.0, "{}", session.value(flow));
        } else {
            opened += 1;
        }
    }
    assert!(
        closed > 100 && opened > 100,
        "the valve works: {closed} {opened}"
    );
    Ok(())
}

#[test]
fn the_steady_start_does_not_drift() -> Outcome {
    let mut session = Body::new(&Subject::default())?;
    let names = [
        "splanchnic.liver.volume_ml",
        "leg.left.thigh.muscle_vein.volume_ml",
    ];
    for name in names {
        let start = session.time_s();
        let first = mean(&mut session, name, start + 60.0)?;
        session.advance_to(start + 600.0)?;
        let later = mean(&mut session, name, start + 660.0)?;
        assert!(
            (later / first - 1.0).abs() < 0.01,
            "{name}: {first} then {later}"
        );
    }
    let until = session.time_s() + 60.0;
    let rate = mean(&mut session, "heart.rate_per_min", until)?;
    assert!((rate - 62.0).abs() < 0.5, "{rate}");
    Ok(())
}

/// Standing, the very tall live with slow waves of pressure (some ten seconds, as Mayer's), or with
/// a heart that beats against the breath. That is no drift.
#[test]
fn a_body_with_oscillating_volumes_has_a_steady_start() -> Outcome {
    for (age_years, stature_cm, mass_kg, resting_heart_rate_per_min) in
        [(18.0, 200.0, 180.0, 110.0), (90.0, 220.0, 68.0, 40.0)]
    {
        let subject = Subject {
            age_years,
            stature_cm,
            mass_kg,
            resting_heart_rate_per_min,
            ..Subject::default()
        };
        let mut session = Body::with(&Parameters::shipped()?, &subject, Posture::STANDING)?;
        let pressure = mean(&mut session, "aorta.arch.pressure_mmhg", 60.0)?;
        assert!(
            (70.0..110.0).contains(&pressure),
            "{stature_cm} cm: {pressure}"
        );
    }
    Ok(())
}

#[test]
fn an_impossible_subject_is_refused() {
    let subject = Subject {
        stature_cm: 300.0,
        ..Subject::default()
    };
    let error = Body::new(&subject).map(|_| ()).expect_err("too tall");
    assert_eq!(
        error.to_string(),
        "stature (cm) is 300, but must be from 130 to 220"
    );
}

/// Pressure of the vein on the foot and volume of a vein of the calf, left and right, a minute after a
/// lying body has moved its left leg.
fn left_leg_moved(joints: Joints) -> Result<[[f64; 2]; 2], Box<dyn std::error::Error>> {
    let mut body = Body::new(&Subject::default())?;
    let mut to = Posture::SUPINE;
    to.legs[0] = joints;
    body.move_to(to, 2.0, Manner::Passive)?;
    let read = |body: &mut Body, name: &str| -> Result<[f64; 2], Box<dyn std::error::Error>> {
        let [left, right] = ["left", "right"].map(|side| body.read(&format!("leg.{side}.{name}")));
        Ok([left?, right?])
    };
    body.advance_to(60.0)?;
    Ok([
        read(&mut body, "foot.dorsal_vein.pressure_mmhg")?,
        read(&mut body, "calf.soleal_vein.volume_ml")?,
    ])
}

/// A raised leg empties and a hanging lower leg fills, while the other stays as it lies.
#[test]
fn one_leg_moves_and_the_other_stays() -> Outcome {
    let [lying, filled] = left_leg_moved(Joints::STRAIGHT)?;
    assert!((lying[0] - lying[1]).abs() < 1e-9);
    let raised = Joints {
        hip_deg: 45.0,
        ..Joints::STRAIGHT
    };
    let hanging = Joints {
        knee_deg: 90.0,
        ..Joints::STRAIGHT
    };
    let [up, emptied] = left_leg_moved(raised)?;
    assert!(
        up[0] < lying[0] - 5.0 && (up[1] - lying[1]).abs() < 3.0,
        "{up:?} {lying:?}"
    );
    assert!(emptied[0] < 0.5 * filled[0], "{emptied:?} {filled:?}");
    assert!(emptied[1] > 0.95 * filled[1], "{emptied:?} {filled:?}");
    let [down, full] = left_leg_moved(hanging)?;
    assert!(
        down[0] > lying[0] + 25.0 && (down[1] - lying[1]).abs() < 2.0,
        "{down:?}"
    );
    assert!(
        full[0] > filled[0] && (full[1] / filled[1] - 1.0).abs() < 0.05,
        "{full:?} {filled:?}"
    );
    Ok(())
}
