//! Local control of arterioles: cerebral autoregulation, venoarteriolar response.

use crate::parameter::parameter_table;

parameter_table! {
    /// Cerebral autoregulation, `microcirculation.cerebral`: R = R_rest (1 + k x),
    /// τ dx/dt = (Q - Q_rest)/Q_rest - x.
    pub(crate) struct Cerebral {
        /// k.
        autoregulation_gain,
        /// τ.
        autoregulation_tau_s,
    }
}

parameter_table! {
    /// Venoarteriolar and myogenic response, `microcirculation.venoarteriolar`:
    /// R = R_rest (1 + k x), τ dx/dt = d/(1 + d) - x, d = (p_capillary - p_rest)/p_half where positive.
    pub(crate) struct Venoarteriolar {
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
