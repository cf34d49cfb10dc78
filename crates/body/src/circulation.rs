//! The circulation in time: the network with its organs, stepped together.

use crate::change::{Activity, Manner, Posture};
use crate::circuit::Circuit;
use crate::error::BodyError;
use crate::gravity::Movement;
use crate::muscle::Gait;
use crate::organs;
use crate::outside::PumpParameters;
use crate::parameter::Parameters;
use crate::subject::Subject;
use crate::wiring::{Person, Wiring, missing};
use secondheart_engine::dispatch::{self, Kernel};
use secondheart_engine::simulation::Parameters as NetworkParameters;
use secondheart_engine::{Persist, Scalar, Simulation, StepError};
use std::sync::Arc;

/// A circulation, or several, one in each lane.
#[derive(Debug, Clone)]
pub(crate) struct Circulation<S> {
    pub(crate) constants: organs::Constants<S>,
    pub(crate) sim: Simulation<S>,
    pub(crate) organs: organs::State<S>,
}

/// The organs' part of a step as a kernel of [`secondheart_engine::dispatch`].
struct Act<'a, S> {
    circulation: &'a mut Circulation<S>,
    step_s: f64,
    end_s: f64,
}

impl<S: Scalar> Kernel for Act<'_, S> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Circulation {
            constants,
            sim,
            organs,
            ..
        } = self.circulation;
        organs.advance(constants, sim, self.step_s, self.end_s);
    }
}

/// The network with the parameters of every person, one per lane.
fn pack<S: Scalar>(people: &[Person]) -> Result<Simulation<S>, BodyError> {
    let mut lanes = Vec::new();
    let mut volumes = Vec::new();
    let mut first = None;
    for person in people {
        let topology = Arc::new(person.circuit.network.compile()?);
        let single = Simulation::<f64>::new(topology.clone());
        volumes.push(single.state.volume.clone());
        lanes.push(single.parameters);
        first.get_or_insert(topology);
    }
    let topology = first.ok_or_else(|| BodyError::Data {
        file: "subjects".to_owned(),
        message: "no subject given".to_owned(),
    })?;
    let mut sim = Simulation::<S>::new(topology);
    sim.parameters = NetworkParameters::pack(&lanes);
    for (k, volume) in sim.state.volume.iter_mut().enumerate() {
        *volume = S::from_lanes(|i| volumes[i][k]);
    }
    Ok(sim)
}

fn wire<S: Scalar>(
    people: &[Person],
    sim: &Simulation<S>,
) -> Result<organs::Constants<S>, BodyError> {
    let wiring = Wiring::new(people, sim.topology(), &sim.parameters)?;
    organs::Constants::new(&wiring)
}

impl<S: Scalar> Circulation<S> {
    /// Bodies at rest in a posture, not yet at their steady state. One person per lane. If
    /// there are fewer people than lanes, people repeat. Also returns the circuit of the first person.
    pub(crate) fn at_rest(
        people: &[(Parameters, Subject)],
        posture: Posture,
    ) -> Result<(Self, Circuit), BodyError> {
        let mut people = Self::people(people)?;
        let mut sim = pack::<S>(&people)?;
        let constants = wire(&people, &sim)?;
        sim.settle_creep();
        let places = sim.topology().volume_count();
        let mut organs = organs::State::settled(&constants, posture, places, 0.0);
        organs.gravity.set_heads(&constants.gravity, &mut sim);
        let circulation = Self {
            constants,
            sim,
            organs,
        };
        Ok((circulation, people.swap_remove(0).circuit))
    }

    fn people(people: &[(Parameters, Subject)]) -> Result<Vec<Person>, BodyError> {
        (0..S::LANES)
            .map(|lane| {
                let (parameters, subject) = &people[lane % people.len()];
                PumpParameters::check(parameters)?;
                Person::new(parameters, subject)
            })
            .collect()
    }

