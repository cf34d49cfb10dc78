//! A lane is the scalar to the last bit, whatever its neighbours do.

mod common;

use common::leg::Leg;
use common::take;
use secondheart_engine::{Lanes, Scalar, Simulation, dispatch};

/// All numbers of a lane's state.
fn bits<S: Scalar>(sim: &Simulation<S>, lane: usize) -> Vec<u64> {
    let s = &sim.state;
    [&s.volume, &s.flow, &s.opening, &s.creep, &s.pressure]
        .into_iter()
        .flatten()
        .map(|x| x.lane(lane).to_bits())
        .collect()
}

struct StepKernel<'a, S>(&'a mut Simulation<S>, f64);

impl<S: Scalar> dispatch::Kernel for StepKernel<'_, S> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        self.0.step(self.1).expect("a solution");
    }
}

/// Steps `N` bodies in lanes and one by one, and compares every bit of every step.
fn assert_lanes_are_scalars<const N: usize, const DISPATCHED: bool>(leg: &Leg) {
    let mut together = leg.bodies::<Lanes<N>>(0);
    let mut alone: Vec<Simulation<f64>> = (0..N).map(|k| leg.bodies(k)).collect();
    for count in 0..4000_u32 {
        if count % 1000 == 700 {
            together.restart();
            alone.iter_mut().for_each(Simulation::restart);
        }
        let h = together.plan(if count < 2000 { 0.002 } else { 0.004 }, f64::INFINITY);
        let t = together.state.time_s + h;
        leg.drive(&mut together, 0, t);
        if DISPATCHED {
            dispatch::run(StepKernel(&mut together, h));
        } else {
            take(&mut together, h).expect("a solution");
        }
        for (k, sim) in alone.iter_mut().enumerate() {
            leg.drive(sim, k, t);
            take(sim, h).expect("a solution");
            assert!(
                bits(&together, k) == bits(sim, 0),
                "lane {k} of {N}, step {count}"
            );
        }
    }
    let iterated: Vec<u64> = alone.iter().map(|s| s.invariants.iterated_steps).collect();
    let any = together.invariants.iterated_steps;
    let largest = *iterated.iter().max().expect("lanes");
    eprintln!("{N} lanes: steps iterated together {any}, alone {iterated:?}");
    assert!(
        largest > 0 && any > largest,
        "lanes iterate at different steps"
    );
}

#[test]
fn sixteen_lanes_are_sixteen_scalars_bit_for_bit() {
    assert_lanes_are_scalars::<16, false>(&Leg::new(false));
}

#[test]
fn eight_lanes_are_eight_scalars_bit_for_bit_with_wide_vectors() {
    eprintln!("vectors: {}", dispatch::instruction_set());
    assert_lanes_are_scalars::<8, true>(&Leg::new(false));
}

#[test]
fn lanes_are_scalars_bit_for_bit_with_the_unsymmetric_kernel() {
    let leg = Leg::new(true);
    assert!(!leg.topology.is_symmetric());
    assert_lanes_are_scalars::<8, false>(&leg);
}
