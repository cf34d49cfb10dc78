//! Dual numbers carry the derivative of the steps taken, alone and in lanes.

mod common;

use common::leg::Leg;
use common::{activation, run};
use secondheart_engine::{Dual, Lanes, Scalar};

/// The parameter by which the outputs are differentiated.
#[derive(Debug, Clone, Copy)]
enum Knob {
    Resistance,
    Compliance,
    UnstressedVolume,
    DistensibleVolume,
    OpeningRate,
    Elastance,
}

const KNOBS: [(Knob, f64); 6] = [
    (Knob::Resistance, 2.0),
    (Knob::Compliance, 40.0),
    (Knob::UnstressedVolume, 60.0),
    (Knob::DistensibleVolume, 120.0),
    (Knob::OpeningRate, 20.0),
    (Knob::Elastance, 2.5),
];

/// Volumes, pressures and flows of a body (the first of the lanes) after 1.7 s with one
/// parameter set.
fn outputs<S: Scalar>(leg: &Leg, first: usize, knob: Knob, value: S) -> [S; 4] {
    let mut sim = leg.bodies::<S>(first);
    sim.tolerance.volume = 1e-12;
    sim.tolerance.flow_ml_per_s = 1e-11;
    sim.tolerance.valve_cm_per_s = 1e-11;
    sim.tolerance.flow_relative = 1e-11;
    let p = &mut sim.parameters;
    match knob {
        Knob::Resistance => {
            let bed = leg.topology.edge_place(leg.bed).expect("a conduit");
            p.conduits.resistance[bed] = value;
        }
        Knob::Compliance => p.linear_compliance[0] = value,
        Knob::UnstressedVolume => {
            p.tubes
                .set_unstressed_volume(leg.topology.place(leg.sinus), value);
        }
        Knob::DistensibleVolume => {
            p.tubes
                .set_distensible_volume(leg.topology.place(leg.sinus), value);
        }
        Knob::OpeningRate => {
            let gate = leg.topology.valve_index(leg.proximal).expect("a valve");
            p.valves.opening_rate[gate] = value;
        }
        Knob::Elastance => p.chambers.elastance[0] = value,
    }
    run(&mut sim, 0.002, 1.7, |sim, t| {
        let shut = S::from_f64;
        sim.parameters.chambers.activation[0] = shut(activation(t, 0.0));
        sim.parameters.chambers.activation[1] = shut(activation(t, 0.75));
        sim.parameters.enclosure_pressure[0] = shut(30.0 * activation(0.7 * t, 0.2));
    });
    [
        sim.volume(leg.sinus),
        sim.pressure(leg.artery),
        sim.volume(leg.pool),
        sim.flow(leg.bed),
    ]
}

#[test]
fn dual_numbers_carry_the_derivative_that_finite_differences_approach() {
    let leg = Leg::new(false);
    for (knob, value) in KNOBS {
        let dual = outputs::<Dual<f64>>(&leg, 0, knob, Dual::variable(value));
        let shift = 1e-5 * value;
        let more = outputs::<f64>(&leg, 0, knob, value + shift);
        let less = outputs::<f64>(&leg, 0, knob, value - shift);
        let plain = outputs::<f64>(&leg, 0, knob, value);
        for i in 0..4 {
            let difference = (more[i] - less[i]) / (2.0 * shift);
            let derivative = dual[i].derivative;
            let size = derivative.abs().max(1e-3 * plain[i].abs() / value);
            eprintln!("{knob:?}, output {i}: {derivative:.6e}, by differences {difference:.6e}");
            assert!(
                (derivative - difference).abs() < 2e-3 * size,
                "{knob:?}, output {i}"
            );
            assert_eq!(
                dual[i].value.to_bits(),
                plain[i].to_bits(),
                "{knob:?}: the value itself"
            );
        }
    }
}

#[test]
fn dual_numbers_of_lanes_are_dual_numbers_bit_for_bit() {
    let leg = Leg::new(false);
    for (knob, value) in KNOBS {
        let values = Lanes::<8>::from_lanes(|l| value * (1.0 + 0.05 * l as f64));
        let together = outputs::<Dual<Lanes<8>>>(&leg, 0, knob, Dual::variable(values));
        for lane in 0..8 {
            let variable = Dual::variable(values.0[lane]);
            let alone = outputs::<Dual<f64>>(&leg, lane, knob, variable);
            for i in 0..4 {
                assert_eq!(
                    together[i].value.0[lane].to_bits(),
                    alone[i].value.to_bits()
                );
                assert_eq!(
                    together[i].derivative.0[lane].to_bits(),
                    alone[i].derivative.to_bits(),
                    "{knob:?}, output {i}, lane {lane}"
                );
            }
        }
    }
}
