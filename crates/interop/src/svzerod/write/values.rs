//! The parameters of every kind of block.

use serde_json::{Map, Value, json};

use super::super::activation::Activation;
use super::super::model::{
    Chamber, ChamberLaw, Coronary, Exponential, Heart, Junction, Rcr, Valve, VaryingResistance,
    Vessel,
};
use super::super::sphere::Sphere;
use super::super::table::Table;

/// The number at or next to `guess` that `read` turns into `wanted`, bit for bit; `guess` if there
/// is none.
pub(super) fn exactly(wanted: f64, guess: f64, read: impl Fn(f64) -> f64) -> f64 {
    let (up, down) = (guess.next_up(), guess.next_down());
    [guess, up, down, up.next_up(), down.next_down()]
        .into_iter()
        .find(|near| read(*near) == wanted)
        .unwrap_or(guess)
}

pub(super) fn vessel(v: &Vessel) -> Value {
    json!({
        "R_poiseuille": v.resistance,
        "C": v.capacity,
        "L": v.inertance,
        "stenosis_coefficient": v.stenosis,
    })
}

pub(super) fn sphere(s: &Sphere) -> Value {
    json!({
        "rho": s.density,
        "thick0": s.thickness,
        "radius0": s.radius,
        "W1": s.w1,
        "W2": s.w2,
        "eta": s.viscosity,
        "sigma_max": s.largest_stress,
        "alpha_max": s.activation_rate,
        "alpha_min": s.relaxation_rate,
        "tsys": s.systole_s,
        "tdias": s.diastole_s,
        "steepness": s.steepness_s,
    })
}

/// `{t, key}`.
pub(super) fn table(key: &str, table: &Table) -> Value {
    json!({ "t": table.times_s(), key: table.values() })
}

pub(super) fn rcr(rcr: &Rcr, distal: f64) -> Value {
    json!({ "Rp": rcr.proximal, "C": rcr.capacity, "Rd": rcr.distal, "Pd": distal })
}

pub(super) fn loop_rcr(rcr: &Rcr, returns: bool) -> Value {
    json!({
        "Rp": rcr.proximal,
        "C": rcr.capacity,
        "Rd": rcr.distal,
        "closed_loop_outlet": returns,
    })
}

pub(super) fn coronary(
    v: &Coronary,
    muscle: &Table,
    venous: f64,
    varying: Option<&VaryingResistance>,
) -> Value {
    let mut values = json!({
        "Ra1": v.arterial,
        "Ca": v.arterial_capacity,
        "Cc": v.muscle_capacity,
        "Rv1": v.venous,
        "P_v": venous,
        "t": muscle.times_s(),
        "Pim": muscle.values(),
    });
    match varying {
        None => values["Ra2"] = json!(v.micro),
        Some(r) => {
            values["Ra2_min"] = json!(r.least);
            values["Ra2_max"] = json!(r.most);
            values["T_vc"] = json!(r.rise_s);
            values["T_vr"] = json!(r.fall_s);
        }
    }
    values
}

pub(super) fn loop_coronary(v: &Coronary) -> Value {
    json!({
        "Ra": v.arterial,
        "Ca": v.arterial_capacity,
        "Ram": v.micro,
        "Cim": v.muscle_capacity,
        "Rv": v.venous,
    })
}

/// Type and values of a junction; a plain one has none.
pub(super) fn junction(junction: &Junction) -> (&'static str, Option<Value>) {
    match junction {
        Junction::Plain => ("NORMAL_JUNCTION", None),
        Junction::Resistive(resistances) => {
            ("resistive_junction", Some(json!({ "R": resistances })))
        }
        Junction::Vessels(vessels) => {
            let of = |value: fn(&Vessel) -> f64| vessels.iter().map(value).collect::<Vec<_>>();
            let values = json!({
                "R_poiseuille": of(|v| v.resistance),
                "L": of(|v| v.inertance),
                "stenosis_coefficient": of(|v| v.stenosis),
            });
            ("BloodVesselJunction", Some(values))
        }
    }
}

/// Type and parameters of a valve, without its neighbours.
pub(super) fn valve(v: &Valve) -> (&'static str, Map<String, Value>) {
    let mut values = Map::new();
    values.insert("Rmin".to_owned(), json!(v.open));
    values.insert("Rmax".to_owned(), json!(v.shut));
    if v.steepness.is_infinite() {
        return ("PiecewiseValve", values);
    }
    values.insert("Steepness".to_owned(), json!(v.steepness));
    ("ValveTanh", values)
}

