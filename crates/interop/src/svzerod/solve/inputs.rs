//! The inputs of a model: tables, activations of chambers, varying resistances.

use super::super::circuit::Circuit;

/// Values of all inputs at a time, in one row: tables, then activations by storage, then varying
/// resistances.
#[derive(Debug, Clone)]
pub(super) struct Inputs<'a> {
    circuit: &'a Circuit,
    period_s: f64,
    hints: Vec<usize>,
    row: Vec<f64>,
    /// Rows by point of the cycle, each computed once if all inputs repeat with the cycle.
    kept: Vec<f64>,
    filled: Vec<bool>,
    repeats: bool,
}

impl<'a> Inputs<'a> {
    /// Inputs of a circuit, read at `points` times in every cycle.
    pub(super) fn new(circuit: &'a Circuit, period_s: f64, points: usize) -> Self {
        let width = circuit.tables.len() + circuit.storages.len() + circuit.varying.len();
        /// Largest number of values kept: 64 MB.
        const MOST: usize = 8_000_000;
        let repeats = circuit.tables.iter().all(|t| t.repeats_with(period_s))
            && width * points <= MOST
            && points > 0;
        Self {
            circuit,
            period_s,
            hints: vec![1; circuit.tables.len()],
            row: vec![0.0; width],
            kept: vec![0.0; if repeats { width * points } else { 0 }],
            filled: vec![false; if repeats { points } else { 0 }],
            repeats,
        }
    }

    /// Computes the row for a time; with `mean`, tables take their means for a steady start.
    pub(super) fn read(&mut self, time_s: f64, mean: bool) {
        let (tables, rest) = self.row.split_at_mut(self.circuit.tables.len());
        let (activations, varying) = rest.split_at_mut(self.circuit.storages.len());
        let sources = self.circuit.tables.iter().zip(&mut self.hints);
        for (value, (table, hint)) in tables.iter_mut().zip(sources) {
            *value = match mean {
                true => table.mean(),
                false => table.at(time_s, hint),
            };
        }
        for (value, storage) in activations.iter_mut().zip(&self.circuit.storages) {
            if let Some(activation) = storage.activation() {
                *value = activation.at(time_s, self.period_s);
            }
        }
        for (value, v) in varying.iter_mut().zip(&self.circuit.varying) {
            *value = match mean {
                true => v.law.least,
                false => v.law.at(time_s, self.period_s),
            };
        }
    }

    /// The row for a point of a repeated cycle, which is kept.
    pub(super) fn read_point(&mut self, point: usize, time_s: f64) {
        if !self.repeats {
            return self.read(time_s, false);
        }
        let width = self.row.len();
        let kept = point * width..(point + 1) * width;
        if self.filled[point] {
            self.row.copy_from_slice(&self.kept[kept]);
        } else {
            self.read(time_s, false);
            self.kept[kept].copy_from_slice(&self.row);
            self.filled[point] = true;
        }
    }

    pub(super) fn tables(&self) -> &[f64] {
        &self.row[..self.circuit.tables.len()]
    }

    /// Activation of a chamber, by its storage.
    pub(super) fn activation(&self, storage: usize) -> f64 {
        self.row[self.circuit.tables.len() + storage]
    }

    pub(super) fn varying(&self) -> &[f64] {
        &self.row[self.circuit.tables.len() + self.circuit.storages.len()..]
    }
}
