//! The receptors: arterial (carotid sinus and aortic arch, each at its own height) and
//! cardiopulmonary.
//!
//! ```text
//! τ_m dP_m/dt = P - P_m
//! τ_p dP̃/dt   = P_m + τ_z dP_m/dt - P̃
//! τ_p dD/dt   = |P - P_m| - D
//! f_ab        = (f_min + f_max e^x)/(1 + e^x),   x = (P̃ - P_n)/k_a
//! f_ap        = the same,                        x = (P̃ + w (D - D_rest) - P_n - g P_r)/k_a
//! f_ah        = f_ab + q (f_ap - f_ab)
//! τ df/dt     = range · u/√(1 + u²) - f,         u = (p_ra - set point)/range
//! ```
//!
//! P is the pressure across the wall at the receptors (around the arch is the pressure of the
//! chest), D its pulsation about the mean, D_rest the pulsation to which the receptors are adapted,
//! P_r the rise of the set point in exercise, g the share by which the rise of systolic pressure exceeds
//! it, q the share of the pulse that the nerves of the heart see, p_ra the transmural pressure of the right
//! atrium (mmHg); f_ab, f_ap and f_ah are rates (spikes/s), f a pressure (mmHg).
//!
//! f_ab drives the sympathetic centre of the vessels, which follows the mean. f_ap drives the vagal
//! centre, which follows the systolic pressure: a smaller pulse of the same mean unloads the receptors
//! (Ead, Green & Neil 1952; Taylor et al. 1995, J Physiol 483:289). The sympathetic nerves of the heart
//! (f_ah) see a part of the pulse: a tilt that lowers stroke volume by half and raises mean pressure
//! speeds the heart by 36 beats a minute, and hardly at all with beta receptors blocked (Pedersen et al.
//! 1995, Acta Physiol Scand 155:435).

use super::sigmoid;
use crate::dynamics::FirstOrder;
use crate::error::BodyError;
use crate::gravity;
use crate::parameter::parameter_table;
use crate::wiring::Wiring;
use secondheart_engine::{Scalar, Simulation, persist_fields};

parameter_table! {
    /// Arterial receptors, `reflex.arterial`.
    pub(crate) struct Arterial {
        /// Share of the carotid receptors.
        carotid_weight,
        /// Height of the carotid sinus above the aortic valve, cm.
        carotid_height_above_valve_cm,
        /// τ_p.
        tau_p_s,
        /// τ_z.
        tau_z_s,
        /// P_n.
        set_point_mmhg,
        /// τ_m.
        averaging_tau_s,
        /// w.
        pulsation_weight,
        /// g.
        pulse_reset,
        /// f_min.
        f_min_spikes_per_s,
        /// f_max.
        f_max_spikes_per_s,
        /// k_a.
        k_a_mmhg,
        /// q.
        heart_pulse_share,
    }
}
parameter_table! {
    /// Cardiopulmonary receptors, `reflex.cardiopulmonary`.
    pub(crate) struct Cardiopulmonary {
        /// Transmural right atrial pressure at which they are neutral.
        set_point_mmhg,
        /// Range of their response.
        range_mmhg,
        /// Lag.
        tau_s,
        /// Gain on veins.
        vein_gain_spikes_per_s_per_mmhg,
        /// Gain on resistances.
        resistance_gain_spikes_per_s_per_mmhg,
        /// Gain on the resistances of the arms.
        arm_gain_spikes_per_s_per_mmhg,
        /// Gain on the heart.
        heart_gain_spikes_per_s_per_mmhg,
    }
}

/// Where the receptors lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sites {
    arch: usize,
    carotid: usize,
    right_atrium: usize,
    pub(super) left_ventricle: usize,
}

impl Sites {
    pub(super) fn find<S: Scalar>(wiring: &Wiring<'_, S>) -> Result<Self, BodyError> {
        Ok(Self {
            arch: wiring.place("aorta.arch")?,
            carotid: wiring.place("head.artery")?,
            right_atrium: wiring.place("heart.right_atrium")?,
            left_ventricle: wiring.place("heart.left_ventricle")?,
        })
    }

