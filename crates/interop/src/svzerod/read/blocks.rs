//! The lists of blocks.

use super::super::activation::Activation;
use super::super::model::{
    Chamber, ChamberLaw, Coronary, Heart, Junction, Law, Rcr, Valve, VaryingResistance, Vessel,
};
use super::super::sphere::Sphere;
use super::{Reader, table};
use crate::document::{At, Object};
use crate::error::{Problem, ReadError};

/// Elements of a list that may be absent.
fn elements<'a>(root: &Object<'a>, key: &str) -> Result<Vec<Object<'a>>, ReadError> {
    let list = root.get(key).map_or(Ok(Vec::new()), |at| at.list())?;
    list.iter().map(At::object).collect()
}

/// The name of a block and the block under it.
fn named<'a>(block: Object<'a>, key: &str) -> Result<(String, Object<'a>), ReadError> {
    let name = block.need(key)?.text()?;
    let block = block.called(&name);
    Ok((name, block))
}

impl Reader {
    pub(super) fn vessels(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        for vessel in elements(root, "vessels")? {
            let (name, vessel) = named(vessel, "vessel_name")?;
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
                ends.only(&["inlet", "outlet"])?;
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
        for block in elements(root, "external_solver_coupling_blocks")? {
            let (name, block) = named(block, "name")?;
            block.only(&[
                "name",
                "type",
                "location",
                "connected_block",
                "periodic",
                "values",
            ])?;
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
        for block in elements(root, "boundary_conditions")? {
            let (name, block) = named(block, "bc_name")?;
            block.only(&["bc_name", "bc_type", "bc_values"])?;
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

    pub(super) fn junctions(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        for block in elements(root, "junctions")? {
            let (name, block) = named(block, "junction_name")?;
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
                    names_of(&block.need("inlet_blocks")?)?,
                    names_of(&block.need("outlet_blocks")?)?,
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

    pub(super) fn heart(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        let blocks = elements(root, "closed_loop_blocks")?;
        for (n, block) in blocks.iter().enumerate() {
            block.only(&[
                "name",
                "closed_loop_type",
                "cardiac_cycle_period",
                "outlet_blocks",
                "parameters",
            ])?;
            block
                .need("closed_loop_type")?
                .word("type of closed loop", &["ClosedLoopHeartAndPulmonary"])?;
            if n > 0 {
                let name = "ClosedLoopHeartAndPulmonary".to_owned();
                return Err(block.error(Problem::Duplicate { name }));
            }
            block.need("cardiac_cycle_period")?;
            let heart = heart(&block.need("parameters")?.object()?)?;
            self.add(block.at(), "CLH".to_owned(), Law::Heart(Box::new(heart)))?;
            let (inlet, outlet) = ("J_heart_inlet", "J_heart_outlet");
            self.connect(block.at(), inlet, "CLH");
            self.add(block.at(), inlet.to_owned(), Law::Junction(Junction::Plain))?;
            for name in std::mem::take(&mut self.loop_returns) {
                self.connect(block.at(), &name, inlet);
            }
            self.connect(block.at(), "CLH", outlet);
            self.add(
                block.at(),
                outlet.to_owned(),
                Law::Junction(Junction::Plain),
            )?;
            for (at, name) in names_of(&block.need("outlet_blocks")?)? {
                self.connect(&at, outlet, &name);
            }
        }
        Ok(())
    }

    pub(super) fn valves(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        for block in elements(root, "valves")? {
            let (name, block) = named(block, "name")?;
            block.only(&["name", "type", "params"])?;
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

    pub(super) fn chambers(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        let period_s = self.period.as_ref().map_or(1.0, |(period_s, _)| *period_s);
        for block in elements(root, "chambers")? {
            let (name, block) = named(block, "name")?;
            block.only(&["name", "type", "values", "activation_function"])?;
            let kind = block.need("type")?.word(
                "type of chamber",
                &[
                    "LinearElastanceChamber",
                    "ChamberElastanceInductor",
                    "ChamberElastanceInductorExponential",
                ],
            )?;
            let values = block.need("values")?.object()?;
            let number = |key: &str| values.need(key)?.number();
            let (law, inertance) = match kind {
                "LinearElastanceChamber" => {
                    values.only(&["Emax", "Epass", "Vrest"])?;
                    let law = ChamberLaw::Linear {
                        rest_elastance: values.need("Epass")?.positive()?,
                        active_elastance: values.need("Emax")?.not_negative()?,
                        rest_volume: number("Vrest")?,
                        active_volume: number("Vrest")?,
                    };
                    (law, 0.0)
                }
                "ChamberElastanceInductor" => {
                    values.only(&["Emax", "Emin", "Vrd", "Vrs", "Impedance"])?;
                    let least = values.need("Emin")?.positive()?;
                    let law = ChamberLaw::Linear {
                        rest_elastance: least,
                        active_elastance: values.need("Emax")?.positive()? - least,
                        rest_volume: number("Vrd")?,
                        active_volume: number("Vrs")?,
                    };
                    (law, values.need("Impedance")?.not_negative()?)
                }
                _ => {
                    values.only(&["Emax", "Kxp", "Kxv", "Vaso", "Impedance"])?;
                    let law = ChamberLaw::Exponential {
                        elastance: values.need("Emax")?.positive()?,
                        passive_pressure: values.need("Kxp")?.positive()?,
                        passive_exponent: values.need("Kxv")?.positive()?,
                        unstressed: number("Vaso")?,
                    };
                    (law, values.need("Impedance")?.not_negative()?)
                }
            };
            let chamber = Chamber {
                law,
                activation: activation(&block.need("activation_function")?.object()?, period_s)?,
                inertance,
                listed: kind == "LinearElastanceChamber",
            };
            self.add(block.at(), name, Law::Chamber(chamber))?;
        }
        Ok(())
    }
}

fn names_of<'a>(at: &At<'a>) -> Result<Vec<(At<'a>, String)>, ReadError> {
    let name = |at: At<'a>| {
        let name = at.text()?;
        Ok((at, name))
    };
    at.list()?.into_iter().map(name).collect()
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

fn activation(values: &Object<'_>, period_s: f64) -> Result<Activation, ReadError> {
    let kind = values.need("type")?.word(
        "activation function",
        &[
            "half_cosine",
            "piecewise_cosine",
            "two_hill",
            "wrapping_cosine",
            "fourier",
        ],
    )?;
    let number = |key: &str| values.need(key)?.number();
    let positive = |key: &str| values.need(key)?.positive();
    Ok(match kind {
        "half_cosine" => {
            values.only(&["type", "t_active", "t_twitch"])?;
            Activation::HalfCosine {
                t_active_s: number("t_active")?,
                t_twitch_s: positive("t_twitch")?,
            }
        }
        "piecewise_cosine" => {
            let keys = [
                "contract_start",
                "relax_start",
                "contract_duration",
                "relax_duration",
            ];
            values.only(&["type", keys[0], keys[1], keys[2], keys[3]])?;
            Activation::PiecewiseCosine {
                contract_start_s: number(keys[0])?,
                relax_start_s: number(keys[1])?,
                contract_duration_s: positive(keys[2])?,
                relax_duration_s: positive(keys[3])?,
            }
        }
        "two_hill" => {
            values.only(&["type", "t_shift", "tau_1", "tau_2", "m1", "m2"])?;
            let parameters = [
                number("t_shift")?,
                positive("tau_1")?,
                positive("tau_2")?,
                positive("m1")?,
                positive("m2")?,
            ];
            Activation::two_hill(period_s, parameters).ok_or_else(|| {
                let what = "this activation function never rises above zero".to_owned();
                values.error(Problem::Network(what))
            })?
        }
        "wrapping_cosine" => {
            values.only(&["type", "Tsa", "tpwave"])?;
            Activation::WrappingCosine {
                length_share: positive("Tsa")?,
                end_divisor: positive("tpwave")?,
            }
        }
        _ => {
            values.only(&["type"])?;
            Activation::fourier()
        }
    })
}

fn heart(values: &Object<'_>) -> Result<Heart, ReadError> {
    values.only(&[
        "Tsa", "tpwave", "Erv_s", "Elv_s", "iml", "imr", "Lra_v", "Rra_v", "Lrv_a", "Rrv_a",
        "Lla_v", "Rla_v", "Llv_a", "Rlv_ao", "Vrv_u", "Vlv_u", "Rpd", "Cp", "Cpa", "Kxp_ra",
        "Kxv_ra", "Kxp_la", "Kxv_la", "Emax_ra", "Emax_la", "Vaso_ra", "Vaso_la",
    ])?;
    let number = |key: &str| values.need(key)?.number();
    let positive = |key: &str| values.need(key)?.positive();
    let not_negative = |key: &str| values.need(key)?.not_negative();
    let atrium = |side: &str| -> Result<ChamberLaw, ReadError> {
        Ok(ChamberLaw::Exponential {
            elastance: positive(&format!("Emax_{side}"))?,
            passive_pressure: positive(&format!("Kxp_{side}"))?,
            passive_exponent: positive(&format!("Kxv_{side}"))?,
            unstressed: number(&format!("Vaso_{side}"))?,
        })
    };
    let ventricle = |elastance: &str, volume: &str| -> Result<ChamberLaw, ReadError> {
        Ok(ChamberLaw::Linear {
            rest_elastance: 0.0,
            active_elastance: positive(elastance)?,
            rest_volume: number(volume)?,
            active_volume: number(volume)?,
        })
    };
    Ok(Heart {
        chambers: [
            atrium("ra")?,
            ventricle("Erv_s", "Vrv_u")?,
            atrium("la")?,
            ventricle("Elv_s", "Vlv_u")?,
        ],
        activations: [
            Activation::WrappingCosine {
                length_share: positive("Tsa")?,
                end_divisor: positive("tpwave")?,
            },
            Activation::RawFourier,
        ],
        resistances: [
            not_negative("Rra_v")?,
            not_negative("Rrv_a")?,
            not_negative("Rla_v")?,
            not_negative("Rlv_ao")?,
        ],
        inertances: [
            positive("Lra_v")?,
            positive("Lrv_a")?,
            positive("Lla_v")?,
            positive("Llv_a")?,
        ],
        lung_resistance: positive("Rpd")?,
        lung_capacity: not_negative("Cp")?,
        aorta_capacity: not_negative("Cpa")?,
        muscle_shares: [number("iml")?, number("imr")?],
    })
}
