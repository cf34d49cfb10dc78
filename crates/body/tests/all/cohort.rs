//! Members of a cohort equal single bodies bit for bit.

use crate::common::Outcome;
use secondheart_body::{
    Activity, Body, BodyError, Change, Cohort, Manner, Parameters, Person, Posture, Subject,
};

const RATES_PER_MIN: [f64; 9] = [62.0, 55.0, 70.0, 80.0, 48.0, 66.0, 75.0, 90.0, 58.0];

/// Nine people who differ in everything that sets the length of the search for their steady start:
/// resting heart rate, size, and the rate at which they breathe.
fn people() -> Result<Vec<Person>, BodyError> {
    let person = |(n, &rate): (usize, &f64)| {
        let subject = Subject {
            stature_cm: 160.0 + 4.0 * n as f64,
            resting_heart_rate_per_min: rate,
            ..Subject::default()
        };
        let mut parameters = Parameters::shipped()?;
        parameters.set("respiration.rate_per_min", 11.0 + n as f64)?;
        parameters.set("reflex.effector.vein_delay_s", 3.0 + 0.5 * n as f64)?;
        Ok((parameters, subject))
    };
    RATES_PER_MIN.iter().enumerate().map(person).collect()
}

fn standing() -> Change {
    Change::Posture {
        to: Posture::STANDING,
        over_s: 3.0,
        manner: Manner::Active,
    }
}

#[test]
fn a_member_equals_the_single_body_bit_for_bit() -> Outcome {
    let people = people()?;
    let mut cohort = Cohort::new(&people, Posture::SUPINE)?;
    let changes = [
        (standing(), 2.0),
        (Change::Activity(Activity::named("tiptoe")), 12.0),
        (
            Change::Parameter {
                path: "valve.deep.competence".to_owned(),
                value: 0.5,
            },
            16.3,
        ),
    ];
    for (change, at_s) in &changes {
        cohort.apply(change, *at_s)?;
    }
    cohort.advance_to(20.0)?;
    let signals = cohort.member(0);
    for (n, (parameters, subject)) in people.iter().enumerate() {
        let mut alone = Body::with(parameters, subject, Posture::SUPINE)?;
        for (change, at_s) in &changes {
            alone.apply(change, *at_s)?;
        }
        alone.advance_to(20.0)?;
        let member = cohort.member(n);
        for name in alone.signal_names() {
            let together = member.value(signals.signal(&name)?);
            assert_eq!(
                together.to_bits(),
                alone.read(&name)?.to_bits(),
                "{n} {name}"
            );
        }
        assert_eq!(member.snapshot().to_bytes(), alone.snapshot().to_bytes());
        assert_eq!(member.beats(), alone.beats(), "{n}");
        assert_eq!(member.last_beat_s(), alone.last_beat_s(), "{n}");
        assert_eq!(
            member.volume_drift_relative(),
            alone.volume_drift_relative(),
            "{n}"
        );
        assert_eq!(member.subject(), subject);
    }
    let beats: Vec<u64> = cohort.members().map(|member| member.beats()).collect();
    assert!(beats[7] > beats[4] + 10, "{beats:?}");
    Ok(())
}

#[test]
fn a_cohort_restores_its_snapshot() -> Outcome {
    let mut cohort = Cohort::new(&people()?[6..], Posture::SUPINE)?;
    cohort.apply(&standing(), 5.0)?;
    cohort.advance_to(4.0)?;
    let before = cohort.snapshot();
    cohort.advance_to(15.0)?;
    let later = cohort.snapshot();
    assert_ne!(before, later);
    cohort.restore(&before)?;
    cohort.advance_to(15.0)?;
    assert_eq!(cohort.snapshot(), later);
    let refused = cohort.restore(&later[1..]);
    assert!(matches!(refused, Err(BodyError::Snapshot { .. })));
    Ok(())
}

#[test]
fn bodies_with_different_starts_cannot_form_a_cohort() -> Outcome {
    let parameters = Parameters::shipped()?;
    let subject = Subject::default();
    let lying = Body::unsettled(&parameters, &subject, Posture::SUPINE)?;
    let standing_body = Body::unsettled(&parameters, &subject, Posture::STANDING)?;
    let mut waiting = lying.clone();
    waiting.apply(&standing(), 3.0)?;
    let mut gone = lying.clone();
    gone.advance_to(0.1)?;
    for members in [
        vec![],
        vec![lying.clone(), standing_body],
        vec![lying.clone(), waiting],
        vec![lying.clone(), gone],
    ] {
        let cohort = Cohort::of(&members);
        assert!(matches!(cohort, Err(BodyError::Cohort { .. })));
    }
    assert_eq!(Cohort::of(&[lying])?.size(), 1);
    Ok(())
}