    /// Weighted transmural pressure of the arterial receptors, mmHg, each at its own height.
    /// `around_sinus` is the pressure around the carotid sinus from a neck chamber, `chest_mmhg` the
    /// pressure around the arch.
    #[inline(always)]
    pub(super) fn arterial_pressure<S: Scalar>(
        &self,
        arterial: &Arterial<S>,
        sim: &Simulation<S>,
        gravity: &gravity::State<S>,
        column: S,
        around_sinus: S,
        chest_mmhg: S,
        step_s: f64,
    ) -> S {
        let valve = gravity.height[self.left_ventricle];
        let sinus = valve + arterial.carotid_height_above_valve_cm * gravity.upright;
        let carotid = sim.pressure_ahead(self.carotid, step_s)
            + column * (gravity.height[self.carotid] - sinus)
            - around_sinus;
        let arch = sim.pressure_ahead(self.arch, step_s) - chest_mmhg;
        carotid * arterial.carotid_weight + arch * (S::one() - arterial.carotid_weight)
    }

    /// Volume of the left ventricle, mL.
    #[inline(always)]
    pub(super) fn ventricular_volume<S: Scalar>(&self, sim: &Simulation<S>) -> S {
        sim.state.volume[self.left_ventricle]
    }

    /// Transmural pressure of the right atrium, mmHg.
    #[inline(always)]
    pub(super) fn atrial_pressure<S: Scalar>(
        &self,
        sim: &Simulation<S>,
        chest_mmhg: S,
        step_s: f64,
    ) -> S {
        sim.pressure_ahead(self.right_atrium, step_s) - chest_mmhg
    }
}

/// State of the receptors.
#[derive(Debug, Clone, Copy)]
pub(super) struct State<S> {
    average: FirstOrder<S>,
    afferent: FirstOrder<S>,
    /// D, mmHg.
    pub(super) pulsation: FirstOrder<S>,
    /// f, mmHg.
    pub(super) cardiopulmonary: FirstOrder<S>,
}

persist_fields!(State {
    average,
    afferent,
    pulsation,
    cardiopulmonary
});

impl<S: Scalar> State<S> {
    /// At rest at an arterial pressure with its pulsation, mmHg.
    pub(super) fn settled(arterial_mmhg: S, pulsation_mmhg: S) -> Self {
        Self {
            average: FirstOrder::settled(arterial_mmhg),
            afferent: FirstOrder::settled(arterial_mmhg),
            pulsation: FirstOrder::settled(pulsation_mmhg),
            cardiopulmonary: FirstOrder::default(),
        }
    }

    /// (f_ab, f_ap), spikes/s, about a set point raised by `set_point_rise` mmHg; `resting_pulsation` is
    /// D_rest, mmHg.
    #[inline(always)]
    pub(super) fn arterial(
        &mut self,
        p: &Arterial<S>,
        pressure: S,
        set_point_rise: S,
        resting_pulsation: S,
        step_s: f64,
    ) -> (S, S) {
        // Lead-lag on the mean pressure: P̃ = x + (τ_z/τ_p)(P_m - x).
        let mean = self.average.advance(step_s, p.averaging_tau_s, pressure);
        let lag = self.afferent.advance(step_s, p.tau_p_s, mean);
        let lead = p.tau_z_s * p.tau_p_s.recip();
        let filtered = lag + lead * (mean - lag);
        let set_point = p.set_point_mmhg + set_point_rise;
        let deviation = (pressure - mean).abs();
        let pulsation = self.pulsation.advance(step_s, p.tau_p_s, deviation);
        let per_width = p.k_a_mmhg.recip();
        let rate = |above: S| {
            sigmoid(
                above * per_width,
                p.f_min_spikes_per_s,
                p.f_max_spikes_per_s,
            )
        };
        let above = filtered - set_point;
        let pulse =
            p.pulsation_weight * (pulsation - resting_pulsation) - p.pulse_reset * set_point_rise;
        (rate(above), rate(above + pulse))
    }

