//! The run: inputs, steps, samples.

use std::time::Instant;

use secondheart_engine::Simulation;

use super::super::circuit::{Begin, Circuit, Reading};
use super::super::flows::{Sum, Term};
use super::super::model::{Law, Model};
use super::super::read::quantity_names;
use super::super::series::{Quantity, Solution, vessels};
use super::super::sphere::Formula;
use super::super::storage::{Coming, Held, Outside, Storage, StorageLaw};
use super::{Cycles, Options, SolveError};

/// Cycles after which a search for the closeness of the means gives up.
const MOST_EXTRA_CYCLES: u32 = 10_000;
/// Steps of the engine from one point of the file to the next.
const STEPS_PER_POINT: f64 = 2.0;
/// Steps of a steady start, and their length over that of the cycle.
const STEADY_STEPS: u32 = 40;
const STEADY_STEP: f64 = 1e3;
/// The same where chambers beat: what has no steady state is led towards its cycle.
const BEATING_STEPS: u32 = 31;
const BEATING_STEP: f64 = 0.1;

/// A model on its way through time.
pub(super) struct Run<'a> {
    model: &'a Model,
    circuit: &'a Circuit,
    sim: Simulation<f64>,
    held: Vec<Held>,
    /// Storages of every node that holds any: place among the linear walls, place of its pressure.
    rooms: Vec<Room>,
    tables: Vec<f64>,
    hints: Vec<usize>,
    /// Length of the last step, 0 after a restart.
    last_s: f64,
    /// Edges and nodes of the circuit by their places in the engine.
    edge_place: Vec<usize>,
    pin_place: Vec<usize>,
    source_index: Vec<usize>,
    given_index: Vec<usize>,
    varying_index: Vec<usize>,
    gate_of_edge: Vec<Option<usize>>,
    /// Table of the pressure at a storage, where one is given there and nothing else presses.
    table_at: Vec<Option<usize>>,
    /// Volume of the muscle's capacities at the start, by storage.
    volume_zero: Vec<f64>,
    period_s: f64,
    points: u32,
    step_s: f64,
    now: Vec<f64>,
    before: Vec<f64>,
    rates: Vec<f64>,
    /// Change over the last step of the file by its length.
    slopes: Vec<f64>,
}

/// The table of the pressure at a storage, if one is given there and nothing presses from outside.
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

