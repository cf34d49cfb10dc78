//! Vessels, and what is at the ends of a network.

use super::super::model::{Coronary, Law, Rcr, VaryingResistance, Vessel};
use super::super::sphere::Sphere;
use super::{Reader, table};
use crate::document::Object;
use crate::error::{Problem, ReadError};

impl Reader {
    pub(super) fn vessels(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        for vessel in root.objects("vessels")? {
            let (name, vessel) = vessel.named("vessel_name")?;
            self.keys(
                &vessel,
                &[
                    "vessel_id",
                    "vessel_name",
                    "vessel_length",
                    "zero_d_element_type",
                    "zero_d_element_values",
                    "boundary_conditions",
                ],
            )?;
            let id_at = vessel.need("vessel_id")?;
            let id = id_at.whole(0)?;
            if self.vessel_ids.insert(id, name.clone()).is_some() {
                let name = format!("vessel {id}");
                return Err(id_at.error(Problem::Duplicate { name }));
            }
            let kind = vessel.need("zero_d_element_type")?.word(
                "type of vessel",
                &[
                    "BloodVessel",
                    "BloodVesselCRL",
                    "BloodVesselRC",
                    "ChamberSphere",
                ],
            )?;
            let values = vessel.need("zero_d_element_values")?.object()?;
            let law = match kind {
                "BloodVesselRC" => {
                    values.only(&["Rpd", "Cp"])?;
                    Law::Follower {
                        resistance: values.need("Rpd")?.positive()?,
                        capacity: values.need("Cp")?.not_negative()?,
                    }
                }
                "ChamberSphere" => Law::Sphere(sphere(&values)?),
                _ => Law::Vessel(plain_vessel(&values, kind == "BloodVesselCRL")?),
            };
            self.add(vessel.at(), name.clone(), law)?;
            if let Some(ends) = vessel.get("boundary_conditions") {
                let ends = ends.object()?;
                self.keys(&ends, &["inlet", "outlet"])?;
                if let Some(at) = ends.get("inlet") {
                    self.connect(&at, &at.text()?, &name);
                }
                if let Some(at) = ends.get("outlet") {
                    self.connect(&at, &name, &at.text()?);
                }
            }
        }
        Ok(())
    }

    pub(super) fn couplings(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        for block in root.objects("external_solver_coupling_blocks")? {
            let (name, block) = block.named("name")?;
            self.keys(
                &block,
                &[
                    "name",
                    "type",
                    "location",
                    "connected_block",
                    "periodic",
                    "values",
                ],
            )?;
            let kind = block
                .need("type")?
                .word("type of coupling", &["FLOW", "PRESSURE"])?;
            let at = block
                .need("location")?
                .word("location", &["inlet", "outlet"])?;
            let periodic = block.flag_or("periodic", true)?;
            let law = source(kind, &block.need("values")?.object()?, periodic)?;
            self.driven.push(self.blocks.len());
            self.add(block.at(), name.clone(), law)?;
            let other_at = block.need("connected_block")?;
            let other = other_at.text()?;
            match at {
                "inlet" => self.connect(&other_at, &name, &other),
                // The heart's outlets name their blocks themselves.
                _ if other == "ClosedLoopHeartAndPulmonary" => {}
                _ => self.connect(&other_at, &other, &name),
            }
        }
        Ok(())
    }

    pub(super) fn boundaries(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        for block in root.objects("boundary_conditions")? {
            let (name, block) = block.named("bc_name")?;
            self.keys(&block, &["bc_name", "bc_type", "bc_values"])?;
            let kind = block.need("bc_type")?.word(
                "type of boundary condition",
                &[
                    "FLOW",
                    "PRESSURE",
                    "RESISTANCE",
                    "RCR",
                    "ClosedLoopRCR",
                    "CORONARY",
                    "CORONARY_VAR_RES",
                    "ClosedLoopCoronaryLeft",
                    "ClosedLoopCoronaryRight",
                ],
            )?;
            let values = block.need("bc_values")?.object()?;
            let law = boundary(kind, &values)?;
            let returns = match &law {
                Law::LoopRcr(_) => values.flag_or("closed_loop_outlet", false)?,
                Law::LoopCoronary { .. } => true,
                _ => false,
            };
            if returns {
                self.loop_returns.push(name.clone());
            }
            self.add(block.at(), name, law)?;
        }
        Ok(())
    }
}

