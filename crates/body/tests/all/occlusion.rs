//! Narrow and occluded vessels of the legs, and what flows around them.

use crate::common::{Outcome, means, session, set};
use secondheart_body::{Change, Manner, Posture};

const SFA: &str = "leg.left.popliteal_inflow";

#[test]
fn occluded_arteries_and_veins_carry_exactly_no_flow() -> Outcome {
    let mut body = session(&[], Posture::SUPINE)?;
    body.advance_to(3.0)?;
    let shut = [
        SFA,
        "leg.left.femoral_outlet",
        "leg.right.iliac_outlet",
        "leg.right.calf.saphenous_upper_outlet",
    ];
    for name in shut {
        set(&mut body, &[(&format!("{name}.open_fraction"), 0.0)])?;
    }
    while body.step_towards(20.0)? {
        for name in shut {
            let flow = body.read(&format!("{name}.flow_ml_per_s"))?;
            assert_eq!(flow, 0.0, "{name} at {} s", body.time_s());
        }
    }
    assert!(body.volume_drift_relative().abs() < 1e-12);
    // Opened again it carries blood again.
    set(&mut body, &[(&format!("{SFA}.open_fraction"), 1.0)])?;
    let flow = means(
        &mut body,
        &["leg.left.popliteal_inflow.flow_ml_per_s"],
        40.0,
    )?[0];
    assert!(flow > 0.5, "{flow}");
    Ok(())
}

#[test]
fn collaterals_keep_a_share_of_the_flow_and_a_bypass_restores_it() -> Outcome {
    let foot = "leg.left.foot.arteriole.flow_ml_per_s";
    let pressure = "leg.left.tibial_artery.pressure_mmhg";
    let flow = |settings: &[(&str, f64)]| -> Result<(f64, f64), Box<dyn std::error::Error>> {
        let mut body = session(&[], Posture::SUPINE)?;
        set(&mut body, settings)?;
        body.advance_to(60.0)?;
        let m = means(&mut body, &[foot, pressure], 80.0)?;
        Ok((m[0], m[1]))
    };
    let shut = format!("{SFA}.open_fraction");
    let genicular = "leg.left.collateral.genicular.conductance_ml_per_min_per_mmhg";
    let graft = "leg.left.graft.femoral_popliteal.diameter_mm";
    let (healthy, open) = flow(&[])?;
    let (none, _) = flow(&[(&shut, 0.0), (genicular, 0.0)])?;
    let (acute, low) = flow(&[(&shut, 0.0)])?;
    let (grown, middle) = flow(&[(&shut, 0.0), (genicular, 3.0)])?;
    let (bypass, restored) = flow(&[(&shut, 0.0), (graft, 5.0)])?;
    assert!(none < 0.1 * healthy, "{none} of {healthy}");
    assert!(
        acute > 0.1 * healthy && acute < 0.6 * healthy,
        "{acute} of {healthy}"
    );
    assert!(
        grown > acute + 0.1 * healthy && grown < 0.95 * healthy,
        "{grown} of {healthy}"
    );
    assert!(bypass > 0.95 * healthy, "{bypass} of {healthy}");
    assert!(low < middle && middle < restored && restored > open - 3.0);
    Ok(())
}

#[test]
fn a_stenosis_costs_pressure_and_a_stent_restores_it() -> Outcome {
    let drop = |open: f64| -> Result<f64, Box<dyn std::error::Error>> {
        let mut body = session(&[], Posture::SUPINE)?;
        set(&mut body, &[("leg.left.iliac_inflow.open_fraction", open)])?;
        body.advance_to(20.0)?;
        let names = [
            "aorta.abdominal.pressure_mmhg",
            "leg.left.iliac_artery.pressure_mmhg",
        ];
        let m = means(&mut body, &names, 40.0)?;
        Ok(m[0] - m[1])
    };
    let (healthy, stent, half, tight) = (drop(1.0)?, drop(0.8)?, drop(0.5)?, drop(0.06)?);
    assert!(stent - healthy < 0.3, "{healthy} {stent}");
    assert!(half - healthy < 2.0, "{healthy} {half}");
    assert!(tight - healthy > 10.0, "{healthy} {tight}");
    Ok(())
}

/// A healthy foot that hangs gets less blood, a foot behind occluded arteries more; raised, it gets hardly any.
#[test]
fn a_hanging_foot_loses_flow_in_health_and_gains_it_behind_occlusions() -> Outcome {
    let foot = ["leg.left.foot.arteriole.flow_ml_per_s"];
    let occluded = [
        ("leg.left.popliteal_inflow.open_fraction", 0.0),
        ("leg.left.tibial_inflow.open_fraction", 0.0),
        (
            "leg.left.collateral.genicular.conductance_ml_per_min_per_mmhg",
            3.0,
        ),
        (
            "leg.left.collateral.malleolar.conductance_ml_per_min_per_mmhg",
            1.0,
        ),
    ];
    let flows = |settings: &[(&str, f64)]| -> Result<[f64; 3], Box<dyn std::error::Error>> {
        let mut body = session(settings, Posture::SUPINE)?;
        let mut flows = [0.0; 3];
        for (n, to) in [Posture::SUPINE, Posture::SITTING, Posture::LEGS_RAISED]
            .into_iter()
            .enumerate()
        {
            let at_s = body.time_s();
            body.apply(
                &Change::Posture {
                    to,
                    over_s: 3.0,
                    manner: Manner::Passive,
                },
                at_s,
            )?;
            body.advance_to(at_s + 400.0)?;
            flows[n] = means(&mut body, &foot, at_s + 420.0)?[0];
        }
        Ok(flows)
    };
    let [lying, hanging, raised] = flows(&[])?;
    assert!(hanging < 0.65 * lying, "{hanging} {lying}");
    assert!(raised > 0.6 * lying, "{raised} {lying}");
    let [lying, hanging, raised] = flows(&occluded)?;
    assert!(hanging > 1.1 * lying, "{hanging} {lying}");
    assert!(raised < 0.3 * lying, "{raised} {lying}");
    Ok(())
}

/// The deep femoral artery leaves at the groin: behind a shut superficial femoral artery the muscles of the
/// thigh keep their flow, and behind a shut deep femoral artery they lose it.
#[test]
fn the_muscles_of_the_thigh_live_on_the_deep_femoral_artery() -> Outcome {
    let flow = |shut: &str| -> Result<f64, Box<dyn std::error::Error>> {
        let mut body = session(&[], Posture::SUPINE)?;
        set(
            &mut body,
            &[(&format!("leg.left.{shut}.open_fraction"), 0.0)],
        )?;
        body.advance_to(20.0)?;
        let name = "leg.left.thigh.muscle_arteriole.flow_ml_per_s";
        Ok(means(&mut body, &[name], 50.0)?[0])
    };
    let healthy = {
        let name = "leg.left.thigh.muscle_arteriole.flow_ml_per_s";
        means(&mut session(&[], Posture::SUPINE)?, &[name], 50.0)?[0]
    };
    let kept = flow("superficial_femoral_inflow")? / healthy;
    assert!((0.95..1.05).contains(&kept), "{kept}");
    let lost = flow("profunda_inflow")? / healthy;
    assert!(lost < 0.8, "{lost}");
    Ok(())
}
