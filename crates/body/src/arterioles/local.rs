//! Parameters of the local control of arterioles: cerebral autoregulation, venoarteriolar response,
//! cutaneous vasodilation by the heat of work. Sources: `data/microcirculation.toml`.

use crate::parameter::parameter_table;
use secondheart_engine::Scalar;

/// Least pressure above the zero-flow pressure, mmHg: it keeps a resistance finite.
const LEAST_PRESSURE_MMHG: f64 = 0.01;

/// r p/(p - p_zf): least R/R_rest of dilated vessels that carry no flow below the pressure p_zf.
#[inline(always)]
pub(super) fn least_resistance<S: Scalar>(dilated: S, pressure: S, zero_flow: S) -> S {
    let above = (pressure - zero_flow).max(S::from_f64(LEAST_PRESSURE_MMHG));
    dilated * (zero_flow * above.recip() + 1.0)
}

parameter_table! {
    /// Cerebral autoregulation, `microcirculation.cerebral`: R = R_rest max(1 + k x, r p/(p - p_zf)),
    /// τ dx/dt = (Q - Q_rest)/Q_rest - x. p is the pressure in the artery of the head.
    pub(super) struct Cerebral {
        /// k.
        autoregulation_gain,
        /// τ.
        autoregulation_tau_s,
        /// r: least R/R_rest, at full dilatation and high pressure.
        dilated_resistance_fraction,
        /// p_zf: pressure at which the dilated vessels no longer carry flow.
        zero_flow_pressure_mmhg,
    }
}

parameter_table! {
    /// Venoarteriolar and myogenic response, `microcirculation.venoarteriolar`:
    /// R = R_rest (1 + k x), τ dx/dt = d/(1 + d) - x, d = (p_capillary - p_rest)/p_half where positive.
    pub(super) struct Venoarteriolar {
        /// k of skin.
        skin_gain,
        /// k of muscle.
        muscle_gain,
        /// p_half.
        half_pressure_mmhg,
        /// p_rest.
        rest_pressure_mmhg,
        /// τ.
        tau_s,
    }
}

parameter_table! {
    /// Metabolic control of coronary flow by the work of the heart, `microcirculation.coronary`:
    /// R = R_rest/D max(1 + k x, r p/(p - p_zf)), τ_a dx/dt = Q/(Q_rest D) - 1 - x; D = w/w_rest, the
    /// demand of the heart for oxygen, with τ dw/dt = p_LV/T - w. p is the pressure in the aorta.
    pub(super) struct Coronary {
        /// τ.
        demand_tau_s,
        /// Mean pressure of the left ventricle over a beat relative to mean arterial pressure, at rest.
        resting_ventricular_pressure_share,
        /// Least D.
        smallest_demand_share,
        /// k.
        autoregulation_gain,
        /// τ_a.
        autoregulation_tau_s,
        /// r.
        dilated_resistance_fraction,
        /// p_zf: pressure at which the dilated vessels no longer carry flow.
        zero_flow_pressure_mmhg,
    }
}

parameter_table! {
    /// Flow of the breathing muscles, `microcirculation.breathing`: the conductance of the bed of
    /// arms and trunk wall rises by k b², b the metabolic rate as breathing follows it
    /// (`respiration.rs`).
    pub(super) struct Breathing {
        /// k.
        dilation_per_squared_metabolic_rate,
    }
}

parameter_table! {
    /// Cutaneous vasodilation by the heat of work, `microcirculation.heat`: 1/R = (1 + k h)/R_rest,
    /// τ dh/dt = metabolic rate above rest - h.
    pub(super) struct Heat {
        /// k of skin.
        dilation_per_metabolic_rate,
        /// Share of k in the bed of the arms, which is only partly skin.
        arm_share,
        /// τ.
        tau_s,
    }
}
