//! Mechanisms of the body one by one: zones of the lung, weight on the soles, hyperaemia, valves by site, the heart in a breath.

use crate::common::{Outcome, means, session};
use secondheart_body::{
    Activity, Body, BodyError, Change, Joints, Manner, Parameters, Posture, Subject,
};

fn apply(session: &mut Body, activity: &str) -> Result<(), BodyError> {
    session.apply(
        &Change::Activity(Activity::named(activity)),
        session.time_s(),
    )
}

/// West, Dollery & Naimark 1964: upright the apex gets a small share of the flow, lying all alike. The
/// thirds of people get 1 : 3.4 : 5.9, in the model 1 : 1.7 : 2.
#[test]
fn the_upright_lung_has_zones() -> Outcome {
    let flows = [
        "lung.upper_arterial_resistance.flow_ml_per_s",
        "lung.middle_arterial_resistance.flow_ml_per_s",
        "lung.lower_arterial_resistance.flow_ml_per_s",
        "lung.artery.pressure_mmhg",
        "lung.artery.pressure_at_heart_mmhg",
    ];
    let mut lying = session(&[], Posture::SUPINE)?;
    let [upper, _, lower, own, at_heart] = means(&mut lying, &flows, 20.0)?[..] else {
        unreachable!("five names")
    };
    assert!((upper / lower - 1.0).abs() < 1e-6, "{upper} {lower}");
    assert!((own - at_heart).abs() < 1e-9);

    let mut standing = session(&[], Posture::STANDING)?;
    let [upper, middle, lower, own, at_heart] = means(&mut standing, &flows, 20.0)?[..] else {
        unreachable!("five names")
    };
    assert!(
        upper < 0.6 * middle && middle < lower,
        "{upper} {middle} {lower}"
    );
    // The transducer lies 3.5 cm below the pulmonary artery.
    assert!((at_heart - own - 2.75).abs() < 0.3, "{at_heart} {own}");
    Ok(())
}

/// Tiptoeing without weight on the feet leaves the plantar veins alone.
#[test]
fn the_weight_on_the_foot_presses_the_sole() -> Outcome {
    for (start, pressed) in [(Posture::STANDING, true), (Posture::SUPINE, false)] {
        let mut body = session(&[], start)?;
        apply(&mut body, "tiptoe")?;
        let pressures = means(
            &mut body,
            &[
                "leg.left.plantar.pressure_mmhg",
                "leg.left.soleus.pressure_mmhg",
            ],
            10.0,
        )?;
        assert_eq!(pressures[0] > 1.0, pressed, "{pressures:?}");
        assert!(pressures[1] > 10.0, "{pressures:?}");
    }
    Ok(())
}

/// Björnberg, Maspers & Mellander 1989: the pressure in the capillaries of working muscle rises by
/// 14 mmHg while its flow rises many times; the venules open with the arterioles.
#[test]
fn capillary_pressure_of_working_muscle_rises_by_little() -> Outcome {
    let names = [
        "leg.left.calf.soleus_arteriole.flow_ml_per_s",
        "leg.left.calf.soleus_capillary.pressure_mmhg",
    ];
    // Compression off: metabolism alone.
    let mut body = session(&[("muscle.pressure_gain", 0.0)], Posture::SUPINE)?;
    let rest = means(&mut body, &names, 10.0)?;
    apply(&mut body, "tiptoe")?;
    body.advance_to(100.0)?;
    let work = means(&mut body, &names, 120.0)?;
    assert!(work[0] > 8.0 * rest[0], "{rest:?} {work:?}");
    let rise_mmhg = work[1] - rest[1];
    assert!((5.0..30.0).contains(&rise_mmhg), "{rest:?} {work:?}");
    Ok(())
}

/// The lymph of a working leg is pumped by the pressure of its muscles and by nothing else.
#[test]
fn lymph_is_not_pumped_without_muscle_pressure() -> Outcome {
    let lymph = ["leg.left.calf.interstitium.lymph_ml_per_s"];
    let rise = |gain: f64, strength: f64| -> Result<f64, BodyError> {
        let mut body = session(&[("muscle.pressure_gain", gain)], Posture::SUPINE)?;
        let rest = means(&mut body, &lymph, 5.0)?[0];
        let mut work = Activity::named("tiptoe");
        work.strength = Some(strength);
        body.apply(&Change::Activity(work), body.time_s())?;
        Ok(means(&mut body, &lymph, 10.0)?[0] / rest - 1.0)
    };
    let healthy = rise(1.0, 1.0)?;
    assert!((5.0..6.5).contains(&healthy), "{healthy}");
    assert!((rise(0.5, 1.0)? / healthy - 0.5).abs() < 0.05);
    assert!((rise(2.0, 1.0)? / healthy - 1.0).abs() < 0.05);
    assert!(rise(0.0, 1.0)?.abs() < 0.05);
    assert!(rise(1.0, 0.0)?.abs() < 0.05);
    Ok(())
}

