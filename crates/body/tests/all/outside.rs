//! Pressure from outside: stockings, cuffs, suction, boxes, water, and a pressed compartment.

use crate::common::{Outcome, means, session, set};
use secondheart_body::{Body, Posture, Subject};

/// Volume of a vessel a minute after the stocking is on, as a share of that without.
fn narrowed(
    vessel: &str,
    start: Posture,
    pressure: f64,
) -> Result<f64, Box<dyn std::error::Error>> {
    let name = format!("{vessel}.volume_ml");
    let mut body = session(&[], start)?;
    let before = means(&mut body, &[&name], 20.0)?[0];
    let worn: Vec<(String, f64)> = ["foot", "ankle", "calf"]
        .iter()
        .map(|level| (format!("leg.left.sleeve.{level}.stocking_mmhg"), pressure))
        .collect();
    let worn: Vec<(&str, f64)> = worn.iter().map(|(p, v)| (p.as_str(), *v)).collect();
    set(&mut body, &worn)?;
    body.advance_to(80.0)?;
    Ok(means(&mut body, &[&name], 100.0)?[0] / before)
}

#[test]
fn a_stocking_narrows_veins_lying_and_closes_none_standing() -> Outcome {
    let superficial = "leg.left.calf.saphenous_lower_vein";
    let deep = "leg.left.calf.tibial_lower_vein";
    let share = narrowed(superficial, Posture::SUPINE, 20.0)?;
    assert!((0.2..0.85).contains(&share), "{share}");
    assert!(narrowed(superficial, Posture::SUPINE, 10.0)? > share);
    let upright = narrowed(deep, Posture::STANDING, 27.5)?;
    assert!((0.75..1.0).contains(&upright), "{upright}");
    Ok(())
}

#[test]
fn suction_on_the_lower_body_stretches_its_veins_and_empties_the_heart() -> Outcome {
    let veins = [
        "leg.left.calf.soleal_vein",
        "leg.left.common_femoral_vein",
        "pelvis.vein",
    ];
    let mut body = session(&[], Posture::SUPINE)?;
    // Means over ten seconds: the volume of an atrium doubles within a beat.
    let volumes = |body: &mut Body, from_s: f64| -> Result<Vec<f64>, secondheart_body::BodyError> {
        let names = veins.iter().chain(&["heart.right_atrium", "arm.vein"]);
        let names: Vec<_> = names.map(|vessel| format!("{vessel}.volume_ml")).collect();
        let mut sums = vec![0.0; names.len()];
        for sample in 0..200 {
            body.advance_to(from_s + 0.05 * f64::from(sample))?;
            for (sum, name) in sums.iter_mut().zip(&names) {
                *sum += body.read(name)? / 200.0;
            }
        }
        Ok(sums)
    };
    let before = volumes(&mut body, 1.0)?;
    set(&mut body, &[("lower_body.suction_mmhg", 40.0)])?;
    let after = volumes(&mut body, 60.0)?;
    for (k, vein) in veins.iter().enumerate() {
        let (before, after) = (before[k], after[k]);
        assert!(after > 1.15 * before, "{vein}: {before} then {after}");
    }
    assert!(after[3] < before[3] && after[4] < before[4], "{after:?}");
    Ok(())
}

#[test]
fn a_neck_chamber_acts_only_through_the_reflexes() -> Outcome {
    let names = ["heart.rate_per_min", "aorta.ascending.pressure_mmhg"];
    let change = |drive: f64, chamber: f64| -> Result<(f64, f64), Box<dyn std::error::Error>> {
        let failing = [
            ("reflex.sympathetic.drive", drive),
            ("reflex.vagal.drive", drive),
        ];
        let mut body = session(&failing, Posture::SUPINE)?;
        let before = means(&mut body, &names, 20.0)?;
        set(&mut body, &[("neck.chamber_mmhg", chamber)])?;
        body.advance_to(50.0)?;
        let after = means(&mut body, &names, 70.0)?;
        Ok((after[0] - before[0], after[1] - before[1]))
    };
    let (slower, lower) = change(1.0, -40.0)?;
    assert!(slower < -1.0 && lower < -4.0, "{slower} {lower}");
    let (faster, higher) = change(1.0, 40.0)?;
    assert!(faster > 1.0 && higher > 4.0, "{faster} {higher}");
    assert_eq!(change(0.0, -40.0)?, change(0.0, 0.0)?);
    Ok(())
}

#[test]
fn pressure_in_a_resting_compartment_takes_flow_from_its_muscle() -> Outcome {
    let names = [
        "leg.left.calf.anterior_arteriole.flow_ml_per_s",
        "leg.right.calf.anterior_arteriole.flow_ml_per_s",
    ];
    let mut body = session(&[], Posture::SUPINE)?;
    set(
        &mut body,
        &[("leg.left.anterior.resting_pressure_mmhg", 40.0)],
    )?;
    body.advance_to(60.0)?;
    let m = means(&mut body, &names, 80.0)?;
    assert!(m[0] < 0.8 * m[1] && m[0] > 0.2 * m[1], "{m:?}");
    Ok(())
}

/// Mean pressure in the foot's veins below a pumping cuff, standing, mmHg.
fn below_a_cuff(valves: f64, cuff: f64) -> Result<f64, Box<dyn std::error::Error>> {
    let settings = ["deep", "superficial", "perforator", "muscle"]
        .map(|group| (format!("valve.{group}.competence"), valves));
    let settings = settings
        .each_ref()
        .map(|(path, value)| (path.as_str(), *value));
    let mut body = session(&settings, Posture::STANDING)?;
    set(
        &mut body,
        &[
            ("pump.cycles_per_min", 6.0),
            ("pump.hold_s", 2.0),
            ("leg.left.sleeve.ankle.cuff_mmhg", cuff),
            ("leg.left.sleeve.calf.cuff_mmhg", cuff),
        ],
    )?;
    body.advance_to(60.0)?;
    // Whole cycles.
    let vein = "leg.left.foot.dorsal_vein.pressure_mmhg";
    Ok(means(&mut body, &[vein], 120.0)?[0])
}

