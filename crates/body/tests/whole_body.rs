//! What must hold for the whole body: conservation, bit-exact snapshots, gravity, valves, the pump.

use secondheart_body::{Activity, Change, Manner, Parameters, Posture, Session, Subject};
use secondheart_engine::Lanes;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn stand(session: &mut Session, at_s: f64) -> Outcome {
    let standing = Change::Posture {
        to: Posture::STANDING,
        over_s: 3.0,
        manner: Manner::Active,
    };
    Ok(session.apply(&standing, at_s)?)
}

fn walk(session: &mut Session, at_s: f64) -> Outcome {
    let mut walk = Activity::named("walk");
    walk.speed_km_per_h = Some(3.0);
    Ok(session.apply(&Change::Activity(walk), at_s)?)
}

/// Mean of a signal over the time up to `until_s`.
fn mean(
    session: &mut Session,
    name: &str,
    until_s: f64,
) -> Result<f64, Box<dyn std::error::Error>> {
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
    let mut session = Session::new(&Subject::default())?;
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
fn a_restored_snapshot_goes_on_bit_for_bit() -> Outcome {
    let mut session = Session::new(&Subject::default())?;
    stand(&mut session, 3.0)?;
    walk(&mut session, 20.0)?;
    session.advance_to(4.2)?;
    let snapshot = session.snapshot();
    session.advance_to(40.0)?;
    let later = session.snapshot();
    session.restore(&snapshot)?;
    assert_ne!(session.snapshot(), later);
    session.advance_to(40.0)?;
    assert_eq!(session.snapshot().to_bytes(), later.to_bytes());
    Ok(())
}

#[test]
fn a_horizontal_body_does_not_care_which_way_is_up() -> Outcome {
    // Feet in line with the legs: every vessel at one height.
    let flat = |gravity_g: f64| Posture {
        ankle_deg: 90.0,
        gravity_g,
        ..Posture::SUPINE
    };
    let mut ends = Vec::new();
    for gravity_g in [1.0, 0.0, -1.0] {
        let mut session = Session::new(&Subject::default())?;
        let to = flat(gravity_g);
        session.apply(
            &Change::Posture {
                to,
                over_s: 0.0,
                manner: Manner::Passive,
            },
            0.0,
        )?;
        session.advance_to(1.0)?;
        session.advance_to(30.0)?;
        ends.push([
            session.read("aorta.arch.pressure_mmhg")?,
            session.read("leg.left.foot.dorsal_vein.pressure_mmhg")?,
            session.read("heart.left_ventricle.volume_ml")?,
        ]);
    }
    for end in &ends[1..] {
        for (a, b) in end.iter().zip(&ends[0]) {
            // The movement itself turns the feet through the field of gravity.
            assert!(
                (a - b).abs() < 0.02 * b.abs().max(1.0),
                "{end:?} against {:?}",
                ends[0]
            );
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
        let mut session = Session::with(&parameters, &Subject::default(), Posture::SUPINE)?;
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
fn a_closed_competent_valve_lets_nothing_back() -> Outcome {
    let mut session = Session::new(&Subject::default())?;
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
fn the_steady_start_stays_where_it_is() -> Outcome {
    let mut session = Session::new(&Subject::default())?;
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

#[test]
fn a_body_in_a_lane_is_the_body_alone() -> Outcome {
    let people: Vec<(Parameters, Subject)> = [62.0, 55.0, 70.0, 80.0]
        .iter()
        .map(|&rate| {
            let subject = Subject {
                resting_heart_rate_per_min: rate,
                ..Subject::default()
            };
            Ok((Parameters::shipped()?, subject))
        })
        .collect::<Result<_, secondheart_body::BodyError>>()?;
    let mut lanes = Session::<Lanes<4>>::unsettled(&people, Posture::SUPINE)?;
    let standing = Change::Posture {
        to: Posture::STANDING,
        over_s: 3.0,
        manner: Manner::Active,
    };
    lanes.apply(&standing, 2.0)?;
    lanes.advance_to(20.0)?;
    for (lane, person) in people.iter().enumerate() {
        let mut alone = Session::<f64>::unsettled(std::slice::from_ref(person), Posture::SUPINE)?;
        alone.apply(&standing, 2.0)?;
        alone.advance_to(20.0)?;
        for name in [
            "aorta.arch.pressure_mmhg",
            "leg.left.foot.dorsal_vein.pressure_mmhg",
        ] {
            let together = lanes.values(lanes.signal(name)?).0[lane];
            assert_eq!(together, alone.read(name)?, "lane {lane}, {name}");
        }
    }
    Ok(())
}

#[test]
fn an_impossible_subject_is_refused() {
    let subject = Subject {
        stature_cm: 300.0,
        ..Subject::default()
    };
    let error = Session::new(&subject).map(|_| ()).expect_err("too tall");
    assert_eq!(
        error.to_string(),
        "stature (cm) is 300, but must be from 130 to 220"
    );
}
