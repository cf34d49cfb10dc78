//! Activity: activation of the muscle compartments over the cycle of a pattern.
//!
//! ```text
//! dφ/dt = cycle rate
//! a(φ)  = strength Σ level [s((φ - onset)/(peak - onset)) - s((φ - hold)/(end - hold))]
//! ```
//!
//! A pattern is data (`data/activity.toml`): one or more pulses for a compartment, with times as
//! shares of the cycle. When the legs alternate, the right one runs half a cycle later. Speed, incline,
//! power and rate of an activity scale strength (force) and effort (demand for flow, metabolic rate).
//! When one leg works alone, it works as it does when both legs give twice the power, at half of the
//! metabolic rate, and the other leg rests.
//! A pattern may tense the abdomen with the thighs: the pressure that its muscles add is proportional to the
//! activation of the thighs.
//! Activation is the only input of the muscle pump: `compartments.rs` turns it into pressure, and
//! flow emerges from pressures and valves.

use super::{COMPARTMENTS, GROUPS, LEGS};
use crate::change::{Activity, Leg, require};
use crate::dynamics::smooth_step;
use crate::error::BodyError;
use crate::parameter::Parameters;
use secondheart_engine::{Scalar, persist_fields};
use secondheart_words::nearest_names;

/// Index of the thigh among the compartments.
const THIGH: usize = {
    let mut index = 0;
    while !matches!(COMPARTMENTS[index].as_bytes(), b"thigh") {
        index += 1;
    }
    index
};

/// One contraction within the cycle, times as shares of it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pulse {
    compartment: usize,
    level: f64,
    onset: f64,
    peak: f64,
    hold: f64,
    end: f64,
}

impl Pulse {
    /// Activation at a phase in 0..1; a pulse that ends past 1 wraps around.
    #[inline(always)]
    fn activation<S: Scalar>(&self, phase: S) -> S {
        (self.once(phase) + self.once(phase + 1.0)) * self.level
    }

    /// Rise and fall of one contraction at a time within the cycle.
    #[inline(always)]
    fn once<S: Scalar>(&self, time: S) -> S {
        let rise = smooth_step((time - self.onset) * (1.0 / (self.peak - self.onset)));
        let fall = smooth_step((time - self.hold) * (1.0 / (self.end - self.hold)));
        rise - fall
    }
}

/// A pattern of activity, as given in the data.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pattern {
    name: String,
    title: String,
    rate_per_min: f64,
    rate_per_km_per_h: f64,
    reference_speed: Option<f64>,
    reference_power: Option<f64>,
    effort_per_incline_pct: f64,
    level_per_incline_pct: f64,
    level_at_rest_speed: f64,
    effort_at_rest_speed: f64,
    alternating: bool,
    metabolic_rate: f64,
    /// Share of the largest force with which the hand squeezes a grip.
    grip_force: f64,
    /// Pressure that the muscles of the abdomen add while the thighs have an activation of 1, mmHg.
    abdomen_press_mmhg: f64,
    /// mL/min/100 g by muscle group.
    demand: [f64; GROUPS.len()],
    pulses: Vec<Pulse>,
}

/// The patterns of `data/activity.toml`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Patterns(Vec<Pattern>);

