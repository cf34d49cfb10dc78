//! The values that a parameter may have.
//!
//! A leaf of the data gives `min` and `max` with a `range` that says why, where physics or anatomy
//! sets a limit. The rest follows from the name and the shipped value: nothing is below zero that
//! ships as zero or more, a share lies between 0 and 1, a percentage between 0 and 100, a delay is no
//! longer than the body remembers, a segment with valves has one at least, and a divisor is not zero.
//! A value lies within a factor of 20 of the shipped value ([`FACTOR`], exceptions in [`FACTORS`]);
//! below, only divisors do, for all else may be switched off. A change with age is at most 5 % a year,
//! so that a parameter at 90 years lies within that factor, too.

use crate::dynamics::LONGEST_DELAY_S;
use crate::quantity::unit_of;

/// The values that a parameter may have, in its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Least value; minus infinity if there is none.
    pub low: f64,
    /// Greatest value; infinity if there is none.
    pub high: f64,
    /// Whether `low` itself is too little.
    pub above_low: bool,
}

impl Default for Range {
    /// Any number.
    fn default() -> Self {
        Self {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            above_low: false,
        }
    }
}

/// Endings of names of quantities that cannot be zero: something is divided by them.
const NEVER_ZERO: [&str; 54] = [
    // The heart has a rate and a size; a muscle washes out its metabolites, and a grip can stop its flow.
    ".resting_rate_ratio",
    ".reference_volume_ml",
    ".washout_ml_per_kg",
    ".half_ml_per_kg",
    ".half_command",
    ".arrest_force_fraction",
    // A vessel has room and gives way; a segment has a length and a lumen.
    ".unstressed_volume_ml",
    ".compliance_ml_per_mmhg",
    ".length_cm",
    ".radius_mm",
    ".parallel",
    ".mouths",
    "area_cm2",
    "ing_rate_per_mmhg_s",
    ".collapse_pressure_mmhg",
    ".stiffening_pressure_mmhg",
    ".length_per_diameter",
    ".dilation",
    "resistance.resistance_mmhg_s_per_ml",
    "stiffening_ml_per_100g",
    // A chamber contracts and resists filling.
    ".end_systolic_elastance_mmhg_per_ml",
    ".passive_exponent_per_ml",
    ".passive_pressure_mmhg",
    ".pressure_scale_mmhg",
    ".resting_ventricular_pressure_share",
    ".smallest_demand_share",
    // A bed has a flow at rest and a pressure in its capillaries.
    ".resting_flow_ml_per_min",
    ".resting_capillary_pressure_mmhg",
    ".reflection_fraction",
    ".filtration_fraction",
    ".tissue_g",
    ".filtration_coefficient_ml_per_min_per_100g_per_mmhg",
    ".interstitial_compliance_ml_per_mmhg_per_100g",
    ".sympatholysis_half_rise",
    ".healthy_content_ml_per_dl",
    ".inflation_s",
    ".deflation_s",
    ".dilation_per_metabolic_rate",
    "tau_s",
    "tau_p_s",
    "rate_per_min",
    "range_mmhg",
    "_rise_s_per_sqrt_s",
    "_relaxation_s_per_sqrt_s",
    "k_a_mmhg",
    "k_es_s",
    "k_ev_spikes_per_s",
    ".sinus_half_spikes_per_s",
    "half_pressure_mmhg",
    "breath_holding_mmhg",
    "volume_scale_ml",
    "creep_time_s",
    // The span over which a response becomes complete.
    "_span",
    // Women's value over men's.
    ".ratio",
];

/// Greatest ratio of a value to the shipped value, and of the shipped value to a divisor (estimate: the
/// tallest people and the strongest diseases change the size of a vessel, a chamber, a time or a gain
/// less than tenfold).
const FACTOR: f64 = 20.0;

/// Greatest relative change of a parameter per year of age: [`FACTOR`] in the 60 years from 30 to 90.
const GREATEST_CHANGE_PER_YEAR: f64 = 0.05;

