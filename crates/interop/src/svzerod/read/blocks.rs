//! The blocks of a file, list by list: their parameters, and the connections that they name.

use super::super::activation::Activation;
use super::super::format::{
    HEART, HEART_INLET, HEART_OUTLET, HEART_TYPE, List, activations, materials, name_of,
};
use super::super::model::{ChamberLaw, Junction, Law, Vessel};
use super::super::parameters::{self, OUTLET_LISTS, Parameter, Slot, apart};
use super::super::sphere::Material;
use super::super::table::Table;
use super::Reader;
use crate::document::{At, Object};
use crate::error::{Problem, ReadError};

/// Warning about an activation that outlasts the cycle.
const CUT: &str = "jumps at the end of the cycle, where it begins anew (as in svZeroDSolver)";
/// Smallest jump of an activation that is reported.
const LEAST_JUMP: f64 = 0.01;

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
        let kind = block.need(kind)?;
        if list == List::Boundaries && kind.text()? == "IMPEDANCE" {
            return Err(kind.error(Problem::Unsupported {
                what: "an IMPEDANCE, an outlet whose pressure follows from its past flow as \
                       P(t) = Pd + Σ z_k Q(t - k Δt), is not supported yet"
                    .to_owned(),
                instead: "an RCR outlet fitted to z can take its place",
            }));
        }
        let mut law = kind.one_of(keys.what, list.types())?;
        if list == List::Couplings
            && let Law::Flow(table) | Law::Pressure(table) = &mut law
        {
            table.set_periodic(block.flag_or("periodic", true)?);
        }
        if let (Law::Junction(Junction::Plain), None) = (&law, block.get(values)) {
            return Ok(law);
        }
        let values = block.need(values)?.object()?;
        values.refuse(|key| elsewhere(&law, key))?;
        fill_block(&values, parameters::of(&mut law))?;
        self.negative(&values);
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
                chamber.activation = self.activation(block)?;
                if let Some(at) = block.get("material") {
                    self.note(
                        "material",
                        &at,
                        "is ignored: only a ChamberSphere has a material",
                    );
                }
            }
            Law::Sphere(sphere) if !sphere.among_vessels => {
                let material_of = block.need("material")?.object()?;
                sphere.material = material(&material_of)?;
                sphere.activation = self.activation(block)?;
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

    /// The activation function of a chamber.
    fn activation(&mut self, block: &Object<'_>) -> Result<Activation, ReadError> {
        let at = block.need("activation_function")?;
        let period_s = self.period.as_ref().map_or(1.0, |(period_s, _)| *period_s);
        let activation = activation(&at.object()?, period_s)?;
        if activation.jump(period_s) > LEAST_JUMP {
            self.note("activation_function", &at, CUT);
        }
        Ok(activation)
    }

    /// Notes losses below zero. The calibrator of svZeroDSolver writes them for vessels and junctions
    /// that gain pressure in the flow.
    fn negative(&mut self, values: &Object<'_>) {
        for key in ["R_poiseuille", "stenosis_coefficient", "R"] {
            let Some(at) = values.get(key) else { continue };
            let numbers = at
                .number()
                .map_or_else(|_| at.numbers(), |number| Ok(vec![number]));
            if numbers.is_ok_and(|numbers| numbers.iter().any(|number| *number < 0.0)) {
                self.note(key, &at, "is negative: taken as a gain of pressure");
            }
        }
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
        let by_number = ["inlet_vessels", "outlet_vessels"];
        let by_name = ["inlet_blocks", "outlet_blocks"];
        let [inlets, outlets] = if by_number.iter().any(|key| block.get(key).is_some()) {
            for key in by_name {
                if let Some(at) = block.get(key) {
                    self.note(key, &at, "is ignored beside the numbers of the vessels");
                }
            }
            let [inlets, outlets] = by_number.map(|key| self.vessels_of(&block.need(key)?));
            [inlets?, outlets?]
        } else {
            let [inlets, outlets] = by_name.map(|key| block.need(key)?.texts());
            [inlets?, outlets?]
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
            if let Some(at) = block.get("name")
                && at.text()? != HEART
            {
                self.note(
                    "name",
                    &at,
                    "is ignored: the closed loop's heart is called CLH",
                );
            }
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

/// The reason why a key does not belong to the values of a law.
fn elsewhere(law: &Law, key: &str) -> Option<Problem> {
    let into = match law {
        Law::Junction(Junction::Plain) => {
            let values = [
                Junction::Vessels(Vec::new()),
                Junction::Resistive(Vec::new()),
            ];
            let mut takers = values.into_iter().map(Law::Junction);
            let taker = takers.find(|law| has(parameters::of(&mut law.clone()), key));
            let taker = name_of(&taker?);
            format!("a {taker}: a junction of this type has one pressure and no values")
        }
        Law::Chamber(_) | Law::Sphere(_) if !has(parameters::of(&mut law.clone()), key) => {
            let inside =
                |object, kind| format!("\"{object}\" of the chamber, with \"type\": \"{kind}\"");
            let mut functions = activations().into_iter();
            let mut materials = materials().into_iter();
            functions
                .find(|(_, a)| has(parameters::activation(&mut a.clone()), key))
                .map(|(kind, _)| inside("activation_function", kind))
                .or_else(|| {
                    let kind =
                        materials.find(|(_, m)| has(parameters::material(&mut m.clone()), key));
                    kind.map(|(kind, _)| inside("material", kind))
                })?
        }
        _ => return None,
    };
    let key = key.to_owned();
    Some(Problem::Misplaced { key, into })
}

fn has(parameters: Vec<Parameter<'_>>, key: &str) -> bool {
    parameters
        .iter()
        .flat_map(Parameter::keys)
        .any(|known| known == key)
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
    let mut activation = typed(values, "activation function", activations())?;
    fill_typed(values, parameters::activation(&mut activation))?;
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

fn material(values: &Object<'_>) -> Result<Material, ReadError> {
    let mut material = typed(values, "material", materials())?;
    fill_typed(values, parameters::material(&mut material))?;
    Ok(material)
}

/// The choice that the type of an object names.
fn typed<T>(
    values: &Object<'_>,
    what: &'static str,
    choices: Vec<(&str, T)>,
) -> Result<T, ReadError> {
    values.need("type")?.one_of(what, choices)
}

/// Fills the parameters that stand beside a type.
fn fill_typed(values: &Object<'_>, mut parameters: Vec<Parameter<'_>>) -> Result<(), ReadError> {
    parameters.push(apart("type"));
    fill_block(values, parameters)
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
            *of(vessel) = match key {
                "L" => at.not_negative()?,
                _ => at.number()?,
            };
        }
    }
    Ok(vessels)
}
