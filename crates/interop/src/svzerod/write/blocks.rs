//! Blocks as the elements of the file's lists.

use serde_json::{Map, Value, json};

use super::super::model::{Law, Model};
use super::joins::{DOWN, Entry, UP, entries};
use super::values;

/// Junctions that the closed loop's heart brings with it.
pub(super) const HEART_INLET: &str = "J_heart_inlet";
pub(super) const HEART_OUTLET: &str = "J_heart_outlet";

/// A list of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Vessels,
    Couplings,
    Boundaries,
    Junctions,
    ClosedLoops,
    Valves,
    Chambers,
    /// None: what the heart brings with it.
    Implied,
}

/// The list that a block stands in.
pub(super) fn list_of(model: &Model, index: usize) -> List {
    let block = &model.blocks[index];
    if model.driven.contains(&index) {
        return List::Couplings;
    }
    match &block.law {
        Law::Vessel(_) | Law::Follower { .. } | Law::Sphere(_) => List::Vessels,
        Law::Flow(_)
        | Law::Pressure(_)
        | Law::Resistance { .. }
        | Law::Rcr(..)
        | Law::LoopRcr(_)
        | Law::Coronary { .. }
        | Law::LoopCoronary { .. } => List::Boundaries,
        Law::Junction(_) => {
            let mut blocks = model.blocks.iter();
            let beats = blocks.any(|block| matches!(block.law, Law::Heart(_)));
            match block.name.as_str() {
                HEART_INLET | HEART_OUTLET if beats => List::Implied,
                _ => List::Junctions,
            }
        }
        Law::Heart(_) => List::ClosedLoops,
        Law::Valve(_) => List::Valves,
        Law::Chamber(_) => List::Chambers,
    }
}

/// The blocks of a model, with what the file says of them.
pub(super) struct Blocks<'m> {
    model: &'m Model,
    lists: Vec<List>,
    /// Number of every vessel.
    ids: Vec<Option<usize>>,
    entries: Vec<Entry>,
}