impl Patterns {
    pub(crate) fn read(p: &Parameters) -> Result<Self, BodyError> {
        let mut patterns = vec![Pattern {
            name: "rest".to_owned(),
            title: "no muscle work".to_owned(),
            rate_per_min: 0.0,
            rate_per_km_per_h: 0.0,
            reference_speed: None,
            reference_power: None,
            effort_per_incline_pct: 0.0,
            level_per_incline_pct: 0.0,
            level_at_rest_speed: 1.0,
            effort_at_rest_speed: 0.0,
            alternating: false,
            metabolic_rate: 0.0,
            grip_force: 0.0,
            abdomen_press_mmhg: 0.0,
            demand: [0.0; GROUPS.len()],
            pulses: Vec::new(),
        }];
        let tables: Vec<String> = p
            .tables_with("legs")
            .map(|(name, _)| name.to_owned())
            .collect();
        for table in tables {
            let name = table.trim_start_matches("activity.").to_owned();
            let of = |key: &str| p.value(&format!("{table}.{key}"));
            let or = |key: &str, default| p.value_or(&format!("{table}.{key}"), default);
            let mut demand = [0.0; GROUPS.len()];
            for (value, group) in demand.iter_mut().zip(GROUPS) {
                *value = of(&format!("demand_ml_per_min_per_100g.{group}"))?;
            }
            let mut pulses = Vec::new();
            let prefix = format!("{table}.pulse");
            for (key, level) in p.below(&prefix).filter(|(k, _)| k.ends_with(".level")) {
                let pulse = key.trim_end_matches(".level");
                let part = |key: &str| p.value(&format!("{prefix}.{pulse}.{key}"));
                let compartment = COMPARTMENTS
                    .iter()
                    .position(|c| pulse == *c || pulse.starts_with(&format!("{c}_")))
                    .ok_or_else(|| BodyError::Data {
                        file: "data/activity.toml".to_owned(),
                        message: format!("`{prefix}.{pulse}` names no muscle compartment"),
                    })?;
                pulses.push(Pulse {
                    compartment,
                    level,
                    onset: part("onset")?,
                    peak: part("peak")?,
                    hold: part("hold")?,
                    end: part("end")?,
                });
            }
            let optional = |key: &str| {
                let path = format!("{table}.{key}");
                p.contains(&path).then(|| p.value_or(&path, 0.0))
            };
            patterns.push(Pattern {
                title: p.text(&table, "title").unwrap_or_default().to_owned(),
                rate_per_min: of("rate_per_min")?,
                rate_per_km_per_h: or("rate_per_km_per_h", 0.0),
                reference_speed: optional("reference_speed_km_per_h"),
                reference_power: optional("reference_power_w"),
                effort_per_incline_pct: or("effort_per_incline_pct", 0.0),
                level_per_incline_pct: or("level_per_incline_pct", 0.0),
                level_at_rest_speed: or("level_fraction_at_rest_speed", 1.0),
                effort_at_rest_speed: or("effort_fraction_at_rest_speed", 0.0),
                alternating: p.text(&table, "legs") == Some("alternating"),
                metabolic_rate: of("metabolic_rate")?,
                grip_force: or("grip_force_fraction", 0.0),
                abdomen_press_mmhg: or("abdomen_press_mmhg", 0.0),
                demand,
                pulses,
                name,
            });
        }
        Ok(Self(patterns))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|p| (p.name.as_str(), p.title.as_str()))
    }

    pub(crate) fn index(&self, name: &str) -> Result<usize, BodyError> {
        self.0
            .iter()
            .position(|p| p.name == name)
            .ok_or_else(|| BodyError::UnknownActivity {
                name: name.to_owned(),
                suggestions: nearest_names(name, self.0.iter().map(|p| p.name.as_str())),
            })
    }
}

/// The present activity.
#[derive(Debug, Clone)]
pub(crate) struct Gait<S> {
    pattern: usize,
    /// Cycles since the activity began.
    pub(crate) turns: S,
    rate_per_s: f64,
    strength: f64,
    /// Share of the pattern's demand.
    effort: f64,
    /// 1 for a leg at work, 0 for a leg at rest.
    at_work: [f64; LEGS.len()],
    /// Number of cycles after which the activity ends; infinite if not counted.
    count: f64,
}

persist_fields!(Gait {
    pattern,
    turns,
    rate_per_s,
    strength,
    effort,
    at_work,
    count
});

/// Activation by compartment, left leg then right.
pub(crate) type Activations<S> = [[S; COMPARTMENTS.len()]; LEGS.len()];

impl<S: Scalar> Gait<S> {
    pub(crate) fn rest() -> Self {
        Self {
            pattern: 0,
            turns: S::zero(),
            rate_per_s: 0.0,
            strength: 0.0,
            effort: 0.0,
            at_work: [0.0; LEGS.len()],
            count: f64::INFINITY,
        }
    }

