//! A body in time: the network with its controls, stepped together.

use crate::change::{Activity, Manner, Posture};
use crate::controls::{Controls, Movement};
use crate::error::BodyError;
use crate::muscle::Gait;
use crate::parameter::Parameters;
use crate::plan::{Person, Plan};
use crate::subject::Subject;
use secondheart_engine::dispatch::{self, Kernel};
use secondheart_engine::simulation::Parameters as NetworkParameters;
use secondheart_engine::{Persist, Scalar, Simulation, StepError};
use std::sync::Arc;

/// A body, or a body per lane.
#[derive(Debug, Clone)]
pub(crate) struct Body<S> {
    pub(crate) plan: Plan<S>,
    pub(crate) sim: Simulation<S>,
    pub(crate) controls: Controls<S>,
    /// Time of the network's clock at which the steady start was reached, s.
    pub(crate) origin_s: f64,
}

/// The controls of a step as a kernel of [`secondheart_engine::dispatch`].
struct Control<'a, S> {
    body: &'a mut Body<S>,
    step_s: f64,
    end_s: f64,
}

impl<S: Scalar> Kernel for Control<'_, S> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Body {
            plan,
            sim,
            controls,
            ..
        } = self.body;
        controls.advance(plan, sim, self.step_s, self.end_s);
    }
}

/// The network with the parameters of every person, packed.
fn pack<S: Scalar>(persons: &[Person]) -> Result<Simulation<S>, BodyError> {
    let mut lanes = Vec::new();
    let mut volumes = Vec::new();
    let mut first = None;
    for person in persons {
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

impl<S: Scalar> Body<S> {
    /// Bodies at rest in a posture, not yet at their steady state. One person per lane; fewer
    /// persons than lanes are repeated.
    pub(crate) fn at_rest(
        people: &[(Parameters, Subject)],
        posture: Posture,
    ) -> Result<Self, BodyError> {
        let persons = Self::persons(people)?;
        let mut sim = pack::<S>(&persons)?;
        let plan = Plan::new(&persons, sim.topology(), &sim.parameters)?;
        sim.settle_creep();
        let controls = Controls::settled(&plan, posture, sim.topology().volume_count(), 0.0);
        controls.set_gravity(&plan, &mut sim);
        Ok(Self {
            plan,
            sim,
            controls,
            origin_s: 0.0,
        })
    }

    fn persons(people: &[(Parameters, Subject)]) -> Result<Vec<Person>, BodyError> {
        (0..S::LANES)
            .map(|lane| {
                let (parameters, subject) = &people[lane % people.len()];
                Person::new(parameters, subject)
            })
            .collect()
    }

    /// Takes new parameters, keeping the state: a change of condition in mid-flight.
    pub(crate) fn reparametrise(
        &mut self,
        people: &[(Parameters, Subject)],
    ) -> Result<(), BodyError> {
        let persons = Self::persons(people)?;
        let sim = pack::<S>(&persons)?;
        let mut plan = Plan::new(&persons, sim.topology(), &sim.parameters)?;
        // What the body holds stays: blood given at the start, tissue fluid, inputs of the moment.
        plan.blood_volume = self.plan.blood_volume;
        plan.red_cells = self.plan.red_cells;
        for (new, old) in plan.tissues.iter_mut().zip(&self.plan.tissues) {
            new.rest_volume = old.rest_volume;
        }
        let old = std::mem::replace(&mut self.sim.parameters, sim.parameters);
        let now = &mut self.sim.parameters;
        now.head = old.head;
        now.enclosure_pressure = old.enclosure_pressure;
        now.flow = old.flow;
        now.chambers.activation = old.chambers.activation;
        self.plan = plan;
        self.sim.restart();
        Ok(())
    }

    /// Begins a movement to a posture at the present time.
    pub(crate) fn move_to(&mut self, to: Posture, over_s: f64, manner: Manner) {
        let now_s = self.sim.state.time_s;
        let from = self.controls.movement.posture(now_s);
        // A movement "at once" still takes a moment: a step of pressure would be an impact.
        let over_s = over_s.max(0.2);
        self.controls.movement = Movement {
            from,
            to,
            start_s: now_s,
            end_s: now_s + over_s,
            manner,
        };
        self.sim.restart();
    }

    /// Begins an activity at the present time.
    pub(crate) fn begin(&mut self, activity: &Activity) -> Result<(), BodyError> {
        self.controls.gait = Gait::begin(&self.plan.patterns, activity)?;
        self.sim.restart();
        Ok(())
    }

    /// One step of `nominal_s`, or what is left until `until_s`; false when that is reached.
    pub(crate) fn step(&mut self, nominal_s: f64, until_s: f64) -> Result<bool, StepError> {
        let step_s = self.sim.plan(nominal_s, until_s);
        if step_s == 0.0 {
            return Ok(false);
        }
        let end_s = self.sim.state.time_s + step_s;
        dispatch::run(Control {
            body: self,
            step_s,
            end_s,
        });
        self.sim.step(step_s)?;
        Ok(true)
    }

    /// Writes the whole state.
    pub(crate) fn write(&self, words: &mut Vec<u64>) {
        self.sim.state.write(words);
        self.controls.write(words);
        self.origin_s.write(words);
        self.sim.parameters.head.write(words);
        self.sim.parameters.enclosure_pressure.write(words);
        self.sim.parameters.flow.write(words);
        self.plan.blood_volume.write(words);
        self.plan.red_cells.write(words);
        for tissue in &self.plan.tissues {
            tissue.rest_volume.write(words);
        }
    }

    /// Takes a state written by a body of the same shape.
    pub(crate) fn read(&mut self, words: &mut std::slice::Iter<'_, u64>) -> Option<()> {
        self.sim.state.read(words)?;
        self.controls.read(words)?;
        self.origin_s.read(words)?;
        self.sim.parameters.head.read(words)?;
        self.sim.parameters.enclosure_pressure.read(words)?;
        self.sim.parameters.flow.read(words)?;
        self.plan.blood_volume.read(words)?;
        self.plan.red_cells.read(words)?;
        for tissue in &mut self.plan.tissues {
            tissue.rest_volume.read(words)?;
        }
        self.sim.count_volume_from_here();
        Some(())
    }
}