/// Other ratios, by a part of the name.
const FACTORS: [(&str, f64); 6] = [
    // A valve may be made to open or close at once.
    ("ing_rate_per_mmhg_s", 1e5),
    // A filter may be made so slow that it holds its value, or so quick that it follows at once.
    ("tau_", 1000.0),
    // A narrowed valve or vessel resists several hundred times as much.
    ("resistance_mmhg_s_per_ml", 1000.0),
    // Collateral vessels grow from almost nothing.
    ("conductance_ml_per_min_per_mmhg", 1000.0),
    // No athlete has muscles five times as heavy or as strong.
    ("muscle.mass.", 5.0),
    ("muscle.peak_pressure.", 5.0),
];

/// A limit with three digits, so that messages show the limit itself.
fn three_digits(limit: f64) -> f64 {
    format!("{limit:.2e}").parse().unwrap_or(limit)
}

impl Range {
    /// The range that follows from the name and the shipped value.
    pub(super) fn by_rule(path: &str, shipped: f64) -> Self {
        let named = FACTORS.iter().find(|(part, _)| path.contains(part));
        let factor = named.map_or(FACTOR, |(_, factor)| *factor);
        let far = three_digits(shipped * factor);
        let (low, high) = if shipped < 0.0 {
            (far, 0.0)
        } else if shipped > 0.0 {
            (0.0, far)
        } else {
            // A ratio to zero means nothing.
            (0.0, f64::INFINITY)
        };
        let mut range = Self {
            low,
            high,
            above_low: false,
        };
        let is_pulse = [".onset", ".peak", ".hold", ".end"];
        if path.ends_with(".along_fraction") {
            // A place a little beyond the ends of its segment is one, too.
            (range.low, range.high) = (-0.5, 1.5);
        } else if path.ends_with("_fraction") || path.ends_with(".competence") {
            range.high = 1.0;
        } else if path.ends_with("_pct") {
            range.high = 100.0;
        } else if path.starts_with("activity.") && is_pulse.iter().any(|end| path.ends_with(end)) {
            // A pulse begins within its cycle and is no longer than a cycle.
            range.high = 2.0;
        }
        if path.ends_with(".change_per_year") {
            (range.low, range.high) = (-GREATEST_CHANGE_PER_YEAR, GREATEST_CHANGE_PER_YEAR);
        }
        if path.ends_with("delay_s") {
            range.high = LONGEST_DELAY_S;
        }
        let never_zero = NEVER_ZERO.iter().any(|ending| path.ends_with(ending));
        if path.ends_with(".valves") {
            range.low = 1.0;
        } else if shipped > 0.0 && never_zero && path.ends_with("_fraction") {
            range.above_low = true;
        } else if shipped > 0.0 && never_zero {
            range.low = three_digits(shipped / factor);
        }
        range
    }