fn plain_vessel(values: &Object<'_>, capacity_first: bool) -> Result<Vessel, ReadError> {
    values.only(&["R_poiseuille", "C", "L", "stenosis_coefficient"])?;
    let or_zero = |key: &str| values.get(key).map_or(Ok(0.0), |at| at.not_negative());
    Ok(Vessel {
        resistance: values.need("R_poiseuille")?.not_negative()?,
        capacity: or_zero("C")?,
        inertance: or_zero("L")?,
        stenosis: or_zero("stenosis_coefficient")?,
        capacity_first,
    })
}

fn sphere(values: &Object<'_>) -> Result<Sphere, ReadError> {
    values.only(&[
        "rho",
        "thick0",
        "radius0",
        "W1",
        "W2",
        "eta",
        "sigma_max",
        "alpha_max",
        "alpha_min",
        "tsys",
        "tdias",
        "steepness",
    ])?;
    let number = |key: &str| values.need(key)?.number();
    Ok(Sphere {
        density: values.need("rho")?.positive()?,
        thickness: values.need("thick0")?.positive()?,
        radius: values.need("radius0")?.positive()?,
        w1: number("W1")?,
        w2: number("W2")?,
        viscosity: values.need("eta")?.not_negative()?,
        largest_stress: number("sigma_max")?,
        activation_rate: number("alpha_max")?,
        relaxation_rate: number("alpha_min")?,
        systole_s: number("tsys")?,
        diastole_s: number("tdias")?,
        steepness_s: values.need("steepness")?.positive()?,
    })
}

/// `FLOW` or `PRESSURE`.
fn source(kind: &str, values: &Object<'_>, periodic: bool) -> Result<Law, ReadError> {
    if kind == "FLOW" {
        values.only(&["Q", "t"])?;
        Ok(Law::Flow(table(values, "Q", periodic)?))
    } else {
        values.only(&["P", "t"])?;
        Ok(Law::Pressure(table(values, "P", periodic)?))
    }
}

fn boundary(kind: &str, values: &Object<'_>) -> Result<Law, ReadError> {
    let rcr = || -> Result<Rcr, ReadError> {
        Ok(Rcr {
            proximal: values.need("Rp")?.not_negative()?,
            capacity: values.need("C")?.not_negative()?,
            distal: values.need("Rd")?.positive()?,
        })
    };
    Ok(match kind {
        "FLOW" | "PRESSURE" => source(kind, values, true)?,
        "RESISTANCE" => {
            values.only(&["R", "Pd"])?;
            Law::Resistance {
                resistance: values.need("R")?.not_negative()?,
                distal: values.need("Pd")?.number()?,
            }
        }
        "RCR" => {
            values.only(&["Rp", "C", "Rd", "Pd"])?;
            Law::Rcr(rcr()?, values.number_or("Pd", 0.0)?)
        }
        "ClosedLoopRCR" => {
            values.only(&["Rp", "C", "Rd", "closed_loop_outlet"])?;
            Law::LoopRcr(rcr()?)
        }
        "CORONARY" | "CORONARY_VAR_RES" => {
            let varies = kind == "CORONARY_VAR_RES";
            let keys = ["Ra1", "Rv1", "Ca", "Cc", "P_v", "Pim", "t", "Ra2"];
            let varying = ["Ra2_min", "Ra2_max", "T_vc", "T_vr"];
            let mut known = keys[..7].to_vec();
            known.extend(if varies { &varying[..] } else { &keys[7..] });
            values.only(&known)?;
            let positive = |key: &str| values.need(key)?.positive();
            let varying = match varies {
                false => None,
                true => Some(VaryingResistance {
                    least: positive("Ra2_min")?,
                    most: positive("Ra2_max")?,
                    rise_s: positive("T_vc")?,
                    fall_s: positive("T_vr")?,
                }),
            };
            Law::Coronary {
                vessels: Coronary {
                    arterial: positive("Ra1")?,
                    arterial_capacity: values.need("Ca")?.not_negative()?,
                    micro: varying.map_or_else(|| positive("Ra2"), |v| Ok(v.least))?,
                    muscle_capacity: positive("Cc")?,
                    venous: positive("Rv1")?,
                },
                muscle: table(values, "Pim", true)?,
                venous: values.need("P_v")?.number()?,
                varying,
            }
        }
        _ => {
            values.only(&["Ra", "Ram", "Rv", "Ca", "Cim"])?;
            let positive = |key: &str| values.need(key)?.positive();
            Law::LoopCoronary {
                vessels: Coronary {
                    arterial: positive("Ra")?,
                    arterial_capacity: values.need("Ca")?.not_negative()?,
                    micro: positive("Ram")?,
                    muscle_capacity: positive("Cim")?,
                    venous: positive("Rv")?,
                },
                left: kind == "ClosedLoopCoronaryLeft",
            }
        }
    })
}