/// The cuff adds no flow: what it drives up falls back without valves, and the veins below it are on
/// the mean as full as if it were off.
#[test]
fn a_pneumatic_cuff_pumps_only_with_valves() -> Outcome {
    let gain = |valves: f64| -> Result<f64, Box<dyn std::error::Error>> {
        Ok(below_a_cuff(valves, 0.0)? - below_a_cuff(valves, 90.0)?)
    };
    let (with, without) = (gain(1.0)?, gain(0.0)?);
    assert!(with > 10.0, "with valves the pressure falls by {with} mmHg");
    assert!(
        without < 0.1 * with,
        "without by {without}, with by {with} mmHg"
    );
    Ok(())
}

/// A body restored from a snapshot of `body` has the same bits as `body` itself at `until_s`.
fn repeats_the_future_until(until_s: f64, body: &mut Body) -> Outcome {
    let snapshot = body.snapshot();
    body.advance_to(until_s)?;
    let names = body.signal_names();
    let first: Vec<u64> = names
        .iter()
        .map(|n| body.read(n).map(f64::to_bits))
        .collect::<Result<_, _>>()?;
    let mut again = Body::unsettled(body.parameters(), &Subject::default(), Posture::SUPINE)?;
    again.restore(&snapshot)?;
    again.advance_to(until_s)?;
    for (name, bits) in names.iter().zip(first) {
        assert_eq!(again.read(name)?.to_bits(), bits, "{name}");
    }
    Ok(())
}

#[test]
fn a_snapshot_during_cuff_inflation_repeats_the_future_bit_for_bit() -> Outcome {
    let settings = [
        ("pump.cycles_per_min", 4.0),
        ("pump.hold_s", 3.0),
        ("leg.left.sleeve.calf.cuff_mmhg", 45.0),
        ("blood.bleeding_ml_per_min", 30.0),
    ];
    let mut body = session(&settings, Posture::SUPINE)?;
    body.advance_to(16.3)?;
    assert!(body.read("leg.left.sleeve.calf.pressure_mmhg")? > 1.0);
    repeats_the_future_until(40.0, &mut body)
}

#[test]
fn pressure_on_the_lower_body_empties_leg_veins_and_narrows_arterioles_only_lying() -> Outcome {
    let veins = "leg.left.femoral_vein.volume_ml";
    let flow = "leg.left.iliac_inflow.flow_ml_per_s";
    let chest = "heart.right_atrium.pressure_mmhg";
    let arterial = "aorta.ascending.pressure_mmhg";
    let sitting = Posture {
        weight_bearing: 0.1,
        ..Posture::SITTING
    };
    let change = |posture: Posture| -> Result<[f64; 4], Box<dyn std::error::Error>> {
        let mut body = session(&[], posture)?;
        let names = [veins, flow, chest, arterial];
        let before = means(&mut body, &names, 20.0)?;
        set(&mut body, &[("lower_body.pressure_mmhg", 50.0)])?;
        body.advance_to(100.0)?;
        let after = means(&mut body, &names, 120.0)?;
        Ok([
            after[0] / before[0],
            (after[1] / after[3]) / (before[1] / before[3]),
            after[2] - before[2],
            after[3] - before[3],
        ])
    };
    let [volume, conductance, atrial, pressure] = change(Posture::SUPINE)?;
    assert!(volume < 0.5 && atrial > 2.0, "{volume} {atrial}");
    assert!((0.2..0.7).contains(&conductance), "{conductance}");
    assert!((5.0..20.0).contains(&pressure), "{pressure}");
    let [_, conductance, _, _] = change(sitting)?;
    assert!(conductance > 1.0, "{conductance}");
    Ok(())
}

#[test]
fn water_to_the_neck_fills_the_heart_and_leaves_leg_veins_as_lying() -> Outcome {
    let foot = "leg.left.foot.dorsal_vein.transmural_pressure_mmhg";
    let atrium = "heart.right_atrium.pressure_mmhg";
    let mut body = session(&[], Posture::STANDING)?;
    let air = means(&mut body, &[foot, atrium], 20.0)?;
    set(&mut body, &[("water.surface_above_hip_fraction", 0.288)])?;
    let water = means(&mut body, &[foot, atrium], 90.0)?;
    assert!(
        air[0] > 80.0 && (-5.0..15.0).contains(&water[0]),
        "{air:?} {water:?}"
    );
    assert!(water[1] - air[1] > 7.5, "{air:?} {water:?}");
    set(&mut body, &[("water.surface_above_hip_fraction", -1.0)])?;
    // The veins of the legs refill.
    body.advance_to(240.0)?;
    let out = means(&mut body, &[foot, atrium], 260.0)?;
    assert!((out[0] - air[0]).abs() < 8.0, "{air:?} {out:?}");
    assert!(body.volume_drift_relative().abs() < 1e-12);
    Ok(())
}

#[test]
fn a_snapshot_in_water_and_in_a_squat_repeats_the_future_bit_for_bit() -> Outcome {
    let mut body = session(&[], Posture::SQUATTING)?;
    body.advance_to(5.0)?;
    set(&mut body, &[("water.surface_above_hip_fraction", 0.15)])?;
    body.advance_to(12.0)?;
    assert!(body.read("leg.left.sleeve.calf.pressure_mmhg")? > 50.0);
    repeats_the_future_until(20.0, &mut body)
}
