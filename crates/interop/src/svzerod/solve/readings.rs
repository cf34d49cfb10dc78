//! The output quantities of a state.

use super::super::circuit::Reading;
use super::super::flows::{Sum, Term};
use super::run::Run;

impl Run<'_> {
    fn sum(&self, sum: &Sum) -> f64 {
        let scale = self.circuit.scale;
        let term = |&(term, factor): &(Term, f64)| {
            let flow = match term {
                Term::Edge(edge) => self.sim.state.flow[self.edge_place[edge]] * scale,
                Term::Storage(storage) => self.filling(storage),
                Term::Source(source) => self.inputs.tables()[self.circuit.sources[source].table],
            };
            factor * flow
        };
        sum.0.iter().map(term).sum()
    }

    /// dV/dt of a storage. Under a prescribed pressure it follows from the slope of the table:
    /// differences would blur the table's corners.
    fn filling(&self, storage: usize) -> f64 {
        let held = &self.held[storage];
        match self.table_at[storage] {
            Some(table) => held.capacity * self.circuit.tables[table].slope(self.now_s),
            None => held.rate,
        }
    }

    /// Reads all quantities into `now`.
    pub(super) fn sample(&mut self) {
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
                Reading::SphereVolume(storage) => {
                    self.held[storage].volume + self.volume_zero[storage]
                }
                Reading::Sphere(storage, field) => {
                    let s = &self.held[storage].sphere;
                    [s.displacement, s.velocity, s.stress, s.active][field]
                }
            };
        }
        self.now = now;
    }
}
