//! Red cells, plasma and protein while blood is lost and parameters change.

use crate::common::{Outcome, session};
use secondheart_body::{Body, Change, Posture};

fn set(body: &mut Body, path: &str, value: f64) -> Outcome {
    let path = path.to_owned();
    Ok(body.apply(&Change::Parameter { path, value }, body.time_s())?)
}

#[test]
fn bleeding_removes_blood_at_its_present_haematocrit() -> Outcome {
    for haematocrit_pct in [30.0, 45.0] {
        let settings = [("blood.haematocrit_pct", haematocrit_pct)];
        let mut body = session(&settings, Posture::SUPINE)?;
        let read = |body: &Body| -> Result<[f64; 3], secondheart_body::BodyError> {
            let blood_ml = body.read("blood.volume_ml")?;
            let cells_ml = blood_ml * body.read("blood.haematocrit_pct")? / 100.0;
            Ok([blood_ml, cells_ml, body.read("blood.plasma_protein_g")?])
        };
        let [blood, cells, protein] = read(&body)?;
        assert!((cells / blood * 100.0 - haematocrit_pct).abs() < 1e-9);
        // Fast enough that the tissues have no time to refill the plasma.
        set(&mut body, "blood.bleeding_ml_per_min", 3000.0)?;
        body.advance_to(6.0)?;
        let [_, cells_left, protein_left] = read(&body)?;
        let lost_ml = body.read("blood.net_loss_ml")?;
        assert!((lost_ml - 300.0).abs() < 2.0, "{lost_ml}");
        let cells_lost = cells - cells_left;
        assert!(
            (cells_lost / lost_ml - haematocrit_pct / 100.0).abs() < 1e-3,
            "{cells_lost} mL of red cells in {lost_ml} mL"
        );
        // Protein goes with its plasma.
        let plasma_lost = (lost_ml - cells_lost) / (blood - cells);
        let protein_lost = (protein - protein_left) / protein;
        assert!(
            (protein_lost / plasma_lost - 1.0).abs() < 5e-3,
            "{protein_lost} {plasma_lost}"
        );
    }
    Ok(())
}

#[test]
fn a_change_of_parameters_keeps_blood_cells_and_protein() -> Outcome {
    let mut body = session(&[], Posture::SUPINE)?;
    set(&mut body, "blood.bleeding_ml_per_min", 600.0)?;
    body.advance_to(30.0)?;
    let names = [
        "blood.volume_ml",
        "blood.plasma_volume_ml",
        "blood.plasma_protein_g",
        "blood.haematocrit_pct",
        "blood.net_loss_ml",
        "aorta.arch.volume_ml",
        "leg.left.calf.soleal_vein.volume_ml",
        "reflex.resistance_command",
        "heart.phase_fraction",
    ];
    let read = |body: &Body| -> Result<Vec<f64>, secondheart_body::BodyError> {
        names.iter().map(|name| body.read(name)).collect()
    };
    let before = read(&body)?;
    // Both would give another amount at a start.
    set(&mut body, "blood.haematocrit_pct", 30.0)?;
    set(&mut body, "blood.volume_ratio", 1.1)?;
    set(
        &mut body,
        "microcirculation.interstitial_volume_ml_per_100g",
        20.0,
    )?;
    body.advance_to(body.time_s())?;
    assert_eq!(read(&body)?, before);
    Ok(())
}

#[test]
fn a_new_time_constant_acts_from_the_next_step_on() -> Outcome {
    // Changed twice within the short steps that follow a change, whose lengths are equal.
    let mut twice = session(&[], Posture::SUPINE)?;
    let mut once = twice.clone();
    let tau = |value| Change::Parameter {
        path: "reflex.effector.vein_tau_s".to_owned(),
        value,
    };
    let nothing = Change::Parameter {
        path: "muscle.pressure_gain".to_owned(),
        value: 1.0,
    };
    twice.apply(&tau(1000.0), 10.0)?;
    twice.apply(&tau(2.0), 10.0 + 0.001)?;
    once.apply(&tau(2.0), 10.0)?;
    once.apply(&nothing, 10.0 + 0.001)?;
    for body in [&mut twice, &mut once] {
        body.apply(
            &Change::Parameter {
                path: "neck.chamber_mmhg".to_owned(),
                value: -60.0,
            },
            10.002,
        )?;
        body.advance_to(14.0)?;
    }
    let (twice, once) = (
        twice.read("reflex.vein_command")?,
        once.read("reflex.vein_command")?,
    );
    assert!((twice - once).abs() < 1e-3 * once.abs(), "{twice} {once}");
    Ok(())
}