impl<'m> Blocks<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let lists: Vec<List> = (0..model.blocks.len()).map(|b| list_of(model, b)).collect();
        let mut vessels = 0..;
        let ids = lists
            .iter()
            .map(|list| (*list == List::Vessels).then(|| vessels.next()).flatten());
        Self {
            model,
            ids: ids.collect(),
            entries: entries(model),
            lists,
        }
    }

    /// The elements of a list.
    pub(super) fn elements(&self, list: List) -> Vec<Value> {
        let all = self.lists.iter().enumerate();
        all.filter(|(_, l)| **l == list)
            .map(|(index, _)| self.element(index))
            .collect()
    }

    fn element(&self, index: usize) -> Value {
        let block = &self.model.blocks[index];
        let name = block.name.as_str();
        let boundary = |kind: &str, values: Value| json!({ "bc_name": name, "bc_type": kind, "bc_values": values });
        match &block.law {
            Law::Flow(table) | Law::Pressure(table) if self.lists[index] == List::Couplings => {
                let (kind, key) = source(&block.law);
                let mut element = json!({
                    "name": name,
                    "type": kind,
                    "periodic": table.is_periodic(),
                    "values": values::table(key, table),
                });
                self.couple(index, &mut element);
                element
            }
            Law::Flow(table) | Law::Pressure(table) => {
                let (kind, key) = source(&block.law);
                boundary(kind, values::table(key, table))
            }
            Law::Resistance { resistance, distal } => {
                boundary("RESISTANCE", json!({ "R": resistance, "Pd": distal }))
            }
            Law::Rcr(rcr, distal) => boundary("RCR", values::rcr(rcr, *distal)),
            Law::LoopRcr(rcr) => {
                let mut outlets = self.neighbours(index, DOWN);
                let returns = outlets.any(|b| self.lists[b] == List::Implied);
                boundary("ClosedLoopRCR", values::loop_rcr(rcr, returns))
            }
            Law::Coronary {
                vessels,
                muscle,
                venous,
                varying,
            } => {
                let kind = match varying {
                    None => "CORONARY",
                    Some(_) => "CORONARY_VAR_RES",
                };
                let values = values::coronary(vessels, muscle, *venous, varying.as_ref());
                boundary(kind, values)
            }
            Law::LoopCoronary { vessels, left } => {
                let kind = match left {
                    true => "ClosedLoopCoronaryLeft",
                    false => "ClosedLoopCoronaryRight",
                };
                boundary(kind, values::loop_coronary(vessels))
            }
            Law::Vessel(vessel) => {
                let kind = match vessel.capacity_first {
                    true => "BloodVesselCRL",
                    false => "BloodVessel",
                };
                self.vessel(index, kind, values::vessel(vessel))
            }
            Law::Follower {
                resistance,
                capacity,
            } => {
                let values = json!({ "Rpd": resistance, "Cp": capacity });
                self.vessel(index, "BloodVesselRC", values)
            }
            Law::Sphere(sphere) => self.vessel(index, "ChamberSphere", values::sphere(sphere)),
            Law::Junction(junction) => {
                let (kind, values) = values::junction(junction);
                let mut element = json!({ "junction_name": name, "junction_type": kind });
                if let Some(values) = values {
                    element["junction_values"] = values;
                }
                self.meet(index, &mut element);
                element
            }
            Law::Heart(heart) => {
                let outlets = self.model.connections.iter().filter(|c| {
                    let from = &self.model.blocks[c.from];
                    self.lists[c.from] == List::Implied && from.name == HEART_OUTLET
                });
                let outlets: Vec<&str> = outlets.map(|c| self.name(c.to)).collect();
                json!({
                    "closed_loop_type": "ClosedLoopHeartAndPulmonary",
                    "cardiac_cycle_period": self.model.period_s,
                    "outlet_blocks": outlets,
                    "parameters": values::heart(heart),
                })
            }
            Law::Valve(valve) => {
                let (kind, mut values) = values::valve(valve);
                for (key, side) in [("upstream_block", UP), ("downstream_block", DOWN)] {
                    if let Some(other) = self.neighbours(index, side).next() {
                        values.insert(key.to_owned(), json!(self.name(other)));
                    }
                }
                json!({ "name": name, "type": kind, "params": values })
            }
            Law::Chamber(chamber) => {
                let (kind, values) = values::chamber(chamber);
                json!({
                    "name": name,
                    "type": kind,
                    "values": values,
                    "activation_function": values::activation(&chamber.activation),
                })
            }
        }
    }

    fn name(&self, block: usize) -> &str {
        &self.model.blocks[block].name
    }

    /// Blocks upstream or downstream of a block.
    fn neighbours(&self, block: usize, side: u8) -> impl Iterator<Item = usize> {
        let all = self.model.connections.iter();
        all.filter_map(move |c| match side {
            UP => (c.to == block).then_some(c.from),
            _ => (c.from == block).then_some(c.to),
        })
    }

    /// Blocks upstream or downstream that the entry of a block names.
    fn named(&self, block: usize, side: u8) -> Vec<usize> {
        let all = self.model.connections.iter().zip(&self.entries);
        let own = all.filter(|(_, entry)| **entry == (block, side));
        own.map(|(c, _)| if side == UP { c.from } else { c.to })
            .collect()
    }

    fn vessel(&self, index: usize, kind: &str, values: Value) -> Value {
        let mut element = json!({
            "vessel_id": self.ids[index],
            "vessel_name": self.name(index),
            "zero_d_element_type": kind,
            "zero_d_element_values": values,
        });
        let mut ends = Map::new();
        for (key, side) in [("inlet", UP), ("outlet", DOWN)] {
            if let Some(other) = self.named(index, side).first() {
                ends.insert(key.to_owned(), json!(self.name(*other)));
            }
        }
        if !ends.is_empty() {
            element["boundary_conditions"] = Value::Object(ends);
        }
        element
    }

    /// Notes what a junction joins: vessels by number, where others are among them all by name.
    fn meet(&self, index: usize, element: &mut Value) {
        let (inlets, outlets) = (self.named(index, UP), self.named(index, DOWN));
        let all = inlets.iter().chain(&outlets);
        let by_number = all.clone().all(|b| self.ids[*b].is_some()) && all.count() > 0;
        for (side, blocks) in [("inlet", &inlets), ("outlet", &outlets)] {
            if by_number {
                let ids: Vec<_> = blocks.iter().map(|b| self.ids[*b]).collect();
                element[format!("{side}_vessels")] = json!(ids);
            } else {
                let names: Vec<_> = blocks.iter().map(|b| self.name(*b)).collect();
                element[format!("{side}_blocks")] = json!(names);
            }
        }
    }

    /// Notes what another program's flow or pressure is coupled to.
    fn couple(&self, index: usize, element: &mut Value) {
        let (location, other) = match self.neighbours(index, DOWN).next() {
            Some(to) => ("inlet", Some(self.name(to))),
            None => {
                let from = self.neighbours(index, UP).next();
                let name = from.map(|from| match self.lists[from] {
                    List::Implied => "ClosedLoopHeartAndPulmonary",
                    _ => self.name(from),
                });
                ("outlet", name)
            }
        };
        element["location"] = json!(location);
        element["connected_block"] = json!(other);
    }
}

/// Type and key of a prescribed flow or pressure.
fn source(law: &Law) -> (&'static str, &'static str) {
    match law {
        Law::Pressure(_) => ("PRESSURE", "P"),
        _ => ("FLOW", "Q"),
    }
}