    /// f, mmHg.
    #[inline(always)]
    pub(super) fn cardiopulmonary(
        &mut self,
        p: &Cardiopulmonary<S>,
        pressure: S,
        step_s: f64,
    ) -> S {
        let unloading = (pressure - p.set_point_mmhg) * p.range_mmhg.recip();
        let limited = unloading * (unloading * unloading + 1.0).sqrt().recip();
        self.cardiopulmonary
            .advance(step_s, p.tau_s, limited * p.range_mmhg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::Parameters;

    const STEP_S: f64 = 0.005;

    fn arterial() -> Arterial<f64> {
        Arterial::read(&Parameters::shipped().unwrap(), "reflex.arterial").unwrap()
    }

    #[test]
    fn the_steady_arterial_rate_is_the_sigmoid_about_the_raised_set_point() {
        let p = arterial();
        for (above, rise) in [(0.0, 0.0), (15.0, 0.0), (15.0, 15.0), (-20.0, 5.0)] {
            let pressure = p.set_point_mmhg + above;
            let mut state = State::settled(pressure, 0.0);
            let (rate, _) = state.arterial(&p, pressure, rise, 0.0, STEP_S);
            let e = ((above - rise) / p.k_a_mmhg).exp();
            let expected = (p.f_min_spikes_per_s + p.f_max_spikes_per_s * e) / (1.0 + e);
            assert!((rate - expected).abs() < 1e-9, "{rate} {expected}");
        }
    }

    #[test]
    fn the_response_to_a_rising_pressure_leads_its_mean() {
        let p = arterial();
        let rate = |slope: f64| {
            let mut state = State::settled(p.set_point_mmhg, 0.0);
            let mut rate = 0.0;
            let seconds = 20.0;
            for n in 1..=(seconds / STEP_S) as usize {
                let t = n as f64 * STEP_S;
                let pressure = p.set_point_mmhg + slope * (t - seconds);
                (rate, _) = state.arterial(&p, pressure, 0.0, 0.0, STEP_S);
            }
            rate
        };
        // P̃ of a ramp lags by τ_m + τ_p - τ_z; that is the delay of the pressure answered.
        let lag_s = p.averaging_tau_s + p.tau_p_s - p.tau_z_s;
        let delayed = p.set_point_mmhg - 0.5 * lag_s;
        let mut settled = State::settled(delayed, 0.0);
        let (expected, _) = settled.arterial(&p, delayed, 0.0, 0.0, STEP_S);
        assert!(
            (rate(0.5) - expected).abs() < 0.02,
            "{} {expected}",
            rate(0.5)
        );
    }

    #[test]
    fn a_smaller_pulse_of_the_same_mean_unloads_the_receptors_that_drive_the_vagus() {
        let p = arterial();
        // The rates after a minute of a square wave about the set point; its mean deviation is its
        // amplitude, but for the ripple of the averaged mean.
        let rates = |amplitude: f64, rise: f64| {
            let mut state = State::settled(p.set_point_mmhg, 12.0);
            let mut sums = (0.0, 0.0);
            for n in 0..6000 {
                let sign = if n % 10 < 5 { 1.0 } else { -1.0 };
                let pressure = p.set_point_mmhg + sign * amplitude;
                let (f_ab, f_ap) = state.arterial(&p, pressure, rise, 12.0, 0.01);
                if n >= 5000 {
                    sums = (sums.0 + 0.001 * f_ab, sums.1 + 0.001 * f_ap);
                }
            }
            sums
        };
        let sigmoid = |above: f64| {
            let e = (above / p.k_a_mmhg).exp();
            (p.f_min_spikes_per_s + p.f_max_spikes_per_s * e) / (1.0 + e)
        };
        for (amplitude, rise) in [(12.0, 0.0), (6.0, 0.0), (12.0, 10.0)] {
            let (f_ab, f_ap) = rates(amplitude, rise);
            let pulse = p.pulsation_weight * (amplitude - 12.0) - p.pulse_reset * rise;
            assert!(
                (f_ab - sigmoid(-rise)).abs() < 0.3,
                "{amplitude} {rise} {f_ab}"
            );
            let expected = sigmoid(pulse - rise);
            assert!((f_ap - expected).abs() < 0.5, "{f_ap} {expected}");
        }
    }

    #[test]
    fn the_cardiopulmonary_signal_is_limited_to_its_range() {
        let shipped = Parameters::shipped().unwrap();
        let p = Cardiopulmonary::<f64>::read(&shipped, "reflex.cardiopulmonary").unwrap();
        let settled = |above: f64| {
            let mut state = State::settled(90.0, 0.0);
            let mut signal = 0.0;
            for _ in 0..20_000 {
                signal = state.cardiopulmonary(&p, p.set_point_mmhg + above, 0.05);
            }
            signal
        };
        assert!(settled(0.0).abs() < 1e-9);
        let u = 0.5;
        let expected = p.range_mmhg * u / (1.0 + u * u).sqrt();
        assert!((settled(u * p.range_mmhg) - expected).abs() < 1e-6);
        assert!((settled(100.0 * p.range_mmhg) - p.range_mmhg).abs() < 0.01 * p.range_mmhg);
        assert!(settled(-3.0) < 0.0);
    }
}
