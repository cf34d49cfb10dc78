//! Filtration and lymph of every bed and tissue of the reference man against the law.

use super::*;
use crate::subject::Subject;
use crate::testing::{Man, assert_close, man, person};

const PUMPING: [f64; 2] = [0.5, 0.2];
/// Fluid added to every tissue, mL per 100 g.
const ADDED: f64 = 0.2;

/// Pressure in the capillary of a number, mmHg: half of them absorb.
fn capillary_pressure(n: usize) -> f64 {
    if n.is_multiple_of(2) {
        30.0
    } else {
        5.0 + n as f64 * 0.1
    }
}

fn micro(man: &Man, key: &str) -> f64 {
    man.value(&format!("microcirculation.{key}"))
}

/// The plasma of the man at rest.
fn plasma(man: &Man) -> Plasma<f64> {
    let c = &man.circulation;
    let mut plasma = c
        .organs
        .blood
        .plasma(&c.constants.blood, &c.sim, std::iter::empty());
    plasma.protein_g_per_dl *= 1.1;
    plasma
}

/// Sets the pressure of every capillary that filters and the volume of every tissue.
fn load(man: &mut Man, added_per_100g: f64) {
    let c = &mut man.circulation;
    for (n, exchange) in man.circuit.exchanges.iter().enumerate() {
        let place = c.sim.topology().place(exchange.capillary);
        c.sim.state.pressure[place] = capillary_pressure(n);
    }
    for lymph in &man.circuit.lymphs {
        let place = c.sim.topology().place(lymph.interstitium);
        c.sim.state.volume[place] += added_per_100g * lymph.tissue_g / 100.0;
    }
    c.organs.capillaries.look(&c.sim, 0.008);
}

fn flow(man: &Man, edge: secondheart_engine::EdgeId) -> f64 {
    let sim = &man.circulation.sim;
    sim.parameters.flow[sim.topology().flow_index(edge).unwrap()]
}

fn advance(man: &mut Man, plasma: &Plasma<f64>) -> f64 {
    let c = &mut man.circulation;
    c.organs.filtration.advance(
        &c.constants.filtration,
        &mut c.sim,
        &c.organs.capillaries,
        plasma,
        PUMPING,
        0.008,
    )
}

#[test]
fn a_tissue_at_rest_holds_its_fluid_and_has_lost_nothing() {
    let heavy = Subject {
        mass_kg: 95.0,
        ..Subject::default()
    };
    let mut man = person(&heavy, &[]);
    let per_100g = micro(&man, "interstitial_volume_ml_per_100g");
    let losses = |man: &Man| {
        let c = &man.circulation;
        let losses = c.organs.filtration.losses(&c.constants.filtration, &c.sim);
        losses.collect::<Vec<_>>()
    };
    for (lymph, loss) in man.circuit.lymphs.iter().zip(losses(&man)) {
        let place = man.circulation.sim.topology().place(lymph.interstitium);
        let volume = man.circulation.sim.state.volume[place];
        assert_close(volume, per_100g * lymph.tissue_g / 100.0);
        assert!(loss.abs() < 1e-9, "{loss}");
        let mut mass = 0.0;
        for exchange in &man.circuit.exchanges {
            if exchange.interstitium == lymph.interstitium {
                mass += man.value(&format!("exchange.{}.tissue_g", exchange.name));
            }
        }
        assert_close(lymph.tissue_g, mass * 95.0 / Subject::default().mass_kg);
    }
    load(&mut man, ADDED);
    for (lymph, loss) in man.circuit.lymphs.iter().zip(losses(&man)) {
        assert_close(loss, -ADDED * lymph.tissue_g / 100.0);
    }
}

#[test]
fn every_bed_filters_and_every_tissue_drains_by_the_law() {
    let mut man = man();
    load(&mut man, ADDED);
    let plasma = plasma(&man);
    let protein = advance(&mut man, &plasma);
    let sigma = micro(&man, "reflection_fraction");
    let stiff = ADDED / micro(&man, "interstitial_stiffening_ml_per_100g");
    let rise =
        ADDED / micro(&man, "interstitial_compliance_ml_per_mmhg_per_100g") * (1.0 + stiff * stiff);
    let tissue = micro(&man, "interstitial_pressure_rest_mmhg") + rise;
    let opposed = sigma * (plasma.oncotic_mmhg - micro(&man, "interstitial_oncotic_mmhg"));
    let per_mass = micro(&man, "filtration_coefficient_ml_per_min_per_100g_per_mmhg");
    let mut carried = 0.0;
    let mut absorbing = 0;
    for (n, exchange) in man.circuit.exchanges.iter().enumerate() {
        let share = exchange.filtration_share;
        let coefficient = per_mass * share * exchange.tissue_g / 100.0 / 60.0;
        let expected = coefficient * (capillary_pressure(n) - tissue - opposed);
        let found = flow(&man, exchange.filtration);
        assert!(
            (found - expected).abs() < 1e-9 * expected.abs(),
            "{}",
            exchange.name
        );
        // Filtered plasma takes protein with it; absorbed fluid brings none.
        carried -= (1.0 - sigma) * plasma.protein_g_per_dl * expected.max(0.0);
        absorbing += usize::from(expected < 0.0);
    }
    assert!(absorbing > 2 && absorbing + 2 < man.circuit.exchanges.len());
    for lymph in &man.circuit.lymphs {
        let rest = micro(&man, "lymph_rest_ml_per_min_per_100g") * lymph.tissue_g / 100.0 / 60.0;
        let pressed = 1.0 + micro(&man, "lymph_sensitivity_per_mmhg") * rise;
        assert!(pressed < micro(&man, "lymph_ceiling"));
        let pumping = match lymph.name.split('.').nth(1) {
            Some("left") => PUMPING[0],
            Some("right") => PUMPING[1],
            _ => 0.0,
        };
        let pumped = 1.0 + pumping * micro(&man, "lymph_pump_rise");
        let expected = rest * pressed * pumped;
        assert!(
            (flow(&man, lymph.edge) / expected - 1.0).abs() < 1e-9,
            "{}",
            lymph.name
        );
        carried += (1.0 - sigma) * plasma.resting_protein_g_per_dl * expected;
    }
    assert!(
        (protein / carried - 1.0).abs() < 1e-9,
        "{protein} {carried}"
    );
}

#[test]
fn a_balanced_bed_filters_its_share_of_the_lymph_at_rest() {
    let mut man = man();
    load(&mut man, 0.0);
    let plasma = plasma(&man);
    let c = &mut man.circulation;
    let filtration = &c.constants.filtration;
    let pressures: Vec<_> = filtration
        .capillary_pressures(&c.organs.capillaries, &c.sim)
        .collect();
    assert_eq!(pressures.len(), filtration.bed_count());
    c.organs
        .filtration
        .balance(filtration, &pressures, plasma.oncotic_mmhg);
    advance(&mut man, &plasma);
    let exchanges = &man.circuit.exchanges;
    let weight = |n: usize| exchanges[n].filtration_share * exchanges[n].tissue_g;
    for lymph in &man.circuit.lymphs {
        let beds =
            (0..exchanges.len()).filter(|&n| exchanges[n].interstitium == lymph.interstitium);
        let total: f64 = beds.clone().map(weight).sum();
        let rest = micro(&man, "lymph_rest_ml_per_min_per_100g") * lymph.tissue_g / 100.0 / 60.0;
        for n in beds {
            let found = flow(&man, exchanges[n].filtration);
            let expected = rest * weight(n) / total;
            assert!(
                (found / expected - 1.0).abs() < 1e-6,
                "{}",
                exchanges[n].name
            );
        }
    }
}