/// One valve can be lost alone, and a group of veins can be wide.
#[test]
fn valves_are_lost_by_site_and_veins_widen_by_group() -> Outcome {
    let lost = "leg.left.thigh.saphenous_outlet.competence";
    let names = [
        "leg.left.thigh.saphenous_outlet.flow_ml_per_s",
        "leg.right.thigh.saphenous_outlet.flow_ml_per_s",
    ];
    let mut body = session(&[(lost, 0.0)], Posture::STANDING)?;
    apply(&mut body, "walk")?;
    let signals = [body.signal(names[0])?, body.signal(names[1])?];
    let mut back = [0.0_f64; 2];
    while body.step_towards(20.0)? {
        for (back, signal) in back.iter_mut().zip(signals) {
            *back = back.min(body.value(signal));
        }
    }
    assert!(back[0] < 2.0 * back[1], "{back:?}");

    let Err(BodyError::BadValue { path, .. }) = session(&[(lost, 1.5)], Posture::SUPINE) else {
        panic!("a competence above 1 was taken")
    };
    assert_eq!(path, lost);

    // What falls down the saphenous veins leaves by the perforators: wide ones drain the ankle.
    let ankle = "leg.left.calf.saphenous_lower_vein.pressure_mmhg";
    let mut pressures = [0.0; 2];
    for (pressure, dilation) in pressures.iter_mut().zip([1.0, 1.5]) {
        let mut body = session(
            &[
                ("valve.superficial.competence", 0.0),
                ("valve.perforator.dilation", dilation),
            ],
            Posture::STANDING,
        )?;
        apply(&mut body, "walk")?;
        body.advance_to(40.0)?;
        *pressure = means(&mut body, &[ankle], 50.0)?[0];
    }
    assert!(pressures[1] < pressures[0] - 5.0, "{pressures:?}");
    Ok(())
}

/// The heart of a person with a low resting rate is large, so that output and pressure at rest, and
/// with them the stimulus of standing, hardly depend on the resting rate.
#[test]
fn standing_raises_slow_and_fast_hearts_by_a_similar_number_of_beats() -> Outcome {
    let mut rises = Vec::new();
    for rate in [50.0, 62.0, 90.0] {
        let subject = Subject {
            resting_heart_rate_per_min: rate,
            ..Subject::default()
        };
        let parameters = Parameters::shipped()?;
        let mut body = Body::with(&parameters, &subject, Posture::STANDING)?;
        let standing = means(&mut body, &["heart.rate_per_min"], 30.0)?[0];
        assert!((1.1..1.45).contains(&(standing / rate)), "{standing}");
        rises.push(standing - rate);
    }
    assert!(
        rises.iter().all(|rise| (5.0..22.0).contains(rise)) && rises[2] < 2.5 * rises[0],
        "{rises:?}"
    );
    Ok(())
}

/// A healthy aortic valve lets less than 15 mmHg between the peaks of ventricle and aorta.
#[test]
fn the_left_ventricle_has_little_more_pressure_than_the_aorta() -> Outcome {
    let mut body = session(&[], Posture::SUPINE)?;
    let (ventricle, aorta) = (
        body.signal("heart.left_ventricle.pressure_mmhg")?,
        body.signal("aorta.ascending.pressure_mmhg")?,
    );
    let (mut highest, mut lowest, mut highest_aortic) = (0.0_f64, f64::INFINITY, 0.0_f64);
    while body.step_towards(10.0)? {
        highest = highest.max(body.value(ventricle));
        lowest = lowest.min(body.value(ventricle));
        highest_aortic = highest_aortic.max(body.value(aorta));
    }
    assert!(
        (0.0..15.0).contains(&(highest - highest_aortic)),
        "{highest} {highest_aortic}"
    );
    assert!((-5.0..12.0).contains(&lowest), "{lowest}");
    Ok(())
}

/// Values that no body has are refused before anything is computed.
#[test]
fn parameters_keep_their_sign() {
    for (path, value, requirement) in [
        ("muscle.pressure_gain", -1.0, "from 0 to 4"),
        (
            "reflex.effector.resistance_tau_s",
            0.0,
            "from 0.006 to 6000 (s)",
        ),
        ("respiration.rate_per_min", 0.0, "from 3 to 70 (/min)"),
        (
            "respiration.chest_pressure_supine_mmhg",
            3.0,
            "from -60 to 0 (mmHg)",
        ),
        ("lung.artery.along_fraction", 7.0, "from -0.5 to 1.5"),
    ] {
        let mut parameters = Parameters::shipped().expect("shipped data");
        let refused = parameters.set(path, value).expect_err(path);
        assert!(refused.to_string().ends_with(requirement), "{refused}");
        assert_ne!(parameters.value(path).expect("known"), value);
    }
    let mut parameters = Parameters::shipped().expect("shipped data");
    parameters
        .set("muscle.pressure_gain", 0.0)
        .expect("off is allowed");
}