    /// Applies new parameters and keeps the state. After an error nothing has changed.
    pub(crate) fn reparametrise(
        &mut self,
        people: &[(Parameters, Subject)],
    ) -> Result<(), BodyError> {
        let people = Self::people(people)?;
        let mut new = pack::<S>(&people)?;
        let constants = wire(&people, &new)?;
        let now_s = self.sim.state.time_s;
        let posture = self.organs.gravity.movement.posture(now_s);
        let places = new.topology().volume_count();
        // A new state holds no cached gains of the old time constants.
        let mut organs = organs::State::settled(&constants, posture, places, now_s);
        copy(&self.organs, &mut organs).ok_or_else(|| missing("the state of the organs"))?;
        let old = &mut self.sim.parameters;
        std::mem::swap(&mut new.parameters.head, &mut old.head);
        std::mem::swap(
            &mut new.parameters.enclosure_pressure,
            &mut old.enclosure_pressure,
        );
        std::mem::swap(&mut new.parameters.flow, &mut old.flow);
        std::mem::swap(
            &mut new.parameters.chambers.activation,
            &mut old.chambers.activation,
        );
        std::mem::swap(
            &mut new.parameters.sacs.activation,
            &mut old.sacs.activation,
        );
        self.sim.parameters = new.parameters;
        self.constants = constants;
        self.organs = organs;
        self.press_water();
        self.sim.restart();
        Ok(())
    }

    /// Sets the pressure of the water, which follows from posture and parameters.
    fn press_water(&mut self) {
        let constants = &self.constants.gravity;
        self.organs.gravity.press_water(constants, &mut self.sim);
    }

    /// Begins a movement to a posture at the present time.
    pub(crate) fn move_to(&mut self, to: Posture, over_s: f64, manner: Manner) {
        let now_s = self.sim.state.time_s;
        let movement = &mut self.organs.gravity.movement;
        *movement = Movement {
            from: movement.posture(now_s),
            to,
            start_s: now_s,
            end_s: now_s + over_s,
            manner,
        };
        self.sim.restart();
    }

    /// Begins an activity at the present time.
    pub(crate) fn begin(&mut self, activity: &Activity) -> Result<(), BodyError> {
        self.organs.muscle.gait = Gait::begin(&self.constants.muscle.patterns, activity)?;
        self.sim.restart();
        Ok(())
    }

    /// Takes one step of `nominal_s`, shortened to end at `until_s`; returns false if that is reached.
    pub(crate) fn step(&mut self, nominal_s: f64, until_s: f64) -> Result<bool, StepError> {
        let step_s = self.sim.plan(nominal_s, until_s);
        if step_s == 0.0 {
            return Ok(false);
        }
        let end_s = self.sim.state.time_s + step_s;
        dispatch::run(Act {
            circulation: self,
            step_s,
            end_s,
        });
        self.sim.step(step_s)?;
        Ok(true)
    }

    /// Writes the whole state of a lane.
    pub(crate) fn write(&self, lane: usize, words: &mut Vec<u64>) {
        self.sim.state.write(lane, words);
        self.organs.write(lane, words);
        self.sim.parameters.head.write(lane, words);
        self.sim.parameters.enclosure_pressure.write(lane, words);
        self.sim.parameters.flow.write(lane, words);
    }

    /// Reads the state of a lane, written by a body with the same topology.
    pub(crate) fn read(
        &mut self,
        lane: usize,
        words: &mut std::slice::Iter<'_, u64>,
    ) -> Option<()> {
        self.sim.state.read(lane, words)?;
        self.organs.read(lane, words)?;
        self.sim.parameters.head.read(lane, words)?;
        self.sim.parameters.enclosure_pressure.read(lane, words)?;
        self.sim.parameters.flow.read(lane, words)?;
        self.press_water();
        self.sim.count_volume_from_here();
        Some(())
    }
}

/// Copies the persistent part of one state into another of the same shape; `None` if shapes differ.
fn copy<S: Scalar>(from: &organs::State<S>, to: &mut organs::State<S>) -> Option<()> {
    let mut words = Vec::new();
    (0..S::LANES).try_for_each(|lane| {
        words.clear();
        from.write(lane, &mut words);
        to.read(lane, &mut words.iter())
    })
}
