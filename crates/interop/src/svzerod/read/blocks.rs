//! The blocks of a file, list by list: their parameters, and the connections that they name.

use super::super::activation::Activation;
use super::super::format::{HEART, HEART_INLET, HEART_OUTLET, HEART_TYPE, List, activations};
use super::super::model::{ChamberLaw, Junction, Law, Vessel};
use super::super::parameters::{self, OUTLET_LISTS, Parameter, Slot, apart};
use super::super::table::Table;
use super::Reader;
use crate::document::{At, Object};
use crate::error::{Problem, ReadError};

impl Reader {
    /// Reads the blocks of a list.
    pub(super) fn list(&mut self, root: &Object<'_>, list: List) -> Result<(), ReadError> {
        let list_key = list.keys().list;
        for block in root.objects(list_key)? {
            let (name, block) = block.named(list.keys().block[0])?;
            let law = self.law(&block, list)?;
            // Coronaries always return to the closed loop's heart, windkessels on request.
            let returns = match &law {
                Law::LoopRcr(_) => {
                    let values = block.need("bc_values")?.object()?;
                    values.flag_or("closed_loop_outlet", false)?
                }
                Law::LoopCoronary { .. } => true,
                _ => false,
            };
            if returns {
                self.loop_returns.push(name.clone());
            }
            if list == List::Couplings {
                self.driven.push(self.blocks.len());
            }
            self.add(block.at(), name.clone(), law)?;
            match list {
                List::Vessels => self.vessel(&block, &name)?,
                List::Couplings => self.coupling(&block, &name)?,
                List::Junctions => self.junction(&block, &name)?,
                List::Valves => self.valve(&block, &name)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// The law of a block: its type, with the parameters filled in.
    fn law(&mut self, block: &Object<'_>, list: List) -> Result<Law, ReadError> {
        let keys = list.keys();
        let [_, kind, values] = keys.block;
        self.keys(block, &[&keys.block[..], keys.others].concat())?;
        let mut law = block.need(kind)?.one_of(keys.what, list.types())?;
        if list == List::Couplings
            && let Law::Flow(table) | Law::Pressure(table) = &mut law
        {
            table.set_periodic(block.flag_or("periodic", true)?);
        }
        if let Law::Junction(Junction::Plain) = law {
            return Ok(law);
        }
        let values = block.need(values)?.object()?;
        fill_block(&values, parameters::of(&mut law))?;
        match &mut law {
            Law::Coronary(bed) => {
                if let Some(varying) = bed.varying {
                    bed.vessels.micro = varying.least;
                }
            }
            Law::Junction(Junction::Vessels(vessels)) => *vessels = outlets(&values)?,
            Law::Valve(valve) => {
                let fits = |shut| shut >= valve.open && shut > 0.0;
                let shut = values.need("Rmax")?;
                shut.in_range("positive and at least Rmin", fits)?;
            }
            Law::Chamber(chamber) => {
                match &mut chamber.law {
                    ChamberLaw::Linear(law) if chamber.listed => {
                        law.active_volume = law.rest_volume;
                    }
                    // The file has the sum of both.
                    ChamberLaw::Linear(law) => law.active_elastance -= law.rest_elastance,
                    ChamberLaw::Exponential(_) => {}
                }
                let function = block.need("activation_function")?.object()?;
                let period_s = self.period.as_ref().map_or(1.0, |(period_s, _)| *period_s);
                chamber.activation = activation(&function, period_s)?;
            }
            Law::Heart(heart) => {
                for chamber in &mut heart.chambers {
                    if let ChamberLaw::Linear(law) = chamber {
                        law.active_volume = law.rest_volume;
                    }
                }
            }
            _ => {}
        }
        Ok(law)
    }

    fn vessel(&mut self, block: &Object<'_>, name: &str) -> Result<(), ReadError> {
        let id_at = block.need("vessel_id")?;
        let id = id_at.whole(0)?;
        if self.vessel_ids.insert(id, name.to_owned()).is_some() {
            let name = format!("vessel {id}");
            return Err(id_at.error(Problem::Duplicate { name }));
        }
        if let Some(ends) = block.get("boundary_conditions") {
            let ends = ends.object()?;
            self.keys(&ends, &["inlet", "outlet"])?;
            if let Some(at) = ends.get("inlet") {
                self.connect(&at, &at.text()?, name);
            }
            if let Some(at) = ends.get("outlet") {
                self.connect(&at, name, &at.text()?);
            }
        }
        Ok(())
    }

    fn coupling(&mut self, block: &Object<'_>, name: &str) -> Result<(), ReadError> {
        let places = vec![("inlet", true), ("outlet", false)];
        let at_inlet = block.need("location")?.one_of("location", places)?;
        let other_at = block.need("connected_block")?;
        let other = other_at.text()?;
        if at_inlet {
            self.connect(&other_at, name, &other);
        } else if other != HEART_TYPE {
            // The heart's outlets name their blocks themselves.
            self.connect(&other_at, &other, name);
        }
        Ok(())
    }

    fn junction(&mut self, block: &Object<'_>, name: &str) -> Result<(), ReadError> {
        let (inlets, outlets) = match block.get("inlet_vessels") {
            Some(inlets) => (
                self.vessels_of(&inlets)?,
                self.vessels_of(&block.need("outlet_vessels")?)?,
            ),
            None => (
                block.need("inlet_blocks")?.texts()?,
                block.need("outlet_blocks")?.texts()?,
            ),
        };
        for (at, inlet) in inlets {
            self.connect(&at, &inlet, name);
        }
        for (at, outlet) in outlets {
            self.connect(&at, name, &outlet);
        }
        Ok(())
    }

    /// Vessels by their numbers.
    fn vessels_of<'a>(&self, at: &At<'a>) -> Result<Vec<(At<'a>, String)>, ReadError> {
        let name = |at: At<'a>| {
            let id = at.whole(0)?;
            match self.vessel_ids.get(&id) {
                Some(name) => Ok((at, name.clone())),
                None => Err(at.no_such("vessel", id.to_string(), &[])),
            }
        };
        at.list()?.into_iter().map(name).collect()
    }

    fn valve(&mut self, block: &Object<'_>, name: &str) -> Result<(), ReadError> {
        let values = block.need("params")?.object()?;
        let up = values.need("upstream_block")?;
        let down = values.need("downstream_block")?;
        self.connect(&up, &up.text()?, name);
        self.connect(&down, name, &down.text()?);
        Ok(())
    }

    /// The closed loop's heart, with the junctions before and behind it.
    pub(super) fn heart(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        let blocks = root.objects(List::ClosedLoops.keys().list)?;
        for (n, block) in blocks.iter().enumerate() {
            let law = self.law(block, List::ClosedLoops)?;
            if n > 0 {
                let name = HEART_TYPE.to_owned();
                return Err(block.error(Problem::Duplicate { name }));
            }
            block.need("cardiac_cycle_period")?;
            let junction = || Law::Junction(Junction::Plain);
            self.add(block.at(), HEART.to_owned(), law)?;
            self.connect(block.at(), HEART_INLET, HEART);
            self.add(block.at(), HEART_INLET.to_owned(), junction())?;
            for name in std::mem::take(&mut self.loop_returns) {
                self.connect(block.at(), &name, HEART_INLET);
            }
            self.connect(block.at(), HEART, HEART_OUTLET);
            self.add(block.at(), HEART_OUTLET.to_owned(), junction())?;
            for (at, name) in block.need("outlet_blocks")?.texts()? {
                self.connect(&at, HEART_OUTLET, &name);
            }
        }
        Ok(())
    }
}

/// Fills the parameters of a block; refuses other keys.
fn fill_block(values: &Object<'_>, parameters: Vec<Parameter<'_>>) -> Result<(), ReadError> {
    let known: Vec<&str> = parameters.iter().flat_map(Parameter::keys).collect();
    values.only(&known)?;
    fill(values, parameters)
}

/// Fills parameters with the values of the file.
pub(super) fn fill(values: &Object<'_>, parameters: Vec<Parameter<'_>>) -> Result<(), ReadError> {
    for Parameter {
        key,
        value,
        optional,
    } in parameters
    {
        if matches!(value, Slot::Apart) || optional && values.get(key).is_none() {
            continue;
        }
        let at = values.need(key)?;
        match value {
            Slot::Any(number) => *number = at.number()?,
            Slot::NotNegative(number) => *number = at.not_negative()?,
            Slot::Positive(number) => *number = at.positive()?,
            Slot::Share(number) => {
                *number = at.in_range("from 0 to 1", |v| (0.0..=1.0).contains(&v))?;
            }
            Slot::Count(number) => *number = at.whole(1)?,
            Slot::Flag(flag) => *flag = at.flag()?,
            Slot::List(list) => *list = at.numbers()?,
            Slot::Table(filled) => *filled = table(values, key, filled.is_periodic())?,
            Slot::Apart => {}
        }
    }
    Ok(())
}

/// A table: values under `key`, times under `t`.
fn table(values: &Object<'_>, key: &'static str, periodic: bool) -> Result<Table, ReadError> {
    let at = values.need(key)?;
    let entries = at.numbers()?;
    let times_at = values.get("t");
    let times = match &times_at {
        Some(times) => times.numbers()?,
        // One value needs no time.
        None if entries.len() == 1 => vec![0.0],
        None => {
            return Err(values.error(Problem::Missing {
                key: "t".to_owned(),
            }));
        }
    };
    let of = times_at.as_ref().unwrap_or(&at);
    if entries.is_empty() {
        let what = "a table needs at least one value".to_owned();
        return Err(at.error(Problem::Network(what)));
    }
    if times.len() != entries.len() {
        return Err(of.error(Problem::TableLengths {
            times: times.len(),
            values: entries.len(),
            of: key,
        }));
    }
    if let Some(pair) = times.windows(2).find(|pair| pair[1] <= pair[0]) {
        return Err(of.error(Problem::TableOrder {
            before: pair[0],
            after: pair[1],
        }));
    }
    Ok(Table::new(times, entries, periodic))
}

fn activation(values: &Object<'_>, period_s: f64) -> Result<Activation, ReadError> {
    let kind = values.need("type")?;
    let mut activation = kind.one_of("activation function", activations())?;
    let mut parameters = parameters::activation(&mut activation);
    parameters.push(apart("type"));
    fill_block(values, parameters)?;
    match activation {
        Activation::TwoHill {
            t_shift_s,
            tau_1_s,
            tau_2_s,
            m1,
            m2,
            ..
        } => {
            let parameters = [t_shift_s, tau_1_s, tau_2_s, m1, m2];
            Activation::two_hill(period_s, parameters).ok_or_else(|| {
                let what = "this activation function never rises above zero".to_owned();
                values.error(Problem::Network(what))
            })
        }
        Activation::RawFourier => Ok(Activation::fourier()),
        filled => Ok(filled),
    }
}

/// The vessels to the outlets of a `BloodVesselJunction`; lists other than the first may be absent.
fn outlets(values: &Object<'_>) -> Result<Vec<Vessel>, ReadError> {
    let [(first, _), ..] = OUTLET_LISTS;
    let count = values.need(first)?.list()?.len();
    let mut vessels = vec![Vessel::default(); count];
    for (key, of) in OUTLET_LISTS {
        let Some(at) = values.get(key) else { continue };
        let list = at.list()?;
        if list.len() != count {
            let what = format!("{} values of {key} for {count} of {first}", list.len());
            return Err(at.error(Problem::Network(what)));
        }
        for (vessel, at) in vessels.iter_mut().zip(list) {
            *of(vessel) = at.not_negative()?;
        }
    }
    Ok(vessels)
}