/// Type and values of a chamber.
pub(super) fn chamber(chamber: &Chamber) -> (&'static str, Value) {
    match chamber.law {
        ChamberLaw::Linear {
            rest_elastance,
            active_elastance,
            rest_volume,
            ..
        } if chamber.listed => {
            let values = json!({
                "Emax": active_elastance,
                "Epass": rest_elastance,
                "Vrest": rest_volume,
            });
            ("LinearElastanceChamber", values)
        }
        ChamberLaw::Linear {
            rest_elastance,
            active_elastance,
            rest_volume,
            active_volume,
        } => {
            let sum = active_elastance + rest_elastance;
            let values = json!({
                "Emax": exactly(active_elastance, sum, |most| most - rest_elastance),
                "Emin": rest_elastance,
                "Vrd": rest_volume,
                "Vrs": active_volume,
                "Impedance": chamber.inertance,
            });
            ("ChamberElastanceInductor", values)
        }
        ChamberLaw::Exponential(law) => {
            let mut values: Map<String, Value> = exponential(&law, "").collect();
            values.insert("Impedance".to_owned(), json!(chamber.inertance));
            ("ChamberElastanceInductorExponential", values.into())
        }
    }
}

/// The parameters of an exponential law, whose names end in `suffix`.
fn exponential(law: &Exponential, suffix: &str) -> impl Iterator<Item = (String, Value)> {
    [
        ("Emax", law.elastance),
        ("Kxp", law.passive_pressure),
        ("Kxv", law.passive_exponent),
        ("Vaso", law.unstressed),
    ]
    .into_iter()
    .map(move |(key, value)| (format!("{key}{suffix}"), json!(value)))
}

pub(super) fn activation(activation: &Activation) -> Value {
    match *activation {
        Activation::HalfCosine {
            t_active_s,
            t_twitch_s,
        } => json!({ "type": "half_cosine", "t_active": t_active_s, "t_twitch": t_twitch_s }),
        Activation::PiecewiseCosine {
            contract_start_s,
            relax_start_s,
            contract_duration_s,
            relax_duration_s,
        } => json!({
            "type": "piecewise_cosine",
            "contract_start": contract_start_s,
            "relax_start": relax_start_s,
            "contract_duration": contract_duration_s,
            "relax_duration": relax_duration_s,
        }),
        Activation::TwoHill {
            t_shift_s,
            tau_1_s,
            tau_2_s,
            m1,
            m2,
            scale: _,
        } => json!({
            "type": "two_hill",
            "t_shift": t_shift_s,
            "tau_1": tau_1_s,
            "tau_2": tau_2_s,
            "m1": m1,
            "m2": m2,
        }),
        Activation::WrappingCosine {
            length_share,
            end_divisor,
        } => json!({ "type": "wrapping_cosine", "Tsa": length_share, "tpwave": end_divisor }),
        Activation::Fourier { .. } | Activation::RawFourier => json!({ "type": "fourier" }),
    }
}

/// The 27 parameters of the closed loop's heart.
pub(super) fn heart(heart: &Heart) -> Value {
    let mut all = Map::new();
    for (atrium, suffix) in [(0, "_ra"), (2, "_la")] {
        if let ChamberLaw::Exponential(law) = &heart.chambers[atrium] {
            all.extend(exponential(law, suffix));
        }
    }
    let mut put = |key: String, value: f64| {
        all.insert(key, json!(value));
    };
    if let Activation::WrappingCosine {
        length_share,
        end_divisor,
    } = heart.activations[0]
    {
        put("Tsa".to_owned(), length_share);
        put("tpwave".to_owned(), end_divisor);
    }
    for (ventricle, side) in [(1, "rv"), (3, "lv")] {
        if let ChamberLaw::Linear {
            active_elastance,
            rest_volume,
            ..
        } = heart.chambers[ventricle]
        {
            put(format!("E{side}_s"), active_elastance);
            put(format!("V{side}_u"), rest_volume);
        }
    }
    for (keys, values) in [
        (["Rra_v", "Rrv_a", "Rla_v", "Rlv_ao"], &heart.resistances),
        (["Lra_v", "Lrv_a", "Lla_v", "Llv_a"], &heart.inertances),
    ] {
        for (key, value) in keys.into_iter().zip(values) {
            put(key.to_owned(), *value);
        }
    }
    for (key, value) in [
        ("Rpd", heart.lung_resistance),
        ("Cp", heart.lung_capacity),
        ("Cpa", heart.aorta_capacity),
        ("iml", heart.muscle_shares[0]),
        ("imr", heart.muscle_shares[1]),
    ] {
        put(key.to_owned(), value);
    }
    Value::Object(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_comes_out_bit_for_bit() {
        let mut most = 1e-3;
        for n in 0..2000 {
            let rest = 0.1 / f64::from(n + 3);
            let wanted = most - rest;
            let found = exactly(wanted, wanted + rest, |m| m - rest);
            assert_eq!(found - rest, wanted, "{most} {rest}");
            most *= 1.0071;
        }
    }
}