/// The storages of one node.
struct Room {
    linear: usize,
    storages: Vec<usize>,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        model: &'a Model,
        circuit: &'a Circuit,
        options: &Options,
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
            // Under a prescribed pressure nothing has to be solved.
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
                if !(1.0..1e9).contains(&steps) {
                    return Err(SolveError::StepTooLong {
                        period_s: span_s,
                        step_s,
                    });
                }
                // Whole and in range, as just checked.
                steps as u32 + 1
            }
        };
        let quantities = circuit.readings.len();
        let mut run = Self {
            model,
            circuit,
            held: vec![Held::default(); circuit.storages.len()],
            rooms,
            tables: vec![0.0; circuit.tables.len()],
            hints: vec![1; circuit.tables.len()],
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
            rates: vec![0.0; quantities],
            slopes: vec![0.0; quantities],
            sim,
        };
        // A linearisation is repeated until the valves' flows hold to this share.
        run.sim.tolerance.flow_relative = 1e-6;
        run.sim.tolerance.flow_ml_per_s = 1e-9;
        run.sim.tolerance.iterations = 100;
        run.begin();
        Ok(run)
    }

    /// The state at the start: that of the file.
    fn begin(&mut self) {
        let scale = self.circuit.scale;
        let value = |name: &str| self.model.initial.get(name).copied();
        for (n, reading) in self.circuit.readings.iter().enumerate() {
            if let Reading::Pressure(pin) = *reading {
                let name = &quantity_names(self.model)[n];
                if let Some(pressure) = value(name) {
                    self.set_pressure(pin, pressure);
                }
            }
        }
        for (name, begin) in &self.circuit.begin {
            let Some(value) = value(name) else { continue };
            match *begin {
                Begin::Pin(pin) => self.set_pressure(pin, value),
                Begin::Edge(edge) => {
                    let place = self.edge_place[edge];
                    self.sim.set_flow(place, value / scale);
                }
                Begin::Storage(_) => {}
            }
        }
        self.read_tables(0.0, false);
        // Storages begin with the volume of their pressure, unless the file says which.
        let coming = self.coming(0.0, self.step_s, 0.0);
        for (n, storage) in self.circuit.storages.iter().enumerate() {
            storage.prepare(n, &mut self.held, &coming, &self.tables);
            let pressure = self.sim.state.pressure[self.pin_place[storage.pin]];
            let held = &mut self.held[n];
            held.volume = match &storage.law {
                StorageLaw::Capacity { .. } => held.capacity * pressure + held.offset,
                _ => 0.0,
            };
        }
        for behind in &self.circuit.behind {
            let name = self
                .model
                .connection_name(&self.model.connections[behind.connection]);
            let pressure = value(&format!("pressure:{name}")).unwrap_or(0.0);
            let flow = value(&format!("flow:{name}")).unwrap_or(0.0);
            let loss = (behind.resistance + behind.stenosis * flow.abs()) * flow;
            let held = &mut self.held[behind.storage];
            held.volume = held.capacity * (pressure - loss) + held.offset;
        }
        for (name, begin) in &self.circuit.begin {
            if let (Begin::Storage(storage), Some(value)) = (begin, value(name)) {
                self.held[*storage].volume = value;
            }
        }
        let beginning: Vec<f64> = self.held.iter().map(|h| h.volume).collect();
        for (n, volume) in beginning.into_iter().enumerate() {
            self.held[n].before = volume;
            self.circuit.storages[n].prepare(n, &mut self.held, &coming, &self.tables);
            let held = &mut self.held[n];
            held.pressure = (volume - held.offset) / held.capacity;
            held.pressure_before = held.pressure;
        }
        self.fill_rooms();
        self.sim.begin_from_here();
        self.last_s = 0.0;
    }

    fn set_pressure(&mut self, pin: usize, pressure: f64) {
        self.sim.set_pressure(self.pin_place[pin], pressure);
    }

    /// The engine's volumes are the sums of those of the storages.
    fn fill_rooms(&mut self) {
        for room in &self.rooms {
            let volume: f64 = room.storages.iter().map(|&s| self.held[s].volume).sum();
            let pin = self.circuit.storages[room.storages[0]].pin;
            let node = self.circuit.node_of_pin[pin];
            self.sim.set_volume(node, volume / self.circuit.scale);
            let pressure = self.held[room.storages[0]].pressure;
            self.sim.set_pressure(self.pin_place[pin], pressure);
        }
    }

    /// Tables at a time, or their means.
    fn read_tables(&mut self, time_s: f64, mean: bool) {
        for (n, table) in self.circuit.tables.iter().enumerate() {
            self.tables[n] = match mean {
                true => table.mean(),
                false => table.at(time_s, &mut self.hints[n]),
            };
        }
    }

    /// The step of `step_s` to `time_s` after one of `last_s`.
    fn coming(&self, time_s: f64, step_s: f64, last_s: f64) -> Coming {
        let ratio = if last_s > 0.0 { step_s / last_s } else { 0.0 };
        Coming {
            time_s,
            period_s: self.period_s,
            ratio,
            formula: Formula {
                beta: (1.0 + 2.0 * ratio) / (1.0 + ratio) / step_s,
                memory: ratio * ratio / (1.0 + 2.0 * ratio),
            },
        }
    }

    /// One step of `step_s` that ends at `time_s`, with tables at `table_s` or at their means.
    fn step(&mut self, step_s: f64, time_s: f64, mean: bool) -> Result<(), SolveError> {
        self.read_tables(time_s, mean);
        let (circuit, scale) = (self.circuit, self.circuit.scale);
        let p = &mut self.sim.parameters;
        for (given, &index) in circuit.given.iter().zip(&self.given_index) {
            p.prescribed_pressure[index] = self.tables[given.table];
        }
        for (source, &index) in circuit.sources.iter().zip(&self.source_index) {
            p.flow[index] = self.tables[source.table] / scale;
        }
        for (varying, &index) in circuit.varying.iter().zip(&self.varying_index) {
            let resistance = if mean {
                varying.law.least
            } else {
                varying.law.at(time_s, self.period_s)
            };
            p.conduits.resistance[index] = resistance * scale;
        }
        let coming = self.coming(time_s, step_s, self.last_s);
        for (n, storage) in circuit.storages.iter().enumerate() {
            storage.prepare(n, &mut self.held, &coming, &self.tables);
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
        let divided = self.sim.invariants.divided_steps;
        self.sim.step(step_s)?;
        for (n, storage) in circuit.storages.iter().enumerate() {
            let pressure = self.sim.state.pressure[self.pin_place[storage.pin]];
            storage.finish(&mut self.held[n], pressure, &coming);
            // The pressure of a table has a slope of its own; differences would smear its bends.
            if let (Some(table), StorageLaw::Capacity { capacity, .. }) =
                (self.table_at[n], &storage.law)
            {
                self.held[n].rate = capacity * circuit.tables[table].slope(time_s);
            }
        }
        let whole = self.sim.invariants.divided_steps == divided;
        self.last_s = if whole { step_s } else { 0.0 };
        Ok(())
    }

    fn sum(&self, sum: &Sum) -> f64 {
        let scale = self.circuit.scale;
        let term = |&(term, factor): &(Term, f64)| {
            let flow = match term {
                Term::Edge(edge) => self.sim.state.flow[self.edge_place[edge]] * scale,
                Term::Storage(storage) => self.held[storage].rate,
                Term::Source(source) => self.tables[self.circuit.sources[source].table],
            };
            factor * flow
        };
        sum.0.iter().map(term).sum()
    }

    /// All quantities now, into `now`.
    fn sample(&mut self) {
        std::mem::swap(&mut self.now, &mut self.before);
        let mut now = std::mem::take(&mut self.now);
        let scale = self.circuit.scale;
        for (value, reading) in now.iter_mut().zip(&self.circuit.readings) {
            *value = match *reading {
                Reading::Flow(c) => self.sum(&self.circuit.flows[c]),
                Reading::Pressure(pin) => self.sim.state.pressure[self.pin_place[pin]],
                Reading::Volume(storage) => self.held[storage].volume,
                Reading::VolumeChange(storage) => {
                    self.held[storage].volume - self.volume_zero[storage]
                }
                Reading::EdgeFlow(edge) => self.sim.state.flow[self.edge_place[edge]] * scale,
                Reading::Shutness(edge) => {
                    let gate = self.gate_of_edge[edge].unwrap_or(0);
                    1.0 - self.sim.gate_opening(gate)
                }
                Reading::Sphere(storage, field) => {
                    let s = &self.held[storage].sphere;
                    [s.displacement, s.velocity, s.stress, s.active][field]
                }
            };
        }
        self.now = now;
    }

    /// Leads the model to the state from which a steady start begins.
    fn settle(&mut self) -> Result<(), SolveError> {
        let (steps, length) = match self.circuit.beats {
            true => (BEATING_STEPS, BEATING_STEP),
            false => (STEADY_STEPS, STEADY_STEP),
        };
        let step_s = self.period_s * length;
        for n in 1..=steps {
            let time_s = match self.circuit.beats {
                true => f64::from(n) * step_s,
                false => 0.0,
            };
            // Each by the implicit Euler formula.
            self.sim.restart();
            self.last_s = 0.0;
            self.step(step_s, time_s, true)?;
        }
        self.sim.begin_from_here();
        self.last_s = 0.0;
        Ok(())
    }

    /// What the file's quantities are at time zero.
    fn sample_start(&mut self) {
        for (zero, held) in self.volume_zero.iter_mut().zip(&self.held) {
            *zero = held.volume;
        }
        self.sample();
        if !self.model.settings.steady_initial {
            let names = quantity_names(self.model);
            for (value, name) in self.now.iter_mut().zip(&names) {
                *value = self.model.initial.get(name).copied().unwrap_or(0.0);
            }
        }
        self.before.copy_from_slice(&self.now);
        let names = quantity_names(self.model);
        for (rate, name) in self.rates.iter_mut().zip(&names) {
            *rate = self.model.initial_rates.get(name).copied().unwrap_or(0.0);
        }
    }

    /// Through all cycles.
    pub(super) fn solve(
        mut self,
        options: &Options,
        go_on: &mut dyn FnMut(u32, f64) -> bool,
    ) -> Result<Solution, SolveError> {
        let settings = self.model.settings.clone();
        let clock = Instant::now();
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
        samples.push(0.0, &self.now, &self.rates);
        let mut turn = Turn::new(&self.now);
        let (mut cycles, mut counter) = (0, 0);
        let mut index: u64 = 0;
        let change = loop {
            let keep_all = settings.all_cycles;
            if !keep_all && cycles > 0 {
                // Only the last cycle is written: each begins with the end of the one before.
                samples.keep_last();
                counter = 0;
            }
            for _ in 0..per_cycle {
                index += 1;
                let time_s = self.step_s * index as f64;
                self.point(time_s, settings.derivative)?;
                turn.see(&self.now);
                counter += 1;
                if counter == settings.interval {
                    samples.push(time_s, &self.now, &self.rates);
                    counter = 0;
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
        let wall_s = clock.elapsed().as_secs_f64();
        Ok(self.solution(samples, cycles, change, wall_s))
    }

    /// Takes the step to a point of the file.
    fn point(&mut self, time_s: f64, rates: bool) -> Result<(), SolveError> {
        let start_s = time_s - self.step_s;
        let zero = self.sim.state.time_s - start_s;
        loop {
            let part = self.sim.plan(self.step_s / STEPS_PER_POINT, time_s + zero);
            if part == 0.0 {
                break;
            }
            let end_s = self.sim.state.time_s + part - zero;
            self.step(part, end_s, false)?;
        }
        self.sample();
        if rates {
            // BDF2 over the points of the file; the first two are joined by a line.
            let first = time_s < 1.5 * self.step_s;
            for n in 0..self.now.len() {
                let slope = (self.now[n] - self.before[n]) / self.step_s;
                let bend = if first { 0.0 } else { slope - self.slopes[n] };
                self.rates[n] = slope + 0.5 * bend;
                self.slopes[n] = slope;
            }
        }
        Ok(())
    }

    /// Cycles of the file; with capacities at the outlets as many as their slowest needs (Pfaller et
    /// al. 2022, eq. 21).
    fn planned(&self) -> u32 {
        let settings = &self.model.settings;
        match (settings.cycle_to_cycle, self.slowest_outlet_s()) {
            (Some(limit), Some(slowest_s)) => {
                let cycles = (-slowest_s / self.period_s * limit.ln()).ceil();
                // Small and positive.
                cycles.clamp(1.0, 1e6) as u32
            }
            _ => settings.cycles,
        }
    }

    fn slowest_outlet_s(&self) -> Option<f64> {
        let times = self
            .model
            .blocks
            .iter()
            .filter_map(|block| match &block.law {
                Law::Rcr(rcr, _) => Some(rcr.distal * rcr.capacity),
                _ => None,
            });
        times.fold(None, |most, t| Some(most.map_or(t, |m: f64| m.max(t))))
    }

    /// The largest change of means at which to stop, where the file asks for one.
    fn mean_limit(&self) -> Option<f64> {
        let limit = self.model.settings.cycle_to_cycle?;
        self.slowest_outlet_s().is_none().then_some(limit)
    }

    /// Quantities at the connections of vessels with boundary conditions.
    fn caps(&self) -> Vec<usize> {
        let law = |block: usize| &self.model.blocks[block].law;
        let vessel = |block: usize| matches!(law(block), Law::Vessel(_));
        let bound = |block: usize| {
            !matches!(
                law(block),
                Law::Vessel(_) | Law::Junction(_) | Law::Valve(_) | Law::Chamber(_)
            )
        };
        let connections = self.model.connections.iter().enumerate();
        connections
            .filter(|(_, c)| vessel(c.from) && bound(c.to) || bound(c.from) && vessel(c.to))
            .flat_map(|(n, _)| [2 * n, 2 * n + 1])
            .collect()
    }

    /// Volume made or lost by the steps over all that was held or moved.
    fn volume_drift(&self) -> f64 {
        let moved: f64 = self.sim.state.volume.iter().map(|v| v.abs()).sum();
        let made = self.sim.total_volume_ml(0) - self.sim.invariants.start_volume_ml;
        if moved > 0.0 { made / moved } else { 0.0 }
    }

    fn solution(self, samples: Samples, cycles: u32, change: f64, wall_s: f64) -> Solution {
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
            cycles,
            change,
            wall_s,
            steps: self.sim.invariants.steps,
            solves: self.sim.invariants.solves,
            volume_drift: self.volume_drift(),
        }
    }
}

/// Rows of the output.
struct Samples {
    times: Vec<f64>,
    values: Vec<Vec<f64>>,
    rates: Vec<Vec<f64>>,
    with_rates: bool,
}

impl Samples {
    fn new(quantities: usize, with_rates: bool) -> Self {
        Self {
            times: Vec::new(),
            values: vec![Vec::new(); quantities],
            rates: vec![Vec::new(); quantities],
            with_rates,
        }
    }

    fn push(&mut self, time_s: f64, values: &[f64], rates: &[f64]) {
        self.times.push(time_s);
        for (series, value) in self.values.iter_mut().zip(values) {
            series.push(*value);
        }
        if self.with_rates {
            for (series, rate) in self.rates.iter_mut().zip(rates) {
                series.push(*rate);
            }
        }
    }

    /// Forgets all rows but the last.
    fn keep_last(&mut self) {
        fn last(series: &mut Vec<f64>) {
            let n = series.len();
            if n > 1 {
                series.drain(..n - 1);
            }
        }
        last(&mut self.times);
        self.values.iter_mut().for_each(last);
        self.rates.iter_mut().for_each(last);
    }
}

/// A cycle compared with the one before.
struct Turn {
    at_start: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    sums: Vec<f64>,
    means: Vec<f64>,
    last_means: Vec<f64>,
    seen: u32,
}

impl Turn {
    fn new(now: &[f64]) -> Self {
        Self {
            at_start: now.to_vec(),
            low: now.to_vec(),
            high: now.to_vec(),
            sums: vec![0.0; now.len()],
            means: vec![f64::NAN; now.len()],
            last_means: vec![f64::NAN; now.len()],
            seen: 0,
        }
    }

    fn see(&mut self, now: &[f64]) {
        for (n, value) in now.iter().enumerate() {
            self.low[n] = self.low[n].min(*value);
            self.high[n] = self.high[n].max(*value);
            self.sums[n] += value;
        }
        self.seen += 1;
    }

    /// Ends a cycle: the largest change of a pressure or flow since its beginning, over the
    /// largest range of its kind.
    fn end(&mut self, readings: &[Reading], now: &[f64]) -> f64 {
        let mut worst: f64 = 0.0;
        for pressures in [true, false] {
            let of_kind = |reading: &Reading| match reading {
                Reading::Pressure(_) => pressures,
                Reading::Flow(_) => !pressures,
                _ => false,
            };
            let chosen = || (0..now.len()).filter(|&n| of_kind(&readings[n]));
            let range = chosen()
                .map(|n| self.high[n] - self.low[n])
                .fold(0.0, f64::max);
            let size = chosen().map(|n| now[n].abs()).fold(0.0, f64::max);
            let apart = chosen()
                .map(|n| (now[n] - self.at_start[n]).abs())
                .fold(0.0, f64::max);
            // What does not move has no range to be compared with.
            let scale = range.max(1e-6 * size);
            if scale > 0.0 {
                worst = worst.max(apart / scale);
            }
        }
        for n in 0..now.len() {
            self.last_means[n] = self.means[n];
            self.means[n] = self.sums[n] / f64::from(self.seen);
            self.sums[n] = 0.0;
        }
        self.at_start.copy_from_slice(now);
        self.low.copy_from_slice(now);
        self.high.copy_from_slice(now);
        self.seen = 0;
        worst
    }

    /// Largest relative change of a mean from the last cycle to this.
    fn means_apart(&self, quantities: &[usize]) -> f64 {
        let apart = |&n: &usize| ((self.means[n] - self.last_means[n]) / self.last_means[n]).abs();
        let worst = quantities.iter().map(apart);
        // Not a number after the first cycle: then nothing is known yet.
        worst.fold(
            0.0,
            |most: f64, apart| if apart <= most { most } else { apart },
        )
    }
}
