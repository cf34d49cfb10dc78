//! Chambers of the heart, alone or as the heart of a closed loop.

use super::super::activation::Activation;
use super::super::model::{Chamber, ChamberLaw, Exponential, Heart, Junction, Law};
use super::Reader;
use crate::document::Object;
use crate::error::{Problem, ReadError};

impl Reader {
    pub(super) fn heart(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        let blocks = root.objects("closed_loop_blocks")?;
        for (n, block) in blocks.iter().enumerate() {
            self.keys(
                block,
                &[
                    "name",
                    "closed_loop_type",
                    "cardiac_cycle_period",
                    "outlet_blocks",
                    "parameters",
                ],
            )?;
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
            for (at, name) in block.need("outlet_blocks")?.texts()? {
                self.connect(&at, outlet, &name);
            }
        }
        Ok(())
    }

    pub(super) fn chambers(&mut self, root: &Object<'_>) -> Result<(), ReadError> {
        let period_s = self.period.as_ref().map_or(1.0, |(period_s, _)| *period_s);
        for block in root.objects("chambers")? {
            let (name, block) = block.named("name")?;
            self.keys(&block, &["name", "type", "values", "activation_function"])?;
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
                    let inertance = values.need("Impedance")?.not_negative()?;
                    (exponential(&values, "")?, inertance)
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

/// An exponential law by its parameters, whose names end in `suffix`.
fn exponential(values: &Object<'_>, suffix: &str) -> Result<ChamberLaw, ReadError> {
    let need = |key: &str| values.need(&format!("{key}{suffix}"));
    Ok(ChamberLaw::Exponential(Exponential {
        elastance: need("Emax")?.positive()?,
        passive_pressure: need("Kxp")?.positive()?,
        passive_exponent: need("Kxv")?.positive()?,
        unstressed: need("Vaso")?.number()?,
    }))
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
            exponential(values, "_ra")?,
            ventricle("Erv_s", "Vrv_u")?,
            exponential(values, "_la")?,
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
