//! Blocks as the elements of the file's lists.

use serde_json::{Map, Value, json};

use super::super::format::{
    HEART_OUTLET, HEART_TYPE, List, name_of, name_of_activation, name_of_material,
};
use super::super::model::{Chamber, ChamberLaw, Junction, Law, Model, Vessel};
use super::super::parameters::{self, OUTLET_LISTS, Parameter, Slot};
use super::super::sphere::Sphere;
use super::exactly;
use super::joins::{DOWN, Entry, UP, entries};

/// The blocks of a model, with their entries in the file.
pub(super) struct Blocks<'m> {
    model: &'m Model,
    lists: Vec<List>,
    /// Number of every vessel.
    ids: Vec<Option<usize>>,
    entries: Vec<Entry>,
}

impl<'m> Blocks<'m> {
    pub(super) fn of(model: &'m Model) -> Self {
        let lists: Vec<List> = (0..model.blocks.len())
            .map(|b| List::of(model, b))
            .collect();
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
            .map(|(index, _)| Value::Object(self.element(index)))
            .collect()
    }

    fn element(&self, index: usize) -> Map<String, Value> {
        let block = &self.model.blocks[index];
        let [name, kind, values_key] = self.lists[index].keys().block;
        let mut element = Map::new();
        let mut put = |key: &str, value: Value| {
            element.insert(key.to_owned(), value);
        };
        let mut values = written(parameters::of(&mut as_in_file(&block.law)));
        put(kind, json!(name_of(&block.law)));
        if self.lists[index] != List::ClosedLoops {
            put(name, json!(block.name));
        }
        match &block.law {
            Law::Flow(table) | Law::Pressure(table) if self.lists[index] == List::Couplings => {
                put("periodic", json!(table.is_periodic()));
                let (location, other) = self.coupled(index);
                put("location", json!(location));
                put("connected_block", json!(other));
            }
            _ if self.lists[index] == List::Vessels => {
                put("vessel_id", json!(self.ids[index]));
                let ends = self.ends(index);
                if !ends.is_empty() {
                    put("boundary_conditions", ends.into());
                }
            }
            Law::LoopRcr(_) => {
                let mut outlets = self.neighbours(index, DOWN);
                let returns = outlets.any(|b| self.lists[b] == List::Implied);
                values.insert("closed_loop_outlet".to_owned(), json!(returns));
            }
            Law::Junction(junction) => {
                if let Junction::Vessels(vessels) = junction {
                    values = outlets(vessels);
                }
                for (key, blocks) in self.joined(index) {
                    put(&key, blocks);
                }
            }
            Law::Heart(_) => {
                let outlets = self.model.connections.iter().filter(|c| {
                    let from = &self.model.blocks[c.from];
                    self.lists[c.from] == List::Implied && from.name == HEART_OUTLET
                });
                let outlets: Vec<&str> = outlets.map(|c| self.name(c.to)).collect();
                put("outlet_blocks", json!(outlets));
                put("cardiac_cycle_period", json!(self.model.period_s));
            }
            Law::Valve(_) => {
                for (key, side) in [("upstream_block", UP), ("downstream_block", DOWN)] {
                    if let Some(other) = self.neighbours(index, side).next() {
                        values.insert(key.to_owned(), json!(self.name(other)));
                    }
                }
            }
            &Law::Chamber(Chamber { mut activation, .. })
            | &Law::Sphere(Sphere { mut activation, .. }) => {
                let name = name_of_activation(&activation);
                let parameters = parameters::activation(&mut activation);
                put("activation_function", typed(name, parameters));
                if let Law::Sphere(Sphere { mut material, .. }) = block.law {
                    let name = name_of_material(&material);
                    let parameters = parameters::material(&mut material);
                    put("material", typed(name, parameters));
                }
            }
            _ => {}
        }
        if !values.is_empty() {
            element.insert(values_key.to_owned(), values.into());
        }
        element
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

    /// Neighbours of a vessel that its own entry names.
    fn ends(&self, vessel: usize) -> Map<String, Value> {
        let sides = [("inlet", UP), ("outlet", DOWN)].into_iter();
        let named = sides.filter_map(|(key, side)| {
            let other = self.named(vessel, side).first().copied()?;
            Some((key.to_owned(), json!(self.name(other))))
        });
        named.collect()
    }

    /// Neighbours of a junction: by number if all are vessels, else by name.
    fn joined(&self, junction: usize) -> [(String, Value); 2] {
        let sides = [("inlet", UP), ("outlet", DOWN)];
        let sides = sides.map(|(side, way)| (side, self.named(junction, way)));
        let all = || sides.iter().flat_map(|(_, blocks)| blocks);
        let by_number = all().all(|b| self.ids[*b].is_some()) && all().count() > 0;
        sides.each_ref().map(|(side, blocks)| {
            if by_number {
                let ids: Vec<_> = blocks.iter().map(|b| self.ids[*b]).collect();
                (format!("{side}_vessels"), json!(ids))
            } else {
                let names: Vec<_> = blocks.iter().map(|b| self.name(*b)).collect();
                (format!("{side}_blocks"), json!(names))
            }
        })
    }

    /// Where another program's flow or pressure is coupled, and to which block.
    fn coupled(&self, index: usize) -> (&'static str, Option<&str>) {
        if let Some(to) = self.neighbours(index, DOWN).next() {
            return ("inlet", Some(self.name(to)));
        }
        let from = self.neighbours(index, UP).next();
        let name = from.map(|from| match self.lists[from] {
            List::Implied => HEART_TYPE,
            _ => self.name(from),
        });
        ("outlet", name)
    }
}

/// The law with the numbers of its file: the largest elastance instead of its active part.
fn as_in_file(law: &Law) -> Law {
    let mut law = law.clone();
    if let Law::Chamber(chamber) = &mut law
        && !chamber.listed
        && let ChamberLaw::Linear(linear) = &mut chamber.law
    {
        let (active, rest) = (linear.active_elastance, linear.rest_elastance);
        linear.active_elastance = exactly(active, active + rest, |most| most - rest);
    }
    law
}

/// Parameters by key.
pub(super) fn written(parameters: Vec<Parameter<'_>>) -> Map<String, Value> {
    let mut values = Map::new();
    for Parameter { key, value, .. } in parameters {
        let value = match value {
            Slot::Any(number)
            | Slot::NotNegative(number)
            | Slot::Positive(number)
            | Slot::Share(number) => json!(number),
            Slot::Count(number) => json!(number),
            Slot::Flag(flag) => json!(flag),
            Slot::List(list) => json!(list),
            Slot::Table(table) => {
                values.insert("t".to_owned(), json!(table.times_s()));
                json!(table.values())
            }
            Slot::Apart => continue,
        };
        values.insert(key.to_owned(), value);
    }
    values
}

/// Parameters by key, beside their type.
fn typed(name: &str, parameters: Vec<Parameter<'_>>) -> Value {
    let mut values = written(parameters);
    values.insert("type".to_owned(), json!(name));
    values.into()
}

/// The lists of a `BloodVesselJunction`.
fn outlets(vessels: &[Vessel]) -> Map<String, Value> {
    let mut vessels = vessels.to_vec();
    let lists = OUTLET_LISTS.map(|(key, of)| {
        let numbers: Vec<f64> = vessels.iter_mut().map(|vessel| *of(vessel)).collect();
        (key.to_owned(), json!(numbers))
    });
    lists.into_iter().collect()
}
