//! Local control of arterioles: autoregulation of brain, heart and kidneys, demand of the heart,
//! breathing muscles, ischaemic vasodilation, venoarteriolar response, cutaneous vasodilation by the
//! heat of work, narrowing by pressure from outside. Sources: `data/microcirculation.toml`.

use crate::dynamics::FirstOrder;
use crate::parameter::parameter_table;
use secondheart_engine::Scalar;

/// Least pressure above the zero-flow pressure, mmHg: it keeps a resistance finite.
const LEAST_PRESSURE_MMHG: f64 = 0.01;

parameter_table! {
    /// Autoregulation of the vessels of brain (`microcirculation.cerebral`), heart
    /// (`microcirculation.coronary`) and kidneys (`microcirculation.renal`):
    /// R = R_rest max(1 + k x, r p/(p - p_zf)), τ dx/dt = Q/Q_wanted - 1 - x. p is the pressure in
    /// the artery in front.
    pub(super) struct Autoregulation {
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

impl<S: Scalar> Autoregulation<S> {
    /// R/R_rest after a step at whose end `flow_share` is Q/Q_wanted; `x` is the state.
    #[inline(always)]
    pub(super) fn advance(
        &self,
        x: &mut FirstOrder<S>,
        flow_share: S,
        pressure_mmhg: S,
        step_s: f64,
    ) -> S {
        let x = x.advance(step_s, self.autoregulation_tau_s, flow_share - 1.0);
        let above =
            (pressure_mmhg - self.zero_flow_pressure_mmhg).max(S::from_f64(LEAST_PRESSURE_MMHG));
        let dilated =
            self.dilated_resistance_fraction * (self.zero_flow_pressure_mmhg * above.recip() + 1.0);
        (self.autoregulation_gain * x + 1.0).max(dilated)
    }
}

parameter_table! {
    /// Venoarteriolar and myogenic response, `microcirculation.venoarteriolar`:
    /// R = R_rest (1 + k x (1 - i)), τ dx/dt = d/(1 + d) - x, d = (p_capillary - p_rest)/p_half where
    /// positive, i of [`Ischaemia`].
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
    /// Vasodilation of a leg bed that lacks oxygen, `microcirculation.ischaemia`: the conductance
    /// rises by k i of its resting value,
    ///
    /// ```text
    /// τ di/dt   = s - i,   s = max(1 - q/q_least, 0),   q_least = Q_rest e/(E_max C_a)
    /// τ_q dq/dt = Q - q
    /// ```
    ///
    /// q_least is the flow that brings the oxygen of the resting tissue at the ceiling of
    /// extraction (`oxygen.rs`).
    pub(super) struct Ischaemia {
        /// k.
        conductance_rise,
        /// τ while the lack lasts.
        rise_tau_s,
        /// τ while it is repaid.
        fall_tau_s,
        /// τ_q.
        flow_tau_s,
    }
}

parameter_table! {
    /// Demand of the heart for oxygen relative to rest, `microcirculation.coronary`: D = w/w_rest, with
    /// τ dw/dt = p_LV/T - w. The wanted flow is D Q_rest, and R_rest that of [`Autoregulation`] over D.
    pub(super) struct HeartDemand {
        /// τ.
        demand_tau_s,
        /// Mean pressure of the left ventricle over a beat relative to mean arterial pressure, at rest.
        resting_ventricular_pressure_share,
        /// Least D.
        smallest_demand_share,
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

/// Least share of the driving pressure that pressure from outside leaves: it keeps a resistance finite.
const LEAST_DRIVE: f64 = 0.05;

parameter_table! {
    /// Narrowing of the arterioles of the legs under pressure from outside, `microcirculation.closing`.
    /// Arterioles with tone close where the pressure inside exceeds the pressure around them by less
    /// than p_cc, so that this sum and no longer the pressure behind them opposes the flow:
    ///
    /// ```text
    /// n = (p_a - p_c)/(p_a - p_c - x),   x = min(max(p_o + p_cc - p_c, 0), max(p_o, 0))
    /// ```
    ///
    /// p_a, p_c are the pressures in artery and capillary, p_o the pressure of sleeve, folded legs or
    /// water. Without pressure from outside n is 1, however low the pressure inside.
    pub(super) struct Closing {
        /// p_cc.
        closing_pressure_mmhg,
    }
}

impl<S: Scalar> Closing<S> {
    /// n.
    #[inline(always)]
    pub(super) fn narrowing(&self, artery: S, inside: S, around: S) -> S {
        let lost = (around + self.closing_pressure_mmhg - inside)
            .max(S::zero())
            .min(around.max(S::zero()));
        let drive = (artery - inside).max(S::from_f64(LEAST_PRESSURE_MMHG));
        let left = (drive - lost).max(drive * LEAST_DRIVE);
        S::select(S::zero().lt(lost), drive * left.recip(), S::one())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressure_from_outside_narrows_arterioles_only_where_it_exceeds_the_pressure_behind_them() {
        let closing = Closing {
            closing_pressure_mmhg: 25.0,
        };
        // Lying, 50 mmHg outside: 75 and no longer 55 mmHg oppose the 95 mmHg of the artery.
        assert_eq!(closing.narrowing(95.0, 55.0, 50.0), 40.0 / 20.0);
        // Upright, filled veins keep the arterioles open.
        assert_eq!(closing.narrowing(150.0, 80.0, 50.0), 1.0);
        // Neither a raised leg nor suction narrows them.
        assert_eq!(closing.narrowing(60.0, -10.0, 0.0), 1.0);
        assert_eq!(closing.narrowing(95.0, 22.0, -40.0), 1.0);
        // A light stocking takes no more than its own pressure.
        assert_eq!(closing.narrowing(90.0, 20.0, 10.0), 70.0 / 60.0);
        // Beyond arterial pressure a twentieth of the flow is left.
        let full = closing.narrowing(95.0, 90.0, 200.0);
        assert!((full - 20.0).abs() < 1e-12, "{full}");
    }
}