    pub(crate) fn begin(patterns: &Patterns, activity: &Activity) -> Result<Self, BodyError> {
        let index = patterns.index(&activity.pattern)?;
        let p = &patterns.0[index];
        let mut strength = activity.strength.unwrap_or(1.0);
        if p.grip_force > 0.0 {
            let requirement = format!(
                "at most {}, the largest force of the hand",
                1.0 / p.grip_force
            );
            let holds = p.grip_force * strength <= 1.0;
            require("activity.strength", strength, holds, &requirement)?;
        }
        let mut effort = strength;
        let mut rate = p.rate_per_min;
        if let Some(reference) = p.reference_speed {
            let speed = activity.speed_km_per_h.unwrap_or(reference);
            rate += p.rate_per_km_per_h * speed;
            // Force grows with speed: from its share at standstill to 1 at the reference speed.
            let floor = p.level_at_rest_speed;
            strength *= floor + (1.0 - floor) * speed / reference;
            effort *= speed / reference;
        }
        // Uphill the work of lifting adds to the work of going.
        let incline = activity.incline_pct.unwrap_or(0.0);
        strength *= 1.0 + p.level_per_incline_pct * incline;
        effort *= 1.0 + p.effort_per_incline_pct * incline;
        // A faster cycle does more work, unless the power says how much.
        let turns = match activity.rate_per_min {
            Some(own) if rate > 0.0 => own / rate,
            _ => 1.0,
        };
        if let Some(reference) = p.reference_power {
            let power = activity.power_of_both_legs_w().unwrap_or(reference);
            let floor = p.level_at_rest_speed;
            strength *= floor + (1.0 - floor) * power / (reference * turns);
            let floor = p.effort_at_rest_speed;
            effort *= floor + (1.0 - floor) * power / reference;
        } else if p.reference_speed.is_none() {
            effort *= turns;
        }
        rate = activity.rate_per_min.unwrap_or(rate);
        Ok(Self {
            pattern: index,
            turns: S::zero(),
            rate_per_s: rate / 60.0,
            strength,
            effort,
            at_work: [Leg::Left, Leg::Right].map(|leg| match activity.leg {
                Some(working) if working != leg => 0.0,
                _ => 1.0,
            }),
            count: activity.count.map_or(f64::INFINITY, f64::from),
        })
    }

    #[inline(always)]
    pub(crate) fn advance(&mut self, step_s: f64) {
        self.turns += S::from_f64(self.rate_per_s * step_s);
    }

    /// 1 during the activity, else 0, per lane.
    #[inline(always)]
    pub(crate) fn working(&self) -> S {
        if self.pattern == 0 {
            return S::zero();
        }
        S::select(self.turns.lt(S::from_f64(self.count)), S::one(), S::zero())
    }

    /// 1 while the muscles of a leg contract actively, else 0, per lane.
    #[inline(always)]
    pub(crate) fn contracting(&self, patterns: &Patterns) -> [S; LEGS.len()] {
        if self.strength > 0.0 && !patterns.0[self.pattern].pulses.is_empty() {
            self.at_work.map(|at_work| self.working() * at_work)
        } else {
            [S::zero(); LEGS.len()]
        }
    }

    /// Activation of every compartment.
    #[inline(always)]
    pub(crate) fn activation(&self, patterns: &Patterns) -> Activations<S> {
        let mut result = [[S::zero(); COMPARTMENTS.len()]; LEGS.len()];
        let pattern = &patterns.0[self.pattern];
        let working = self.working() * self.strength;
        for (side, result) in result.iter_mut().enumerate() {
            let lag = if pattern.alternating && side == 1 {
                0.5
            } else {
                0.0
            };
            let turns = self.turns + lag;
            let phase = S::from_lanes(|i| turns.lane(i).fract());
            let working = working * self.at_work[side];
            for pulse in &pattern.pulses {
                result[pulse.compartment] += pulse.activation(phase) * working;
            }
        }
        result
    }

