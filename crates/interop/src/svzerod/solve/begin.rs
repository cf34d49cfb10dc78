//! The initial state of a run: the state of the file, or a steady state.

use super::super::circuit::{Begin, Reading};
use super::super::model::{Block, Law};
use super::super::read::quantity_names;
use super::super::storage::StorageLaw;
use super::SolveError;
use super::run::Run;

/// Number of steps of a steady start, and their length in cycles.
const STEADY_STEPS: u32 = 40;
const STEADY_STEP: f64 = 1e3;
/// The same with chambers, which have no steady state: the model approaches its cycle.
const BEATING_STEPS: u32 = 31;
const BEATING_STEP: f64 = 0.1;

impl Run<'_> {
    /// Takes the initial state of the file.
    pub(super) fn begin(&mut self) {
        let scale = self.circuit.scale;
        let value = |name: &str| self.model.initial.get(name).copied();
        let names = quantity_names(self.model);
        for (reading, name) in self.circuit.readings.iter().zip(&names) {
            if let (Reading::Pressure(pin), Some(pressure)) = (reading, value(name)) {
                self.set_pressure(*pin, pressure);
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
                Begin::Storage(_) | Begin::Sphere(..) => {}
            }
        }
        self.inputs.read(0.0, false);
        // The pressure of a storage determines its volume, unless the file has the volume.
        let coming = Self::coming(self.step_s, 0.0);
        for (n, storage) in self.circuit.storages.iter().enumerate() {
            storage.prepare(
                n,
                &mut self.held,
                &coming,
                self.inputs.tables(),
                self.inputs.activation(n),
            );
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
            match (*begin, value(name)) {
                (Begin::Storage(storage), Some(value)) => self.held[storage].volume = value,
                (Begin::Sphere(storage, field), Some(value)) => {
                    let sphere = &mut self.held[storage].sphere;
                    match field {
                        0 => sphere.displacement = value,
                        1 => sphere.velocity = value,
                        2 => sphere.stress = value,
                        3 => sphere.active = value,
                        // The file's volume is a count from any number; the law's is zero at rest.
                        _ => self.volume_zero[storage] = value,
                    }
                }
                _ => {}
            }
        }
        for (n, storage) in self.circuit.storages.iter().enumerate() {
            if let StorageLaw::Sphere(sphere) = &storage.law {
                let held = &mut self.held[n];
                held.volume = sphere.volume(held.sphere.displacement);
                held.sphere_before = held.sphere;
                self.volume_zero[n] -= held.volume;
            }
        }
        let beginning: Vec<f64> = self.held.iter().map(|h| h.volume).collect();
        for (n, volume) in beginning.into_iter().enumerate() {
            self.held[n].before = volume;
            let activation = self.inputs.activation(n);
            let tables = self.inputs.tables();
            self.circuit.storages[n].prepare(n, &mut self.held, &coming, tables, activation);
            let held = &mut self.held[n];
            held.pressure = (volume - held.offset) / held.capacity;
            held.pressure_before = held.pressure;
        }
        self.fill_rooms();
        self.follow_gains();
        self.sim.begin_from_here();
        self.last_s = 0.0;
    }

    fn set_pressure(&mut self, pin: usize, pressure: f64) {
        self.sim.set_pressure(self.pin_place[pin], pressure);
    }

    /// Sets the volumes of the engine's nodes to the sums over their storages.
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

    /// Brings the model to its steady start.
    pub(super) fn settle(&mut self) -> Result<(), SolveError> {
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
            // Each step by implicit Euler.
            self.sim.restart();
            self.last_s = 0.0;
            self.inputs.read(time_s, true);
            self.step(step_s, time_s)?;
        }
        self.sim.begin_from_here();
        self.last_s = 0.0;
        Ok(())
    }

    /// A warning if the first point of the output is a steady start that the inputs at time zero
    /// contradict: a table with another value than its mean, or chambers within their cycle.
    pub(super) fn start_warning(&self, cycles: u32) -> Option<String> {
        let settings = &self.model.settings;
        if !settings.steady_initial || !(settings.all_cycles || cycles == 1) {
            return None;
        }
        let mut held = self.model.blocks.iter().filter_map(mean_and_start);
        let mut parts: Vec<String> = Vec::new();
        if let Some((name, mean, start)) = held.next() {
            let (mean, start) = (short(mean), short(start));
            let others = match held.count() {
                0 => String::new(),
                others => format!(", and {others} more"),
            };
            parts.push(format!(
                "tables are held at the mean of their values (\"{name}\" at {mean} instead of \
                 {start}{others})"
            ));
        }
        if self.circuit.beats {
            parts.push("chambers stand a tenth of a cycle after its beginning".to_owned());
        }
        let how = (!parts.is_empty()).then(|| parts.join(" and "))?;
        Some(format!(
            "the first point is the steady start, as in svZeroDSolver, not the beginning of a \
             periodic cycle: {how}"
        ))
    }

    /// The output quantities at time zero.
    pub(super) fn sample_start(&mut self) {
        let storages = self.circuit.storages.iter().zip(&self.held);
        for (zero, (storage, held)) in self.volume_zero.iter_mut().zip(storages) {
            if !matches!(storage.law, StorageLaw::Sphere(_)) {
                *zero = held.volume;
            }
        }
        self.sample();
        let names = quantity_names(self.model);
        if !self.model.settings.steady_initial {
            for (value, name) in self.now.iter_mut().zip(&names) {
                *value = self.model.initial.get(name).copied().unwrap_or(0.0);
            }
        }
        self.before.copy_from_slice(&self.now);
        for (rate, name) in self.rates.now.iter_mut().zip(&names) {
            *rate = self.model.initial_rates.get(name).copied().unwrap_or(0.0);
        }
    }
}

/// Name of a block whose table has another value at time zero than its mean, the mean and the value.
fn mean_and_start(block: &Block) -> Option<(&str, f64, f64)> {
    let table = match &block.law {
        Law::Flow(table) | Law::Pressure(table) => table,
        Law::Coronary(bed) => &bed.muscle,
        _ => return None,
    };
    let (mean, start) = (table.mean(), table.at(0.0, &mut 1));
    let differ = (mean - start).abs() > 1e-6 * mean.abs().max(start.abs());
    differ.then_some((block.name.as_str(), mean, start))
}

/// A number to six significant digits.
fn short(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}