/// Only rising asks for effort: a posture already held, an ankle that moves and lying down do not.
#[test]
fn movements_that_lift_nothing_take_no_effort() -> Outcome {
    let ankle = Posture::SUPINE.with_legs(Joints {
        ankle_deg: 20.0,
        ..Joints::STRAIGHT
    });
    let peak_rate = |from: Posture, to: Posture| -> Result<f64, BodyError> {
        // Without the swing of the rate in a breath.
        let mut body = session(&[("reflex.vagal.respiratory_gate", 0.0)], from)?;
        let rate = body.signal("heart.rate_per_min")?;
        let before = body.value(rate);
        body.move_to(to, 3.0, Manner::Active)?;
        let mut highest: f64 = 0.0;
        while body.step_towards(15.0)? {
            highest = highest.max(body.value(rate));
        }
        Ok(highest - before)
    };
    for to in [Posture::SUPINE, ankle] {
        let rise = peak_rate(Posture::SUPINE, to)?;
        assert!(rise < 2.0, "{to:?}: {rise}");
    }
    let rise = peak_rate(Posture::STANDING, Posture::SUPINE)?;
    assert!(rise < 5.0, "lying down: {rise}");
    let rise = peak_rate(Posture::SUPINE, Posture::STANDING)?;
    assert!(rise > 15.0, "standing up: {rise}");
    Ok(())
}

/// Agostoni & Rahn 1960: the diaphragm is slack in an expiratory effort. Air shut in the lung presses on
/// its capillaries, the abdomen on the share of a bed that lies in it.
#[test]
fn straining_out_presses_on_chest_abdomen_and_alveoli_alike() -> Outcome {
    let mut body = session(&[], Posture::SUPINE)?;
    body.apply(
        &Change::Parameter {
            path: "respiration.strain_mmhg".to_owned(),
            value: 30.0,
        },
        0.0,
    )?;
    while body.step_towards(4.0)? {}
    let names = [
        "thorax.pressure_mmhg",
        "abdomen.pressure_mmhg",
        "alveoli.pressure_mmhg",
        "lung.middle_capillary.pressure_mmhg",
        "lung.middle_capillary.transmural_pressure_mmhg",
        "pelvis.vein.pressure_mmhg",
        "pelvis.vein.transmural_pressure_mmhg",
        "renal.vein.pressure_mmhg",
        "renal.vein.transmural_pressure_mmhg",
    ];
    let [
        chest,
        abdomen,
        alveoli,
        lung,
        across_lung,
        pelvis,
        across_pelvis,
        renal,
        across_renal,
    ] = means(&mut body, &names, 6.0)?[..]
    else {
        unreachable!("nine names")
    };
    assert!((abdomen - chest).abs() < 1e-6, "{abdomen} {chest}");
    assert!((alveoli - 30.0).abs() < 1e-3, "{alveoli}");
    assert!((lung - across_lung - alveoli).abs() < 1e-6, "{lung}");
    assert!((renal - across_renal - abdomen).abs() < 1e-6, "{renal}");
    let enclosed = Parameters::shipped()?.value("pelvis.vein.enclosed_fraction")?;
    let pressed = pelvis - across_pelvis;
    assert!((pressed - enclosed * abdomen).abs() < 1e-6, "{pressed}");
    Ok(())
}

/// Brinker et al. 1980: in an effort to breathe in against a closed airway the right ventricle fills and the
/// septum moves to the left. Without the common wall the left ventricle gains more room.
#[test]
fn a_full_right_ventricle_takes_room_from_the_left_one() -> Outcome {
    let largest = |body: &mut Body, until_s: f64| -> Result<[f64; 2], BodyError> {
        let left = body.signal("heart.left_ventricle.volume_ml")?;
        let right = body.signal("heart.right_ventricle.volume_ml")?;
        let mut largest = [0.0_f64; 2];
        while body.step_towards(until_s)? {
            largest = [
                largest[0].max(body.value(left)),
                largest[1].max(body.value(right)),
            ];
        }
        Ok(largest)
    };
    let gained = |set: &[(&str, f64)]| -> Result<[f64; 2], BodyError> {
        let mut body = session(set, Posture::SUPINE)?;
        let rest = largest(&mut body, 6.0)?;
        body.apply(
            &Change::Parameter {
                path: "respiration.strain_mmhg".to_owned(),
                value: -22.0,
            },
            6.0,
        )?;
        body.advance_to(16.0)?;
        let strained = largest(&mut body, 20.0)?;
        Ok([strained[0] - rest[0], strained[1] - rest[1]])
    };
    let with = gained(&[])?;
    let without = gained(&[
        ("heart.common_wall.pressure_scale_mmhg", 0.025),
        (
            "heart.common_wall.end_systolic_elastance_mmhg_per_ml",
            0.005,
        ),
    ])?;
    assert!(with[1] > 5.0, "the right ventricle fills: {with:?}");
    assert!(with[0] < without[0] - 2.0, "{with:?} {without:?}");
    Ok(())
}