    /// Metabolic rate above rest, in resting rates.
    #[inline(always)]
    pub(crate) fn metabolic_rate(&self, patterns: &Patterns) -> S {
        let both_legs = patterns.0[self.pattern].metabolic_rate * self.effort;
        let share_at_work = 0.5 * (self.at_work[0] + self.at_work[1]);
        self.working() * (both_legs * share_at_work)
    }

    /// Share of the largest force with which the hand squeezes a grip.
    #[inline(always)]
    pub(crate) fn grip_force(&self, patterns: &Patterns) -> S {
        self.working() * (patterns.0[self.pattern].grip_force * self.strength).min(1.0)
    }

    /// Pressure that the muscles of the abdomen add, mmHg.
    #[inline(always)]
    pub(crate) fn abdomen_press(&self, patterns: &Patterns, activations: &Activations<S>) -> S {
        let [left, right] = activations.map(|row| row[THIGH]);
        (left + right) * (0.5 * patterns.0[self.pattern].abdomen_press_mmhg)
    }

    /// Demand of a muscle for flow, mL/min/100 g.
    #[inline(always)]
    pub(crate) fn demand(&self, patterns: &Patterns, muscle: usize) -> S {
        let (leg, group) = (muscle / GROUPS.len(), muscle % GROUPS.len());
        let demand = patterns.0[self.pattern].demand[group] * self.effort;
        self.working() * (demand * self.at_work[leg])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walking_legs_alternate_and_the_soleus_peaks_in_late_stance() {
        let patterns = Patterns::read(&Parameters::shipped().unwrap()).unwrap();
        let mut walk = Activity::named("walk");
        walk.speed_km_per_h = Some(4.5);
        let mut gait = Gait::<f64>::begin(&patterns, &walk).unwrap();
        let mut best = (0.0, 0.0);
        for i in 0..1000 {
            gait.turns = f64::from(i) / 1000.0;
            let a = gait.activation(&patterns);
            if a[0][0] > best.0 {
                best = (a[0][0], gait.turns);
            }
            gait.turns += 0.5;
            let later = gait.activation(&patterns);
            assert!((later[1][0] - a[0][0]).abs() < 1e-12);
        }
        assert!(
            (best.0 - 1.0).abs() < 1e-6 && (0.4..0.5).contains(&best.1),
            "{best:?}"
        );
    }

    #[test]
    fn the_abdomen_is_tensed_with_the_thighs_where_the_pattern_says_so() {
        let patterns = Patterns::read(&Parameters::shipped().unwrap()).unwrap();
        let press = |name: &str, turns: f64| {
            let mut gait = Gait::<f64>::begin(&patterns, &Activity::named(name)).unwrap();
            gait.turns = turns;
            gait.abdomen_press(&patterns, &gait.activation(&patterns))
        };
        assert_eq!(press("tense", 0.5), 0.0);
        assert_eq!(press("rest", 0.5), 0.0);
        assert_eq!(press("cross-legs-tense", 0.0), 0.0);
        let index = patterns.index("cross-legs-tense").unwrap();
        let own = patterns.0[index].abdomen_press_mmhg;
        let thigh = patterns.0[index].pulses.iter();
        let level = thigh
            .filter(|pulse| pulse.compartment == THIGH)
            .map(|pulse| pulse.level);
        let expected = own * level.sum::<f64>();
        assert!(own > 0.0 && (press("cross-legs-tense", 0.5) - expected).abs() < 1e-12);
    }

    #[test]
    fn a_counted_activity_ends() {
        let patterns = Patterns::read(&Parameters::shipped().unwrap()).unwrap();
        let mut tiptoe = Activity::named("tiptoe");
        tiptoe.count = Some(10);
        let mut gait = Gait::<f64>::begin(&patterns, &tiptoe).unwrap();
        gait.turns = 9.9;
        assert_eq!(gait.working(), 1.0);
        gait.turns = 10.0;
        assert_eq!(gait.working(), 0.0);
        assert_eq!(gait.metabolic_rate(&patterns), 0.0);
    }

    #[test]
    fn every_pulse_is_in_order_and_within_one_cycle() {
        let patterns = Patterns::read(&Parameters::shipped().unwrap()).unwrap();
        for pattern in &patterns.0 {
            for p in &pattern.pulses {
                assert!(
                    p.onset < p.peak && p.peak <= p.hold && p.hold < p.end,
                    "{pattern:?}"
                );
                assert!(p.end - p.onset <= 1.0 && p.onset >= 0.0, "{pattern:?}");
            }
        }
    }

    #[test]
    fn a_pulse_rises_to_its_level_holds_and_falls_and_may_wrap() {
        let pulse = Pulse {
            compartment: 0,
            level: 0.5,
            onset: 0.7,
            peak: 0.8,
            hold: 1.1,
            end: 1.3,
        };
        for (phase, share) in [
            (0.65, 0.0),
            (0.725, 0.156_25),
            (0.75, 0.5),
            (0.9, 1.0),
            (0.05, 1.0),
            (0.15, 1.0 - 0.156_25),
            (0.2, 0.5),
            (0.35, 0.0),
        ] {
            let found = pulse.activation(phase);
            assert!((found - 0.5 * share).abs() < 1e-12, "{phase}: {found}");
        }
    }

    fn begin(change: impl Fn(&mut Activity), pattern: &str) -> Gait<f64> {
        let patterns = Patterns::read(&Parameters::shipped().unwrap()).unwrap();
        let mut activity = Activity::named(pattern);
        change(&mut activity);
        Gait::begin(&patterns, &activity).unwrap()
    }

    fn value(path: &str) -> f64 {
        Parameters::shipped().unwrap().value(path).unwrap()
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }

    #[test]
    fn speed_sets_the_rate_the_force_above_its_floor_and_the_effort() {
        let of = |key: &str| value(&format!("activity.walk.{key}"));
        let reference = of("reference_speed_km_per_h");
        let gait = begin(|a| a.speed_km_per_h = Some(0.5 * reference), "walk");
        let rate = of("rate_per_min") + of("rate_per_km_per_h") * 0.5 * reference;
        near(gait.rate_per_s, rate / 60.0);
        near(
            gait.strength,
            0.5 + 0.5 * of("level_fraction_at_rest_speed"),
        );
        near(gait.effort, 0.5);
        let own = begin(|_| {}, "walk");
        near(own.strength, 1.0);
        near(own.effort, 1.0);
    }

    #[test]
    fn an_incline_adds_to_force_and_effort() {
        let change = |a: &mut Activity| a.incline_pct = Some(10.0);
        for pattern in ["walk", "run"] {
            let of = |key: &str| value(&format!("activity.{pattern}.{key}"));
            let gait = begin(change, pattern);
            near(gait.strength, 1.0 + 10.0 * of("level_per_incline_pct"));
            near(gait.effort, 1.0 + 10.0 * of("effort_per_incline_pct"));
        }
    }

    #[test]
    fn power_sets_force_and_effort_above_their_floors() {
        let of = |key: &str| value(&format!("activity.cycle.{key}"));
        let change = |a: &mut Activity| {
            a.power_w = Some(0.25 * of("reference_power_w"));
            a.strength = Some(2.0);
        };
        let gait = begin(change, "cycle");
        near(gait.rate_per_s, of("rate_per_min") / 60.0);
        near(
            gait.strength,
            2.0 * (0.25 + 0.75 * of("level_fraction_at_rest_speed")),
        );
        near(
            gait.effort,
            2.0 * (0.25 + 0.75 * of("effort_fraction_at_rest_speed")),
        );
    }

    #[test]
    fn one_leg_works_as_both_do_at_twice_the_power_and_the_other_rests() {
        let patterns = Patterns::read(&Parameters::shipped().unwrap()).unwrap();
        let power = |power_w: f64, leg: Option<Leg>| {
            let change = |a: &mut Activity| (a.power_w, a.leg) = (Some(power_w), leg);
            let mut gait = begin(change, "cycle");
            gait.turns = 0.2;
            gait
        };
        let (both, one) = (power(80.0, None), power(40.0, Some(Leg::Right)));
        let (expected, found) = (both.activation(&patterns), one.activation(&patterns));
        assert_eq!(found, [[0.0; COMPARTMENTS.len()], expected[1]]);
        for group in 0..GROUPS.len() {
            let right = GROUPS.len() + group;
            assert_eq!(one.demand(&patterns, group), 0.0);
            near(one.demand(&patterns, right), both.demand(&patterns, right));
        }
        near(
            one.metabolic_rate(&patterns),
            0.5 * both.metabolic_rate(&patterns),
        );
        assert_eq!(one.contracting(&patterns), [0.0, 1.0]);
        // Without a power a leg does its own share.
        let pump = begin(|a| a.leg = Some(Leg::Left), "ankle-pump");
        near(pump.effort, 1.0);
        near(
            pump.metabolic_rate(&patterns),
            0.5 * value("activity.ankle-pump.metabolic_rate"),
        );
    }

    #[test]
    fn a_hand_that_squeezes_leaves_the_legs_at_rest() {
        let patterns = Patterns::read(&Parameters::shipped().unwrap()).unwrap();
        let usual = value("activity.handgrip.grip_force_fraction");
        let mut grip = begin(|a| a.strength = Some(0.5), "handgrip");
        near(grip.grip_force(&patterns), 0.5 * usual);
        assert_eq!(grip.contracting(&patterns), [0.0; 2]);
        grip.strength = 10.0;
        near(grip.grip_force(&patterns), 1.0);
        let asked = |strength: f64| {
            let activity = Activity {
                strength: Some(strength),
                ..Activity::named("handgrip")
            };
            Gait::<f64>::begin(&patterns, &activity)
        };
        assert!(asked(1.0 / usual - 1e-9).is_ok());
        let told = asked(10.0).unwrap_err().to_string();
        assert!(told.contains("the largest force of the hand"), "{told}");
        assert_eq!(begin(|_| (), "tense").grip_force(&patterns), 0.0);
    }

    #[test]
    fn a_rate_of_its_own_asks_for_effort_in_proportion() {
        let gait = begin(|a| a.rate_per_min = Some(30.0), "tiptoe");
        near(gait.rate_per_s, 0.5);
        near(gait.effort, 30.0 / value("activity.tiptoe.rate_per_min"));
        near(gait.strength, 1.0);
    }

    #[test]
    fn work_goes_with_effort_and_contraction_with_strength() {
        let patterns = Patterns::read(&Parameters::shipped().unwrap()).unwrap();
        let mut gait = begin(|a| a.strength = Some(0.5), "tiptoe");
        gait.advance(0.25);
        near(gait.turns, 0.25);
        near(
            gait.metabolic_rate(&patterns),
            0.5 * value("activity.tiptoe.metabolic_rate"),
        );
        let demand = value("activity.tiptoe.demand_ml_per_min_per_100g.soleus");
        near(gait.demand(&patterns, 0), 0.5 * demand);
        // Both legs together, at the peak of the soleus.
        let activations = gait.activation(&patterns);
        near(
            activations[0][0],
            0.5 * value("activity.tiptoe.pulse.soleus.level"),
        );
        assert_eq!(activations[0], activations[1]);
        assert_eq!(gait.contracting(&patterns), [1.0; 2]);
        gait.strength = 0.0;
        assert_eq!(
            (gait.contracting(&patterns), gait.working()),
            ([0.0; 2], 1.0)
        );
        let rest = Gait::<f64>::rest();
        assert_eq!(
            (rest.contracting(&patterns), rest.working()),
            ([0.0; 2], 0.0)
        );
    }
}
