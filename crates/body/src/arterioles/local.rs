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
    /// R = R_rest (1 + k x λ_i), τ dx/dt = d/(1 + d) - x, d = (p_capillary - p_rest)/p_half where
    /// positive, λ_i of [`Ischaemia`].
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
    /// Vasodilation of a leg bed that lacks oxygen or pressure, `microcirculation.ischaemia`: the
    /// conductance rises by k i of its resting value,
    ///
    /// ```text
    /// τ di/dt   = max(s_q, s_p) - i
    /// s_q       = max(1 - q/q_least, 0),   q_least = Q_rest e/(E_max C_a)
    /// s_p       = min(max(f p_d,rest/p_d - 1, 0)/k, 1)
    /// τ_q dq/dt = Q - q,   τ_q dp_d/dt = p_a - p_c - p_d
    /// λ_i       = M_½/(M_½ + k i)
    /// G         ← G (1 + δ (1 - λ_i) (p - p_rest))
    /// ```
    ///
    /// q_least is the flow that brings the oxygen of the resting tissue at the ceiling of
    /// extraction (`oxygen.rs`). p_d is the pressure that drives the flow, from artery to capillary: with
    /// s_p the bed keeps the flow that it has at the share f of the resting p_d, until its conductance has
    /// risen by k. A column of blood adds to both ends, so that a hanging foot behind an occlusion is as
    /// short of pressure as a lying one.
    ///
    /// The dilated bed loses its tone in the measure in which a working muscle does, λ_i with M_½ of
    /// `muscle/metabolism.rs`, and with it the venoarteriolar response, which is a local reflex of
    /// sympathetic nerves (Henriksen 1976, Acta Physiol Scand 97:447). Without tone its vessels give way
    /// to the transmural pressure p, here of the capillaries: they widen in a hanging leg and narrow in a
    /// raised one.
    pub(super) struct Ischaemia {
        /// k.
        conductance_rise,
        /// τ while the lack lasts.
        rise_tau_s,
        /// τ while it is repaid.
        fall_tau_s,
        /// τ_q.
        flow_tau_s,
        /// f.
        drive_floor_fraction,
        /// δ.
        distension_per_mmhg,
    }
}

/// Least k, and least share of the driving pressure: they keep s_p finite.
const LEAST_SHARE: f64 = 1e-3;

impl<S: Scalar> Ischaemia<S> {
    /// max(s_q, s_p) of q/q_least and p_d/p_d,rest.
    #[inline(always)]
    pub(super) fn lack(&self, flow_share: S, drive_share: S) -> S {
        let least = S::from_f64(LEAST_SHARE);
        let needed = self.drive_floor_fraction * drive_share.max(least).recip() - 1.0;
        let of_pressure = needed * self.conductance_rise.max(least).recip();
        (S::one() - flow_share)
            .max(of_pressure)
            .max(S::zero())
            .min(S::one())
    }

    /// Factor of the conductance at p - p_rest, mmHg, and 1 - λ_i.
    #[inline(always)]
    pub(super) fn distension(&self, above_rest_mmhg: S, tone_lost: S) -> S {
        self.distension_per_mmhg * tone_lost * above_rest_mmhg + 1.0
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
    /// Cutaneous vasodilation by the heat of work and by warm skin, `microcirculation.heat`:
    ///
    /// ```text
    /// 1/R     = (1 + k h)/R_rest
    /// τ dh/dt = m + (exp(k_T (T - T_n)) - 1)/k - h
    /// ```
    ///
    /// m is the metabolic rate above rest. At rest the conductance of skin therefore settles at
    /// exp(k_T (T - T_n)) of its value at the neutral skin temperature T_n.
    pub(super) struct Heat {
        /// k of skin.
        dilation_per_metabolic_rate,
        /// T, °C.
        skin_temperature_celsius,
        /// T_n, °C.
        neutral_temperature_celsius,
        /// k_T, 1/°C.
        dilation_per_celsius,
        /// Share of k in the bed of the arms, which is only partly skin.
        arm_share,
        /// τ.
        tau_s,
    }
}

impl<S: Scalar> Heat<S> {
    /// The part of the target of h that the temperature of the skin gives; zero at T_n.
    pub(super) fn of_skin(&self) -> S {
        let above = self.skin_temperature_celsius - self.neutral_temperature_celsius;
        ((self.dilation_per_celsius * above).exp() - 1.0) * self.dilation_per_metabolic_rate.recip()
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

/// The sympathetic nerves of the leg muscles, which may be busier than the reference man's:
/// σ_l = ln(1 + n (exp(σ + σ_0) - 1)) - σ_0. The command is the logarithm of the activity of the nerves, as in
/// `baroreflex/effectors.rs`; silent nerves, σ = -σ_0, stay silent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nerves<S> {
    /// n: `muscle.nerve_activity`.
    pub(super) activity: S,
    /// σ_0: `reflex.effector.command_rest`.
    pub(super) command_rest: S,
}

impl<S: Scalar> Nerves<S> {
    /// σ_l of a command σ; exactly σ for n = 1.
    #[inline(always)]
    pub(super) fn command(&self, command: S) -> S {
        let above_silence = (command + self.command_rest).max(S::zero());
        let least = S::one() - self.activity;
        command + (self.activity + least * (-above_silence).exp()).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bed_keeps_the_flow_of_its_least_drive_until_its_reserve_is_used_up() {
        let bed = Ischaemia {
            conductance_rise: 10.0,
            rise_tau_s: 180.0,
            fall_tau_s: 40.0,
            flow_tau_s: 8.0,
            drive_floor_fraction: 0.8,
            distension_per_mmhg: 0.004,
        };
        let conductance = |drive: f64| 1.0 + bed.conductance_rise * bed.lack(1.0, drive);
        for drive in [0.8, 1.0, 3.0] {
            assert_eq!(conductance(drive), 1.0);
        }
        for drive in [0.7, 0.4, 0.1] {
            assert!((conductance(drive) * drive - 0.8).abs() < 1e-12, "{drive}");
        }
        for drive in [0.05, 0.0, -1.0] {
            assert_eq!(conductance(drive), 11.0);
        }
        // The greater lack counts, of oxygen or of pressure.
        assert_eq!(bed.lack(0.4, 1.0), 0.6);
        assert_eq!(bed.lack(0.95, 0.4), 0.1);
        // Without tone the bed gives way to transmural pressure, with all its tone it does not.
        assert_eq!(bed.distension(50.0, 1.0), 1.2);
        assert_eq!(bed.distension(-20.0, 0.5), 0.96);
        assert_eq!(bed.distension(50.0, 0.0), 1.0);
    }

    #[test]
    fn busier_nerves_multiply_the_activity_and_silent_nerves_stay_silent() {
        let nerves = |activity: f64| Nerves {
            activity,
            command_rest: 1.1,
        };
        for command in [-1.1, -0.4, 0.0, 0.7, 2.0] {
            assert_eq!(nerves(1.0).command(command), command, "the reference man");
            let active = |command: f64| (command + 1.1_f64).exp() - 1.0;
            for n in [0.5, 1.6] {
                let expected = n * active(command);
                let found = active(nerves(n).command(command));
                assert!((found - expected).abs() < 1e-12, "{n} {command}");
            }
        }
        assert_eq!(
            nerves(2.0).command(-1.5),
            -1.5,
            "no nerve is left to be busy"
        );
    }

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