/// The smallest value of a signal from `from_s` to `until_s`, and its largest value in each beat.
fn beats_of(
    body: &mut Body,
    name: &str,
    from_s: f64,
    until_s: f64,
) -> Result<(f64, Vec<f64>), BodyError> {
    body.advance_to(from_s)?;
    let signal = body.signal(name)?;
    let (mut lowest, mut largest, mut beats) = (f64::INFINITY, Vec::new(), body.beats());
    while body.step_towards(until_s)? {
        let value = body.value(signal);
        lowest = lowest.min(value);
        if body.beats() > beats || largest.is_empty() {
            beats = body.beats();
            largest.push(value);
        }
        if let Some(last) = largest.last_mut() {
            *last = value.max(*last);
        }
    }
    Ok((lowest, largest))
}

/// ADR 34: its diameter falls by 24 per cent in the quiet breathing of people who lie.
#[test]
fn the_vena_cava_gives_way_under_the_diaphragm() -> Outcome {
    let mut lying = session(&[], Posture::SUPINE)?;
    let (lowest, largest) = beats_of(&mut lying, "cava.hepatic.volume_ml", 10.0, 30.0)?;
    let highest = largest.into_iter().fold(0.0, f64::max);
    let collapsibility = 1.0 - (lowest / highest).sqrt();
    assert!((0.15..0.35).contains(&collapsibility), "{collapsibility}");
    Ok(())
}

/// ADR 34: ventricles that are slack only when they are almost empty follow every breath.
#[test]
fn an_equilibrium_volume_steadies_the_upright_heart() -> Outcome {
    let swing_ml = |settings: &[(&str, f64)]| -> Result<f64, BodyError> {
        // As after minutes of standing, in which plasma leaves the blood.
        let loss = [("blood.extra_volume_ml", -500.0)];
        let mut standing = session(&[&loss, settings].concat(), Posture::STANDING)?;
        let name = "heart.left_ventricle.volume_ml";
        let (_, mut largest) = beats_of(&mut standing, name, 30.0, 60.0)?;
        // The first and the last beat are not whole.
        largest.pop();
        let whole = &largest[1..];
        let highest = whole.iter().copied().fold(0.0, f64::max);
        Ok(highest - whole.iter().copied().fold(f64::INFINITY, f64::min))
    };
    let now = swing_ml(&[])?;
    let slack_when_empty = swing_ml(&[
        ("heart.left_ventricle.passive_pressure_mmhg", 4.0),
        ("heart.left_ventricle.passive_exponent_per_ml", 0.0101),
        ("heart.left_ventricle.passive_intercept_ml", 5.0),
        ("heart.right_ventricle.passive_pressure_mmhg", 1.2),
        ("heart.right_ventricle.passive_exponent_per_ml", 0.0122),
        ("heart.right_ventricle.passive_intercept_ml", 20.0),
    ])?;
    assert!(now < 0.8 * slack_when_empty, "{now} {slack_when_empty}");
    Ok(())
}

/// ADR 35: upright, the contents of the abdomen hang from the diaphragm and rest on the pelvis, so that
/// its upper organs fill. Reflexes take some seconds to drain them again.
#[test]
fn the_splanchnic_bed_fills_first_when_a_table_is_tilted() -> Outcome {
    let gain_ml = |settings: &[(&str, f64)]| -> Result<f64, BodyError> {
        let mut body = session(settings, Posture::SUPINE)?;
        let veins = [
            "splanchnic.liver.volume_ml",
            "splanchnic.portal_vein.volume_ml",
        ];
        let lying: f64 = means(&mut body, &veins, 20.0)?.iter().sum();
        let tilted = Posture {
            trunk_deg: 60.0,
            ..Posture::SUPINE
        };
        body.apply(
            &Change::Posture {
                to: tilted,
                over_s: 10.0,
                manner: Manner::Passive,
            },
            20.0,
        )?;
        means(&mut body, &veins, 27.0)?;
        Ok(means(&mut body, &veins, 33.0)?.iter().sum::<f64>() - lying)
    };
    let hanging = gain_ml(&[])?;
    let resting = gain_ml(&[
        ("respiration.abdomen_pressure_upright_change_mmhg", 0.0),
        ("respiration.abdomen_column_fraction", 0.4),
    ])?;
    assert!(hanging > 30.0, "{hanging}");
    assert!(hanging > resting + 12.0, "{hanging} {resting}");
    Ok(())
}
