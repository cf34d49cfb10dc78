//! The run: inputs, steps, samples.

use secondheart_engine::Simulation;

use super::super::circuit::{Circuit, LEAST_RESISTANCE};
use super::super::model::Model;
use super::super::read::quantity_names;
use super::super::series::{Quantity, Solution, vessels};
use super::super::sphere::Formula;
use super::super::storage::{Coming, Held, Outside, Storage, StorageLaw, ahead};
use super::inputs::Inputs;
use super::length::least_parts;
use super::rates::Rates;
use super::samples::{Samples, Turn};
use super::{Cycles, MOST_STEPS, Options, SolveError};

/// Largest number of additional cycles until the means agree.
const MOST_EXTRA_CYCLES: u32 = 10_000;
/// Points in a long cycle after which the caller may stop the run.
const ASK_EVERY: u32 = 10_000;

/// A run of a model.
pub(super) struct Run<'a> {
    pub(super) model: &'a Model,
    pub(super) circuit: &'a Circuit,
    pub(super) sim: Simulation<f64>,
    pub(super) held: Vec<Held>,
    /// Nodes with storages.
    pub(super) rooms: Vec<Room>,
    pub(super) inputs: Inputs<'a>,
    /// End of the last step.
    pub(super) now_s: f64,
    /// Length of the last step, 0 after a restart.
    pub(super) last_s: f64,
    /// Places of the circuit's edges and pins in the engine.
    pub(super) edge_place: Vec<usize>,
    pub(super) pin_place: Vec<usize>,
    source_index: Vec<usize>,
    given_index: Vec<usize>,
    varying_index: Vec<usize>,
    gain_index: Vec<usize>,
    /// Flows of the edges with gains after the last step and the step before.
    pub(super) gain_flows: Vec<[f64; 2]>,
    pub(super) gate_of_edge: Vec<Option<usize>>,
    /// Table of a prescribed pressure at a storage without external pressure.
    pub(super) table_at: Vec<Option<usize>>,
    /// By storage: the volume at the start, or for a sphere the file's volume minus the law's.
    pub(super) volume_zero: Vec<f64>,
    pub(super) period_s: f64,
    pub(super) points: u32,
    /// Steps of the engine from one point to the next.
    pub(super) parts: u32,
    pub(super) step_s: f64,
    pub(super) now: Vec<f64>,
    pub(super) before: Vec<f64>,
    pub(super) rates: Rates,
}

/// The table of a prescribed pressure at a storage without external pressure.
fn table_at(circuit: &Circuit, storage: &Storage, pin_place: &[usize]) -> Option<usize> {
    let at = |pin: usize| pin_place[pin];
    let given = circuit
        .given
        .iter()
        .find(|g| at(g.pin) == at(storage.pin))?;
    match &storage.law {
        StorageLaw::Capacity {
            outside: Outside::Nothing,
            ..
        } => Some(given.table),
        _ => None,
    }
}