    /// Whether a value is allowed.
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value) && !(self.above_low && value == self.low)
    }

    /// The range in words, with the unit that the name of the parameter ends in.
    pub fn in_words(&self, path: &str) -> String {
        let Self {
            low,
            high,
            above_low,
        } = *self;
        let number = |limit: f64| {
            if limit == 0.0 {
                "zero".to_owned()
            } else {
                limit.to_string()
            }
        };
        let words = match (low.is_finite(), high.is_finite(), above_low) {
            (true, true, false) => format!("from {low} to {high}"),
            (true, true, true) => format!("more than {low}, at most {high}"),
            (true, false, false) => format!("{} or more", number(low)),
            (true, false, true) => format!("more than {}", number(low)),
            (false, true, _) => format!("{} or less", number(high)),
            (false, false, _) => "any number".to_owned(),
        };
        match unit_of(path) {
            "" => words,
            unit => format!("{words} ({unit})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Parameters;
    use super::Range;
    use crate::error::BodyError;

    fn refusal(path: &str, value: f64) -> String {
        let refused = Parameters::shipped().unwrap().set(path, value);
        refused.expect_err(path).to_string()
    }

    #[test]
    fn every_shipped_value_lies_in_its_range() {
        for (path, parameter) in Parameters::shipped().unwrap().iter() {
            assert!(parameter.range.holds(parameter.value), "{path}");
        }
    }

    #[test]
    fn limits_stand_in_the_data_or_follow_from_the_name() {
        assert_eq!(
            refusal("blood.haematocrit_pct", 150.0),
            "parameter \"blood.haematocrit_pct\" is 150, but must be from 5 to 75 (%)"
        );
        for (path, value, words) in [
            ("respiration.rate_per_min", 1e6, "from 3 to 70 (/min)"),
            (
                "reflex.arterial.set_point_mmhg",
                500.0,
                "from 40 to 180 (mmHg)",
            ),
            ("blood.plasma_protein_g_per_dl", 0.0, "from 2 to 15 (g/dL)"),
            ("valve.deep.competence", 1.5, "from 0 to 1"),
            ("leg.left.popliteal_outlet.valves", 0.5, "from 1 to 38"),
            (
                "microcirculation.reflection_fraction",
                1.1,
                "more than 0, at most 1",
            ),
            ("wall.capillary.viscous_time_s", -1.0, "from 0 to 1 (s)"),
            ("reflex.arterial.tau_p_s", 0.0, "from 0.00208 to 2080 (s)"),
            ("reflex.effector.vein_delay_s", 10.5, "from 0 to 10 (s)"),
            (
                "respiration.chest_pressure_supine_mmhg",
                1.0,
                "from -60 to 0 (mmHg)",
            ),
            (
                "leg.left.foot.capillary.along_fraction",
                1.6,
                "from -0.5 to 1.5",
            ),
        ] {
            let text = refusal(path, value);
            assert!(text.ends_with(&format!("but must be {words}")), "{text}");
        }
        let mut p = Parameters::shipped().unwrap();
        p.set("blood.haematocrit_pct", 5.0).unwrap();
        p.set("blood.haematocrit_pct", 75.0).unwrap();
    }

    #[test]
    fn a_value_that_no_body_has_is_refused_by_name() {
        for (path, value, words) in [
            (
                "arm.vein.unstressed_volume_ml",
                1e9,
                "from 33.6 to 13500 (mL)",
            ),
            (
                "heart.left_ventricle.passive_pressure_mmhg",
                1e6,
                "from 0.8 to 320 (mmHg)",
            ),
            (
                "heart.left_ventricle.end_systolic_intercept_ml",
                500.0,
                "from 0 to 200 (mL)",
            ),
            (
                "heart.aortic_valve.resistance_mmhg_s_per_ml",
                1e5,
                "from 0 to 40 (mmHg·s/mL)",
            ),
            ("muscle.mass.soleus_kg", 1e6, "from 0 to 2.59 (kg)"),
            (
                "muscle.peak_pressure.soleus_mmhg",
                1e12,
                "from 0 to 905 (mmHg)",
            ),
        ] {
            assert_eq!(
                refusal(path, value),
                format!("parameter \"{path}\" is {value}, but must be {words}")
            );
        }
        let mut p = Parameters::shipped().unwrap();
        for (stenosis, value) in [
            ("heart.aortic_valve.resistance_mmhg_s_per_ml", 4.0),
            ("muscle.peak_pressure.soleus_mmhg", 0.0),
            ("reflex.effector.contractility_gain_fraction", 0.0),
        ] {
            p.set(stenosis, value).unwrap();
        }
    }

    #[test]
    fn no_parameter_can_be_a_million_times_the_shipped_value() {
        let shipped = Parameters::shipped().unwrap();
        for (path, parameter) in shipped.iter() {
            let Range { low, high, .. } = parameter.range;
            assert!(low.is_finite() && high.is_finite(), "{path}");
            let far = if parameter.value == 0.0 {
                1e6
            } else {
                1e6 * parameter.value
            };
            assert!(shipped.check(path, far).is_err(), "{path}");
        }
    }

    #[test]
    fn a_limit_without_a_reason_or_with_the_value_outside_is_refused() {
        let read = |leaf: &str| {
            let mut p = Parameters::default();
            p.read("t", &format!("[a]\nb_ml = {{ {leaf}, source = \"s\" }}"))
        };
        assert!(read("value = 3.0, max = 4.0, range = \"r\"").is_ok());
        for leaf in [
            "value = 3.0, max = 4.0",
            "value = 3.0, range = \"r\"",
            "value = 5.0, max = 4.0, range = \"r\"",
            "value = 5.0, min = \"0\", range = \"r\"",
        ] {
            assert!(matches!(read(leaf), Err(BodyError::Data { .. })), "{leaf}");
        }
    }
}
