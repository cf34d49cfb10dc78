//! What joins vessels: junctions and valves.

use super::super::model::{Junction, Law, Valve, Vessel};
use super::Reader;
use crate::document::{At, Object};
use crate::error::{Problem, ReadError};

impl Reader {
    pub(super) fn junctions(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        for block in root.objects("junctions")? {
            let (name, block) = block.named("junction_name")?;
            self.keys(
                &block,
                &[
                    "junction_name",
                    "junction_type",
                    "inlet_vessels",
                    "outlet_vessels",
                    "inlet_blocks",
                    "outlet_blocks",
                    "junction_values",
                ],
            )?;
            let kind = block.need("junction_type")?.word(
                "type of junction",
                &[
                    "NORMAL_JUNCTION",
                    "internal_junction",
                    "resistive_junction",
                    "BloodVesselJunction",
                ],
            )?;
            let law = match kind {
                "resistive_junction" => {
                    let values = block.need("junction_values")?.object()?;
                    values.only(&["R"])?;
                    Junction::Resistive(values.need("R")?.numbers()?)
                }
                "BloodVesselJunction" => {
                    Junction::Vessels(outlets(&block.need("junction_values")?.object()?)?)
                }
                _ => Junction::Plain,
            };
            self.add(block.at(), name.clone(), Law::Junction(law))?;
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
                self.connect(&at, &inlet, &name);
            }
            for (at, outlet) in outlets {
                self.connect(&at, &name, &outlet);
            }
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

    pub(super) fn valves(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        for block in root.objects("valves")? {
            let (name, block) = block.named("name")?;
            self.keys(&block, &["name", "type", "params"])?;
            let kind = block
                .need("type")?
                .word("type of valve", &["ValveTanh", "PiecewiseValve"])?;
            let values = block.need("params")?.object()?;
            let smooth = kind == "ValveTanh";
            let keys = [
                "Rmin",
                "Rmax",
                "upstream_block",
                "downstream_block",
                "Steepness",
            ];
            values.only(if smooth { &keys } else { &keys[..4] })?;
            let open = values.need("Rmin")?.not_negative()?;
            let valve = Valve {
                open,
                shut: values
                    .need("Rmax")?
                    .in_range("positive and at least Rmin", |shut| {
                        shut >= open && shut > 0.0
                    })?,
                steepness: match smooth {
                    true => values.need("Steepness")?.positive()?,
                    false => f64::INFINITY,
                },
            };
            self.add(block.at(), name.clone(), Law::Valve(valve))?;
            let (up, down) = (
                values.need("upstream_block")?,
                values.need("downstream_block")?,
            );
            self.connect(&up, &up.text()?, &name);
            self.connect(&down, &name, &down.text()?);
        }
        Ok(())
    }
}

/// The vessels to the outlets of a `BloodVesselJunction`.
fn outlets(values: &Object<'_>) -> Result<Vec<Vessel>, ReadError> {
    values.only(&["R_poiseuille", "L", "stenosis_coefficient"])?;
    let at = values.need("R_poiseuille")?;
    let resistances = at.numbers()?;
    let list = |key: &'static str| -> Result<Vec<f64>, ReadError> {
        let Some(at) = values.get(key) else {
            return Ok(vec![0.0; resistances.len()]);
        };
        let numbers = at.numbers()?;
        if numbers.len() != resistances.len() {
            return Err(at.error(Problem::Network(format!(
                "{} values of {key} for {} of R_poiseuille",
                numbers.len(),
                resistances.len()
            ))));
        }
        Ok(numbers)
    };
    let (inertances, stenoses) = (list("L")?, list("stenosis_coefficient")?);
    let vessels = resistances.iter().zip(inertances).zip(stenoses);
    vessels
        .map(|((&resistance, inertance), stenosis)| {
            let negative = [resistance, inertance, stenosis]
                .into_iter()
                .find(|v| *v < 0.0);
            match negative {
                Some(value) => Err(at.error(Problem::OutOfRange {
                    value,
                    wanted: "zero or positive",
                })),
                None => Ok(Vessel {
                    resistance,
                    inertance,
                    stenosis,
                    ..Vessel::default()
                }),
            }
        })
        .collect()
}