/// A node with storages: its index among the linear walls.
pub(super) struct Room {
    pub(super) linear: usize,
    pub(super) storages: Vec<usize>,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        model: &'a Model,
        circuit: &'a Circuit,
        options: &Options,
        parts: Option<u32>,
    ) -> Result<Self, SolveError> {
        let topology = &circuit.topology;
        let sim = Simulation::<f64>::new(topology.clone());
        let place = |pin: usize| topology.place(circuit.node_of_pin[pin]);
        let pin_place: Vec<usize> = (0..circuit.node_of_pin.len()).map(place).collect();
        // Edges are never ideal, so that each has a place.
        let edge_place: Vec<usize> = circuit
            .edges
            .iter()
            .filter_map(|&e| topology.edge_place(e))
            .collect();
        let mut rooms: Vec<Room> = Vec::new();
        for (n, storage) in circuit.storages.iter().enumerate() {
            // A prescribed pressure is no unknown.
            let Some(linear) = topology.linear_index(circuit.node_of_pin[storage.pin]) else {
                continue;
            };
            match rooms.iter_mut().find(|room| room.linear == linear) {
                Some(room) => room.storages.push(n),
                None => rooms.push(Room {
                    linear,
                    storages: vec![n],
                }),
            }
        }
        let settings = &model.settings;
        let span_s = settings.external_step_s.unwrap_or(model.period_s);
        let points = match options.step_s {
            None => settings.points_per_cycle,
            Some(step_s) => {
                let steps = (span_s / step_s).round();
                if !(1.0..=f64::from(MOST_STEPS)).contains(&steps) {
                    return Err(SolveError::StepLength {
                        period_s: span_s,
                        step_s,
                    });
                }
                // Whole and in range, as just checked.
                steps as u32 + 1
            }
        };
        let parts = parts.unwrap_or_else(|| match options.step_s {
            // A steady start under constant inputs is the solution.
            None if circuit.rests() && settings.steady_initial => 1,
            None => least_parts(points, span_s / model.period_s),
            Some(_) => 1,
        });
        let quantities = circuit.readings.len();
        let mut run = Self {
            model,
            circuit,
            held: vec![Held::default(); circuit.storages.len()],
            rooms,
            inputs: Inputs::new(
                circuit,
                model.period_s,
                parts as usize * (points as usize - 1),
            ),
            parts,
            now_s: 0.0,
            last_s: 0.0,
            edge_place,
            source_index: circuit
                .source_edges
                .iter()
                .filter_map(|&e| topology.flow_index(e))
                .collect(),
            given_index: circuit
                .given
                .iter()
                .filter_map(|g| topology.prescribed_index(circuit.node_of_pin[g.pin]))
                .collect(),
            varying_index: circuit
                .varying
                .iter()
                .filter_map(|v| topology.conduit_index(circuit.edges[v.edge]))
                .collect(),
            gain_index: circuit
                .gains
                .iter()
                .filter_map(|g| topology.conduit_index(circuit.edges[g.edge]))
                .collect(),
            gain_flows: vec![[0.0; 2]; circuit.gains.len()],
            table_at: circuit
                .storages
                .iter()
                .map(|s| table_at(circuit, s, &pin_place))
                .collect(),
            gate_of_edge: circuit
                .edges
                .iter()
                .map(|&e| topology.gate_index(e))
                .collect(),
            pin_place,
            volume_zero: vec![0.0; circuit.storages.len()],
            period_s: model.period_s,
            points,
            step_s: span_s / f64::from(points - 1),
            now: vec![0.0; quantities],
            before: vec![0.0; quantities],
            rates: Rates::new(quantities),
            sim,
        };
        // Iterate until the flows through valves change by no more than this share.
        run.sim.tolerance.flow_relative = 1e-6;
        run.sim.tolerance.flow_ml_per_s = 1e-9;
        run.sim.tolerance.valve_cm_per_s = 1e-9;
        run.sim.tolerance.iterations = 100;
        run.begin();
        Ok(run)
    }

    /// The coming step of `step_s` after a step of `last_s`.
    pub(super) fn coming(step_s: f64, last_s: f64) -> Coming {
        let ratio = if last_s > 0.0 { step_s / last_s } else { 0.0 };
        Coming {
            ratio,
            formula: Formula {
                beta: (1.0 + 2.0 * ratio) / (1.0 + ratio) / step_s,
                memory: ratio * ratio / (1.0 + 2.0 * ratio),
            },
        }
    }

    /// Takes a step of `step_s` to `time_s`, for which the inputs must have been read.
    pub(super) fn step(&mut self, step_s: f64, time_s: f64) -> Result<(), SolveError> {
        let (circuit, scale) = (self.circuit, self.circuit.scale);
        let p = &mut self.sim.parameters;
        for (given, &index) in circuit.given.iter().zip(&self.given_index) {
            p.prescribed_pressure[index] = self.inputs.tables()[given.table];
        }
        for (source, &index) in circuit.sources.iter().zip(&self.source_index) {
            p.flow[index] = self.inputs.tables()[source.table] / scale;
        }
        for (resistance, &index) in self.inputs.varying().iter().zip(&self.varying_index) {
            p.conduits.resistance[index] = resistance * scale;
        }
        let coming = Self::coming(step_s, self.last_s);
        for (n, gain) in circuit.gains.iter().enumerate() {
            let [now, before] = self.gain_flows[n];
            let flow = ahead(now, before, coming.ratio).abs() * scale;
            let resistance = (gain.resistance + gain.stenosis * flow) * scale;
            let size = resistance.abs().max(LEAST_RESISTANCE);
            p.conduits.resistance[self.gain_index[n]] = size.copysign(resistance);
        }
        for (n, storage) in circuit.storages.iter().enumerate() {
            let (tables, activation) = (self.inputs.tables(), self.inputs.activation(n));
            storage.prepare(n, &mut self.held, &coming, tables, activation);
        }
        let p = &mut self.sim.parameters;
        for room in &self.rooms {
            let (mut capacity, mut offset) = (0.0, 0.0);
            for &s in &room.storages {
                capacity += self.held[s].capacity;
                offset += self.held[s].offset;
            }
            p.linear_compliance[room.linear] = capacity / scale;
            p.linear_unstressed[room.linear] = offset / scale;
        }
        self.sim.step(step_s)?;
        for (n, storage) in circuit.storages.iter().enumerate() {
            let pressure = self.sim.state.pressure[self.pin_place[storage.pin]];
            let activation = self.inputs.activation(n);
            storage.finish(&mut self.held[n], pressure, &coming, activation);
        }
        self.follow_gains();
        self.now_s = time_s;
        self.last_s = step_s;
        Ok(())
    }

    /// Takes the flows of the edges with gains.
    pub(super) fn follow_gains(&mut self) {
        for (flows, gain) in self.gain_flows.iter_mut().zip(&self.circuit.gains) {
            let now = self.sim.state.flow[self.edge_place[gain.edge]];
            *flows = [now, flows[0]];
        }
    }

    /// Steps through all cycles.
    pub(super) fn solve(
        mut self,
        options: &Options,
        go_on: &mut dyn FnMut(u32, f64) -> bool,
    ) -> Result<Solution, SolveError> {
        let settings = self.model.settings.clone();
        if settings.steady_initial {
            self.settle()?;
        }
        self.sample_start();
        let per_cycle = self.points - 1;
        let planned = match options.cycles {
            Cycles::OfFile => self.planned(),
            Cycles::Count(cycles) => cycles,
            Cycles::UntilPeriodic { .. } => u32::MAX,
        };
        let mut samples = Samples::new(self.now.len(), settings.derivative);
        samples.push(0.0, &self.now, &self.rates.now);
        let mut turn = Turn::new(&self.now);
        // Points since the last row, and the point of that.
        let (mut cycles, mut counter, mut written) = (0, 0, 0);
        let until = matches!(options.cycles, Cycles::UntilPeriodic { .. });
        let watch_all = until
            || settings.all_cycles
            || settings.derivative
            || settings.cycle_to_cycle.is_some();
        let mut still = false;
        let change = loop {
            if !settings.all_cycles && cycles > 0 {
                // Only the last cycle is written; it begins with the end of the cycle before.
                let start_s = self.step_s * f64::from(per_cycle) * f64::from(cycles);
                samples.begin_again(start_s, &self.now, &self.rates.now);
                (counter, written) = (0, u64::from(cycles) * u64::from(per_cycle));
            }
            // Points that are neither written nor compared are not read.
            let watched = watch_all || cycles + 2 > planned;
            for point in 1..=per_cycle {
                let index = u64::from(cycles) * u64::from(per_cycle) + u64::from(point);
                let time_s = self.step_s * index as f64;
                if !still {
                    // Rows are kept after the first cycle only: a chamber may rest until its first beat.
                    self.point(time_s, (cycles > 0).then_some(point), self.parts)?;
                }
                if point % ASK_EVERY == 0 && !go_on(cycles, f64::NAN) {
                    return Err(SolveError::Interrupted);
                }
                if !watched && point != per_cycle {
                    continue;
                }
                if !still {
                    match settings.derivative {
                        // The steps to the point have been read.
                        true if written > 0 && written + 1 == index => {
                            samples.correct_rates(&self.rates.at_point);
                        }
                        true => {}
                        false => self.sample(),
                    }
                    still = self.circuit.rests() && self.unchanged();
                }
                turn.see(&self.now);
                counter += 1;
                if counter == settings.interval && watched {
                    samples.push(time_s, &self.now, &self.rates.now);
                    (counter, written) = (0, index);
                }
            }
            cycles += 1;
            let change = turn.end(&self.circuit.readings, &self.now);
            if !go_on(cycles, change) {
                return Err(SolveError::Interrupted);
            }
            match options.cycles {
                Cycles::UntilPeriodic { tolerance, most } => {
                    if change <= tolerance {
                        break change;
                    }
                    if cycles >= most {
                        return Err(SolveError::NotPeriodic {
                            cycles,
                            change,
                            tolerance,
                        });
                    }
                }
                _ if cycles < planned => {}
                Cycles::OfFile => match self.mean_limit() {
                    Some(limit) if turn.means_apart(&self.caps()) > limit => {
                        if cycles >= planned + MOST_EXTRA_CYCLES {
                            break change;
                        }
                    }
                    _ => break change,
                },
                Cycles::Count(_) => break change,
            }
        };
        let step_change = match (still, options.step_s, settings.external_step_s) {
            (false, None, None) => self.apart_when_halved(cycles),
            _ => None,
        };
        Ok(Solution {
            step_change,
            ..self.solution(samples, cycles, change, turn.largest_flow)
        })
    }

    /// Takes the steps to a point. The inputs of a `repeated` point of the cycle are kept.
    pub(super) fn point(
        &mut self,
        time_s: f64,
        repeated: Option<u32>,
        parts: u32,
    ) -> Result<(), SolveError> {
        let (start_s, part_s) = (time_s - self.step_s, self.step_s / f64::from(parts));
        let whole = self.sim.is_running();
        for part in 0..parts {
            let end_s = start_s + part_s * f64::from(part + 1);
            if whole {
                match repeated {
                    Some(point) => {
                        let at = (point - 1) * parts + part;
                        self.inputs.read_point(at as usize, end_s);
                    }
                    None => self.inputs.read(end_s, false),
                }
                self.step(part_s, end_s)?;
                self.watch(part, part_s);
                continue;
            }
            // After a restart the engine plans shorter steps first.
            let zero_s = self.sim.state.time_s - (end_s - part_s);
            loop {
                let length_s = self.sim.plan(part_s, end_s + zero_s);
                if length_s == 0.0 {
                    break;
                }
                let now_s = self.sim.state.time_s + length_s - zero_s;
                self.inputs.read(now_s, false);
                self.step(length_s, now_s)?;
            }
            self.watch(part, part_s);
        }
        Ok(())
    }

    /// Reads all quantities and their rates after a step, if the file asks for rates. The first step
    /// after a point corrects the rates at the point.
    fn watch(&mut self, part: u32, part_s: f64) {
        if self.model.settings.derivative {
            self.sample();
            self.rates.take(&self.now, &self.before, part_s, part == 0);
        }
    }

    /// Whether the last point equals the point before: under constant inputs the model is at rest.
    fn unchanged(&self) -> bool {
        let same = |a: f64, b: f64| (a - b).abs() <= 1e-13 * a.abs().max(b.abs());
        let mut quantities = self.now.iter().zip(&self.before);
        let held = |h: &Held| same(h.volume, h.before);
        quantities.all(|(&a, &b)| same(a, b)) && self.held.iter().all(held)
    }

    /// Volume made or lost by the steps, over the volume held or moved; `largest_flow` is the largest
    /// flow through any connection.
    fn volume_drift(&self, largest_flow: f64) -> f64 {
        let held: f64 = self.sim.state.volume.iter().map(|v| v.abs()).sum();
        let moved = held + largest_flow / self.circuit.scale * self.sim.state.time_s;
        let made = self.sim.total_volume_ml(0) - self.sim.invariants.start_volume_ml;
        if moved > 0.0 { made / moved } else { 0.0 }
    }

    fn solution(self, samples: Samples, cycles: u32, change: f64, largest_flow: f64) -> Solution {
        let settings = self.model.settings.clone();
        let start = match settings.all_cycles {
            true => 0.0,
            false => samples.times.first().copied().unwrap_or(0.0),
        };
        let names = quantity_names(self.model);
        let quantities = names
            .into_iter()
            .zip(samples.values)
            .zip(samples.rates)
            .map(|((name, values), rates)| Quantity {
                name,
                values,
                rates,
            })
            .collect();
        Solution {
            times_s: samples.times.iter().map(|t| t - start).collect(),
            quantities,
            vessels: vessels(self.model),
            settings,
            period_s: self.period_s,
            step_s: self.step_s,
            parts: self.parts,
            step_change: None,
            start_warning: self.start_warning(cycles),
            cycles,
            change,
            wall_s: 0.0,
            steps: self.sim.invariants.steps,
            solves: self.sim.invariants.solves,
            volume_drift: self.volume_drift(largest_flow),
        }
    }
}
